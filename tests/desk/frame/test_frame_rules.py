"""Rules that the whole desk keeps: portable database, complete Chinese, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.apps import apps

from yanzhen.desk import catalogue, rooms

DESK = Path(rooms.__file__).parent
LONGEST_IDENTIFIER = 30
# Full-text search has one implementation a database behind one interface; upkeep/sql.py copies and checks the SQLite file and sets counters.
MAY_SPEAK_SQL = {"search.py", "fulltext.py", "sql.py"}
KEYS = ["", *(key for key in (*(room.key for room in rooms.ROOMS), *rooms.SIDES) if (DESK / key / "jinja2").exists())]


def python_files() -> list[Path]:
    return sorted(path for path in DESK.rglob("*.py"))


def template_files() -> list[Path]:
    return sorted(path for path in DESK.rglob("jinja2/**/*") if path.is_file())


def test_names_in_the_database_have_at_most_30_characters():
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("yanzhen."):
            continue
        names = [model._meta.db_table, *(field.column for field in model._meta.local_fields)]
        names += [index.name for index in model._meta.indexes] + [one.name for one in model._meta.constraints]
        for name in names:
            assert len(name) <= LONGEST_IDENTIFIER, f"{model.__name__}: {name}"


@pytest.mark.parametrize("path", python_files(), ids=lambda path: path.relative_to(DESK).as_posix())
def test_only_the_portable_orm_is_used(path):
    words = r"contrib\.postgres|ArrayField|\.raw\(|\.extra\(|ignore_conflicts|RunSQL"
    text = path.read_text(encoding="utf-8")
    if path.name not in MAY_SPEAK_SQL:
        words += r"|RawSQL|\.cursor\(|import sqlite3"
    assert re.findall(words, text) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_string_has_its_chinese(key):
    written, wanted = catalogue.written(key), catalogue.extracted(key)
    known = {(message.id, message.context) for message in written}
    missing = [message.id for message in wanted if message.id and (message.id, message.context) not in known]
    assert missing == [], f"run: python -m yanzhen.desk.catalogue {key}"
    assert catalogue.untranslated(written) == []


@pytest.mark.parametrize("key", KEYS)
def test_the_compiled_catalogue_is_the_written_one(key):
    with catalogue.catalogue_path(key).with_suffix(".mo").open("rb") as file:
        compiled = _words(read_mo(file))
    assert compiled == _words(catalogue.written(key))


def _words(catalog):
    return {_first(message.id): _first(message.string) for message in catalog if message.id}


def _first(words):
    return words[0] if isinstance(words, (tuple, list)) else words


@pytest.mark.parametrize("key", KEYS)
def test_translations_keep_the_placeholders(key):
    for message in catalogue.written(key):
        if message.id:
            wanted = set(re.findall(r"%\((\w+)\)s", _first(message.id)))
            plural = set(re.findall(r"%\((\w+)\)s", message.id[1])) if isinstance(message.id, tuple) else set()
            assert set(re.findall(r"%\((\w+)\)s", _first(message.string))) == wanted | plural, message.id


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.relative_to(DESK).as_posix())
def test_templates_hold_no_inline_script_or_style_and_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|\|safe", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.relative_to(DESK).as_posix())
def test_templates_have_their_words_from_the_catalogue(path):
    text = re.sub(
        r'lang="zh-Hans"[^<]*<p>.*?</p>|lang="zh-Hans"[^>]*>[^<]*', "", path.read_text(encoding="utf-8"), flags=re.S
    )
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"{#.*?#}", "", text, flags=re.S))


@pytest.mark.parametrize("path", sorted(DESK.rglob("static/**/*.css")), ids=lambda path: path.name)
def test_styles_fetch_nothing(path):
    assert not re.search(r"url\(|@import", path.read_text(encoding="utf-8"))


def test_vendored_files_are_the_ones_that_are_listed():
    folder = DESK / "frame" / "static" / "vendor"
    listed = dict(
        re.findall(r"\| `([^`]+)` \|.*?\| `([0-9a-f]{64})` \|", (folder / "README.md").read_text(encoding="utf-8"))
    )
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.js")}
    assert files == listed


def test_translated_text_holds_no_f_string():
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "_",
                "gettext",
                "ngettext",
                "gettext_lazy",
            ):
                assert not any(isinstance(one, ast.JoinedStr) for one in node.args), f"{path}:{node.lineno}"
