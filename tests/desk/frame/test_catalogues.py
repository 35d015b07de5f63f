"""The catalogues of all rooms merge into one, and the collector overlooks nothing that is to be translated."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from yanzhen.desk import catalogue, rooms

DESK = Path(rooms.__file__).parent
KEYS = ["", *(path.parts[-5] for path in sorted(DESK.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")))]
TAKES_WORDS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def test_one_english_text_has_one_chinese_in_all_rooms():
    said: dict[tuple[str | None, str, bool], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in KEYS:
        for message in catalogue.written(key):
            counted = isinstance(message.id, tuple)
            english = message.id[0] if counted else message.id
            if english:
                said[message.context, english, counted][str(message.string)].append(key or "frame")
    differing = {english: dict(found) for english, found in said.items() if len(found) > 1}
    assert not differing, "give one Chinese, or a context (pgettext), or another English text"


def _python() -> list[Path]:
    return [path for path in sorted(DESK.rglob("*.py")) if "migrations" not in path.parts]


def test_every_function_that_translates_is_one_that_the_collector_knows():
    for path in _python():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for one in node.names:
                    if "gettext" in one.name and path.name != "environment.py":
                        assert one.name in TAKES_WORDS, f"{path}: {one.name} is not collected"
                        assert one.asname in (None, "_"), f"{path}: {one.name} as {one.asname} is not collected"


def test_every_file_with_words_belongs_to_a_catalogue():
    collected = {
        path for key in ["", *(room.key for room in rooms.ROOMS), *rooms.SIDES] for path in catalogue.sources(key)
    }
    words = [
        path for path in _python() if "gettext" in path.read_text(encoding="utf-8") and path.name != "environment.py"
    ]
    templates = [path for path in DESK.rglob("jinja2/**/*") if path.is_file() and "_(" in path.read_text("utf-8")]
    assert not [path for path in [*words, *templates] if path not in collected]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_in_a_catalogue_is_out_of_use(key):
    wanted = {(message.id, message.context) for message in catalogue.extracted(key)}
    unused = [message.id for message in catalogue.written(key) if (message.id, message.context) not in wanted]
    assert unused == [], f"run: python -m yanzhen.desk.catalogue {key}"


def test_every_table_for_two_languages_has_both():
    """A data file with a column of one language has the same column of the other, and each cell of it."""
    import csv

    for path in sorted(DESK.parent.rglob("*.csv")):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        heading = list(rows[0]) if rows else []
        for one in heading:
            other = one[:-2] + "en" if one.endswith("_zh") else "en" if one == "zh" else ""
            if other in heading and other:
                half = [row for row in rows if bool(row[one]) != bool(row[other])]
                assert not half, f"{path.relative_to(DESK.parent)}: {half[0]}"
