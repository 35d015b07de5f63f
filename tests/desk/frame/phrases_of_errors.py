"""Every English phrase that an error of a room's instrument can say, read from the source.

An argument of an error is followed through f-strings, conditions, names of the same function or module, and through the
parameters of functions that pass it on (``table.wrong(key, "unknown word")``). What varies stands as ``7``.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import yanzhen

ROOT = Path(yanzhen.__file__).parent
ERRORS = {"InputError", "RefusalError", "YanzhenError", "BookError", "StaleError", "AlreadyUndoneError", "Trouble"}
PARTS = ("what", "seen", "expected", "todo")
VARIES = "7"
TRANSLATED = {"gettext", "_", "ngettext", "pgettext"}
DEEPEST = 4
Function = ast.FunctionDef | ast.AsyncFunctionDef
Passed = tuple[str, str]  # a function's name and its parameter
Template = tuple[str | Passed, ...]


@dataclass(frozen=True)
class Phrase:
    """What an error says in one of its parts, and where."""

    text: str
    place: str


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module and the function around it."""

    module: str
    tree: ast.Module
    function: Function | None


def phrases(modules: list[str]) -> list[Phrase]:
    """The phrases of all errors that these modules raise; those of one room pass through functions of that room."""
    calls: dict[tuple[str, str], list[tuple[Scope, ast.Call]]] = defaultdict(list)
    for module in modules:
        for scope, call in _calls(module):
            calls[_room(module), _name(call.func)].append((scope, call))
    found = {}
    for (room, name), places in calls.items():
        if name in ERRORS:
            for scope, call in places:
                for text in _said(call, scope, room, calls):
                    found.setdefault(text, Phrase(text, f"{scope.module}:{call.lineno}"))
    return sorted(found.values(), key=lambda one: (one.place, one.text))


def _calls(module: str) -> Iterator[tuple[Scope, ast.Call]]:
    place = ROOT.parent.joinpath(*module.split("."))
    file = place / "__init__.py" if place.is_dir() else place.with_name(f"{place.name}.py")
    tree = ast.parse(file.read_text(encoding="utf-8") if file.exists() else "")  # a folder of data files has none
    yield from _within(tree, Scope(module, tree, None))


def _within(node: ast.AST, scope: Scope) -> Iterator[tuple[Scope, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = Scope(scope.module, scope.tree, child) if isinstance(child, Function) else scope
        if isinstance(child, ast.Call):
            yield scope, child
        yield from _within(child, inner)


def _room(module: str) -> str:
    return ".".join(module.split(".")[: 3 if module.startswith("yanzhen.desk.") else 2])


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _said(call: ast.Call, scope: Scope, room: str, calls: dict) -> Iterator[str]:
    arguments = [call.args[0], *(one.value for one in call.keywords if one.arg in PARTS)] if call.args else []
    for argument in arguments:
        for template in _templates(argument, scope):
            yield from _filled(template, room, calls, DEEPEST)


def _filled(template: Template, room: str, calls: dict, depth: int) -> Iterator[str]:
    """The template with what callers pass for its parameters."""
    passed = next((part for part in template if isinstance(part, tuple)), None)
    if passed is None:
        yield "".join(part for part in template if isinstance(part, str))
        return
    given = [VARIES] if depth == 0 else list(_given(passed, room, calls, depth)) or [VARIES]
    for text in given:
        yield from _filled(tuple(text if part == passed else part for part in template), room, calls, depth)


def _given(passed: Passed, room: str, calls: dict, depth: int) -> Iterator[str]:
    function, parameter = passed
    name, position = function.split("#")
    seen = set()
    for scope, call in calls.get((room, name), ()):
        keyed = [one.value for one in call.keywords if one.arg == parameter]
        plain = [call.args[int(position)]] if not keyed and len(call.args) > int(position) else []
        for argument in keyed or plain:
            if isinstance(argument, ast.Starred):
                continue
            for template in _templates(argument, scope):
                seen |= set(_filled(template, room, calls, depth - 1))
    yield from seen


def _templates(node: ast.expr, scope: Scope, depth: int = DEEPEST) -> list[Template]:
    """What an expression may be."""
    if isinstance(node, ast.Constant):
        return [(str(node.value),)] if node.value is not None else []
    if isinstance(node, ast.JoinedStr):
        return _joined([one.value if isinstance(one, ast.FormattedValue) else one for one in node.values], scope, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _joined([node.left, node.right], scope, depth)
    if isinstance(node, ast.IfExp):
        return [*_templates(node.body, scope, depth), *_templates(node.orelse, scope, depth)]
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return [one for value in node.values for one in _templates(value, scope, depth)]
    if isinstance(node, ast.Call) and _name(node.func) in TRANSLATED:
        return []
    if isinstance(node, ast.Name) and depth:
        return _named(node.id, scope, depth)
    return [(VARIES,)]


def _joined(nodes: list[ast.expr], scope: Scope, depth: int) -> list[Template]:
    choices = [_templates(one, scope, depth) or [(VARIES,)] for one in nodes]
    return [tuple(part for template in chosen for part in template) for chosen in product(*choices)][:64]


def _named(name: str, scope: Scope, depth: int) -> list[Template]:
    function = scope.function
    if function:
        parameters = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        keyed = [one.arg for one in function.args.kwonlyargs]
        if name in parameters or name in keyed:
            bound = bool(parameters) and parameters[0] in {"self", "cls"}
            position = parameters.index(name) - bound if name in parameters else 99
            return [((f"{function.name}#{position}", name),)]
    values = [
        *_assigned(name, function),
        *([] if function and _assigned(name, function) else _assigned(name, scope.tree)),
    ]
    return [one for value in values for one in _templates(value, scope, depth - 1)] or [(VARIES,)]


def _assigned(name: str, node: ast.AST | None) -> list[ast.expr]:
    if node is None:
        return []
    body = ast.walk(node) if isinstance(node, Function) else node.body  # type: ignore[attr-defined]
    found: list[ast.expr] = []
    for one in body:
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id == name and one.value is not None:
                found.append(one.value)
            if isinstance(target, ast.Tuple) and isinstance(one.value, ast.Tuple):
                pairs = zip(target.elts, one.value.elts, strict=False)
                found += [value for at, value in pairs if isinstance(at, ast.Name) and at.id == name]
    return found


def is_english(text: str) -> bool:
    """Whether a word of English stands in it: letters that no name of a file, a key or a unit explains."""
    return bool(re.search(r"(?<![\w.<\[{-])[a-z]{2,}(?![\w\]}(])", text))
