"""Translations, for those who change the desk: collect what is to be translated, compile what is.

``python -m yanzhen.desk.catalogue`` does it for the frame and the accounts, with a room's key for that room.
The source strings are English; ``zh_Hans`` is complete (a test fails otherwise). The compiled ``.mo`` lie in the tree, so
that an installation needs no tool. Babel is needed here alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from yanzhen.desk.rooms import ROOMS, SIDES

DESK = Path(__file__).parent
HEADER = """\
# Chinese of the desk. Apache-2.0. Collected and compiled by: python -m yanzhen.desk.catalogue
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
PYTHON_WORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
TEMPLATE_OPTIONS = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "newstyle_gettext": "true", "silent": "false"}


def catalogue_path(key: str = "") -> Path:
    """Where the Chinese of a room lies; an empty key is the frame, the accounts and the desk itself."""
    return DESK / key / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def sources(key: str = "") -> Iterator[Path]:
    """The Python files and templates whose words belong to this catalogue."""
    if key:
        folders = [DESK / key]
    else:
        folders = [DESK / "frame", DESK / "accounts"]
        yield from sorted(DESK.glob("*.py"))
    for folder in folders:
        found = [*folder.rglob("*.py"), *folder.rglob("jinja2/**/*.html")]
        yield from sorted(path for path in found if "migrations" not in path.parts)


def extracted(key: str = "") -> Catalog:
    """Every string to be translated, as the sources have it now."""
    catalog = Catalog(locale="zh_Hans_CN", project="yanzhen", charset="utf-8")
    for path in sources(key):
        template = path.suffix == ".html"
        method = "jinja2" if template else "python"
        words = {**PYTHON_WORDS, "trans": None} if template else PYTHON_WORDS
        found = extract_from_file(method, path, keywords=words, options=TEMPLATE_OPTIONS if template else None)
        for _line, message, _comments, context in found:
            catalog.add(message, locations=[(path.relative_to(DESK).as_posix(), 0)], context=context)
    return catalog


def written(key: str = "") -> Catalog:
    """The translations as they lie in the tree."""
    path = catalogue_path(key)
    if not path.exists():
        return Catalog(locale="zh_Hans_CN", project="yanzhen")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def compiled(catalog: Catalog) -> bytes:
    """The ``.mo`` of the translations."""
    # Babel writes the day of compiling into the file; a fixed day keeps the same translations the same file.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    target = BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The messages without Chinese."""
    return [str(message.id) for message in catalog if message.id and not _has_text(message.string)]


def _has_text(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def refresh(key: str = "") -> list[str]:
    """Bring the catalogue up to date and compile it; returns what still lacks Chinese."""
    catalog = written(key)
    catalog.update(extracted(key), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = catalogue_path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    target = BytesIO()
    write_po(target, catalog, sort_output=True, width=120, omit_header=True, include_lineno=False)
    path.write_bytes(HEADER.encode() + target.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(written(key)))
    return untranslated(catalog)


def main(keys: list[str]) -> int:
    """Refresh the named catalogues, or the frame's; exit code 1 when something lacks Chinese."""
    unknown = set(keys) - {room.key for room in ROOMS} - set(SIDES)
    if unknown:
        sys.stderr.write(f"no such room: {', '.join(sorted(unknown))}\n")
        return 2
    lacking = [message for key in keys or [""] for message in refresh(key)]
    sys.stderr.writelines(f"to be translated: {message}\n" for message in lacking)
    return 1 if lacking else 0


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=False)
    django.setup()
    sys.exit(main(sys.argv[1:]))
