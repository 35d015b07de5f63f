"""Fit the weights with which torn pieces are put together: ``python -m bench.reading.fit_joins``.

Pages are made by the generator from the open articles with seeds of their own (1001 and up, neither
development nor held out); every pair of an open tail and a piece near it is an example. The
regression is logistic with a small ridge, solved by Newton's method.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import yanzhen.reading.layout
from bench.reading.articles import ARTICLES, read_articles
from bench.reading.damage import VARIANTS, DamagedPage, damaged_page
from yanzhen.reading.inputs import open_bytes
from yanzhen.reading.language.model import load
from yanzhen.reading.layout.arrange import body_of
from yanzhen.reading.layout.joins import FEATURES, Body, candidates, features

FIRST_SEED = 1001
RIDGE = 1.0
TARGET = Path(yanzhen.reading.layout.__file__).with_name("joins.json")


def main() -> int:
    """Writes the weights beside the code that uses them and prints them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=60, help="pages a variant")
    options = parser.parse_args()
    rows, answers = [], []
    for page in _pages(options.pages):
        for row, answer in _examples(page):
            rows.append(row)
            answers.append(answer)
    x, y = np.array(rows, dtype=float), np.array(answers, dtype=float)
    weights = fitted(x, y)
    _write(weights, options.pages, x, y)
    return 0


def _pages(count: int) -> Iterator[DamagedPage]:
    articles = read_articles(ARTICLES / "open")
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        for variant in VARIANTS:
            yield damaged_page(articles, seed, variant)


def _examples(page: DamagedPage) -> Iterator[tuple[tuple[float, ...], bool]]:
    body = body_of(open_bytes(page.text.encode(), name=page.truth.file), load())
    goes_on = _seams(page)
    for tail, head in candidates(body):
        end, start = _edges(body, tail)[1], _edges(body, head)[0]
        yield features(tail, head, body), goes_on.get(end) == start


def _seams(page: DamagedPage) -> dict[int, int]:
    """Where a torn paragraph's piece ends -> where its next piece begins, white space aside."""
    seams = {}
    for block in page.truth.blocks:
        for (_, end), (start, _) in zip(block.spans, block.spans[1:], strict=False):
            seams[_before(page.text, end)] = _behind(page.text, start)
    return seams


def _before(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _behind(text: str, start: int) -> int:
    while start < len(text) and (text[start].isspace() or text[start] == ">"):
        start += 1
    return start


def _edges(body: Body, at: int) -> tuple[int, int]:
    text = body.pieces[at].text.strip()
    return text.starts[0], text.ends[-1]


def fitted(x: NDArray[np.float64], y: NDArray[np.float64], steps: int = 30) -> NDArray[np.float64]:
    """The ridge-penalised maximum-likelihood weights; shapes (n, k), (n,) -> (k,)."""
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(x @ weights)))
        gradient = x.T @ (p - y) + RIDGE * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(x.shape[1])
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def _write(weights: NDArray[np.float64], pages: int, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    named = {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}
    note = f"python -m bench.reading.fit_joins --pages {pages}: {len(y)} pairs, {int(y.sum())} of them torn"
    TARGET.write_text(json.dumps({"origin": note, "weights": named}, indent=1) + "\n")
    right = ((x @ weights > 0) == (y > 0)).mean()
    for name, weight in named.items():
        sys.stdout.write(f"{weight:8.3f}  {name}\n")
    sys.stdout.write(f"{note}; {right:.4f} of the pairs told right\n")


if __name__ == "__main__":
    sys.exit(main())
