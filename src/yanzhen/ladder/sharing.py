"""Equal trees of a book made one: the judge evaluates every node once, and so everything that is said twice.

An award is left as it is, with all that holds it: what experts may award is the criterion's own, though it reads the same in another.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion

Tree = TypeVar("Tree")


def shared(book: Book) -> Book:
    """The book with equal trees of its definitions, criteria and score made one."""
    seen: dict[object, object] = {}
    definitions = {name: replace(one, formula=_one(one.formula, seen)) for name, one in book.definitions.items()}
    criteria = {name: _criterion(one, seen) for name, one in book.criteria.items()}
    score = book.score and replace(book.score, of=_one(book.score.of, seen))
    return replace(book, definitions=definitions, criteria=criteria, score=score)


def _criterion(one: Criterion, seen: dict[object, object]) -> Criterion:
    return replace(
        one,
        test=_one(one.test, seen),
        points=_one(one.points, seen),
        shows=_one(one.shows, seen),
        classes=tuple((label, _one(test, seen)) for label, test in one.classes),
    )


def _one(part: Tree, seen: dict[object, object]) -> Tree:
    """The part with all its trees shared, itself one of those seen where it is no award and holds none."""
    made: Any = part
    if isinstance(part, tuple):
        made = tuple(_one(each, seen) for each in part)
    elif is_dataclass(part) and not isinstance(part, type):
        made = replace(part, **{each.name: _one(getattr(part, each.name), seen) for each in fields(part)})
        if not _holds_award(made):
            made = seen.setdefault(made, made)
    return made  # type: ignore[no-any-return]


def _holds_award(node: Any) -> bool:
    return isinstance(node, tree.Awarded) or any(_holds_award(child) for child in tree.children(node))
