"""What exists is documented, and what is documented exists."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from yanzhen.reading import page as page_module
from yanzhen.reading.page import Page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def declared_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    names = (re.match(r"[A-Za-z0-9._-]+", entry) for entries in lists for entry in entries)
    return {name.group().lower() for name in names if name} - {"yanzhen"}


@pytest.mark.parametrize("name", sorted(declared_dependencies()))
def test_every_dependency_has_its_row(name: str) -> None:
    rows = (DOCS / "dependencies.md").read_text(encoding="utf-8").lower().split("## chosen against")[0]
    (row,) = re.findall(rf"^\| .*`{re.escape(name)}`.*\|$", rows, re.MULTILINE)
    why, licence, released, used = [cell.strip() for cell in row.strip("|").split("|")][1:]
    assert why and licence and used
    assert re.search(r"\d, 20\d\d-\d\d-\d\d$", released)
    assert not re.search(r"(?<!l)gpl", licence)


@pytest.mark.parametrize("key", [field.name for field in fields(Page)])
def test_every_key_of_the_json_is_told(key: str) -> None:
    assert f"| `{key}` |" in (DOCS / "reading.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "row"),
    [("Article", "articles"), ("Correction", "corrections"), ("Name", "names"), ("Fact", "facts"), ("Check", "checks")],
)
def test_every_field_of_its_entries_is_told(kind: str, row: str) -> None:
    text = (DOCS / "reading.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"| `{row}` |"))
    told = set(re.findall(r"`(\w+)`", line))
    assert {field.name for field in fields(getattr(page_module, kind))} <= told


@pytest.mark.parametrize("document", sorted(ROOT.glob("*.md")) + sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_arrive(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", text)
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_site_lists_every_page() -> None:
    listed = set(re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    assert {path.name for path in DOCS.glob("*.md")} <= listed
    assert {name for name in listed if not (DOCS / name).exists()} == set()
