"""A deal file's text as the engine's deal, read once for each text."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import yanzhen
from yanzhen.securitization.deal_file import parse_deal

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import DealVersion
    from yanzhen.securitization.deal import Deal as Terms

EXAMPLES = "deals"


def terms_of(version: DealVersion) -> Terms:
    """What the version says, as the engine takes it."""
    return read_terms(version.text, version.file)


@lru_cache(maxsize=64)
def read_terms(text: str, file: str) -> Terms:
    """The deal of a text; a deal that cannot be is refused with its place (``InputError``)."""
    return parse_deal(text, file)


def digest_of(text: str) -> str:
    """The SHA-256 that names the text."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def examples() -> dict[str, tuple[str, str]]:
    """The worked deals that are shipped: key to (name of the deal, text of the file)."""
    found = {}
    for path in sorted(_examples_folder().glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        found[path.stem] = (read_terms(text, path.name).name, text)
    return found


def _examples_folder() -> Path:
    """In the installed package, or in the checkout."""
    package = Path(yanzhen.__file__).parent
    folders = (package / "examples" / EXAMPLES, package.parents[1] / "examples" / EXAMPLES)
    return next((folder for folder in folders if folder.is_dir()), folders[0])


def own_file(name: str) -> str:
    """The text of a data file of this room."""
    return files("yanzhen.desk.securitization").joinpath(name).read_text(encoding="utf-8")
