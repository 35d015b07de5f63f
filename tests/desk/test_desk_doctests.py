"""The examples in the desk's docstrings, run where Django is set up."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import yanzhen.desk

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(yanzhen.desk.__path__, "yanzhen.desk.")
    if ".migrations" not in module.name and not module.name.endswith((".wsgi", ".worker", ".child"))
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    assert sum(bool(test.examples) for name in MODULES for test in finder.find(importlib.import_module(name))) >= 5
