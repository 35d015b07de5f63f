"""The package is what it says it is: exported names, words, sizes of functions and files."""

from __future__ import annotations

import ast
import importlib
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

import yanzhen

PACKAGE = Path(yanzhen.__file__).parent
FILES = sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)
VAGUE = {"info", "manager", "helper", "helpers", "util", "utils", "misc", "handle", "process", "data"}
FRAMEWORK_NAMES = {
    "handle",
    "handle_starttag",
    "handle_endtag",
    "handle_startendtag",
    "handle_data",
    "handle_comment",
    "handle_decl",
    "handle_pi",
    "handle_entityref",
    "handle_charref",
    "unknown_decl",
    "process_request",
    "process_rhs",
    "process_view",
    "process_response",
    "process_exception",
}
"""Names that Django and html.parser call."""
LONGEST_FILE = 450
LONGEST_UNEXPLAINED = 5
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def functions(file: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(file)) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def names(file: Path) -> Iterator[str]:
    yield file.stem
    for node in ast.walk(tree(file)):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def exporting() -> list[str]:
    found = []
    for file in FILES:
        if "desk" not in file.parts and re.search(r"^__all__\b", file.read_text(encoding="utf-8"), re.MULTILINE):
            parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
            found.append(".".join(parts).removesuffix(".__init__"))
    return found


@pytest.mark.parametrize("module", exporting())
def test_what_is_exported_is_there(module: str) -> None:
    loaded = importlib.import_module(module)
    exported = list(loaded.__all__)
    assert exported == sorted(set(exported), key=exported.index)
    assert [name for name in exported if name.startswith("_") or not hasattr(loaded, name)] == []


def test_there_are_rooms_that_export() -> None:
    assert "yanzhen.reading" in exporting()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_names_say_what_they_name(file: Path) -> None:
    vague = {name for name in names(file) if words(name) & VAGUE and name not in FRAMEWORK_NAMES}
    assert vague == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_has_one_subject(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_functions_are_short() -> None:
    """The admired codebases sit at a median body of 5 to 9 lines and a ninetieth percentile of 20 to 33."""
    lengths = [body_lines(function) for file in FILES for function in functions(file)]
    assert statistics.median(lengths) <= 9
    assert statistics.quantiles(lengths, n=10)[-1] <= 33


def test_public_functions_are_explained() -> None:
    """Those of more than a few lines, outside the desk, whose views are explained by their pages."""
    unexplained = [
        f"{file.relative_to(PACKAGE)}: {node.name}"
        for file in FILES
        if "desk" not in file.parts
        for node in tree(file).body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
        if body_lines(node) > LONGEST_UNEXPLAINED
    ]
    assert unexplained == []


def test_every_parameter_and_result_has_a_type() -> None:
    bare = [
        f"{file.relative_to(PACKAGE)}:{function.lineno} {function.name}"
        for file in FILES
        for function in functions(file)
        if function.returns is None and not function.name.startswith("__") and not is_compiled(function)
    ]
    assert bare == []


def is_compiled(function: Function) -> bool:
    """Whether numba compiles it: it then takes arrays of the types that it is called with, which it infers itself."""
    return any("njit" in ast.unparse(decorator) for decorator in function.decorator_list)
