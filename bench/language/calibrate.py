"""Fits the confidence of slips: ``python bench/language/calibrate.py --corpus DIR --out FILE``.

A model counted without the sources that are nearest to news reads those very sources with slips put in, so it is about as
strange to them as the shipped model is to a newspaper. A logistic regression then learns, for each reading proposed, how often it is right.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))

import corpus as corpora
import train
from damage import misread_as, swapped

from yanzhen.reading.language.lookalikes import lookalikes, read_pairs
from yanzhen.reading.language.model import CharModel
from yanzhen.reading.language.shapes import products, readings
from yanzhen.reading.language.symbols import is_han

LEFT_OUT = ("reports", "encyclopedia")
CHARACTERS = 400_000
"""Read of each source left out."""
RATE = 1 / 300
SEED = 20200918
STEPS, RIDGE = 60, 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = train.train(arguments.corpus, leave_out=LEFT_OUT)
    features, right = examples(model, arguments.corpus)
    train.say(f"{len(right):,} readings, {right.sum():,} right")
    arguments.out.write_text(json.dumps(stored(features, right)) + "\n", "utf-8")


def stored(features: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, list[float]]:
    mean, spread = features.mean(axis=0), features.std(axis=0)
    weights = fitted(products(features, mean, spread), right)
    return {
        name: [round(float(x), 5) for x in row]
        for name, row in (("mean", mean), ("spread", spread), ("weights", weights))
    }


def examples(model: CharModel, corpus: Path) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Features of every reading in the damaged texts, and whether it is the right one."""
    rng = random.Random(SEED)
    alike = lookalikes(model)
    pairs = {true: "".join(filter(is_han, seen)) for true, seen in misread_as(read_pairs()).items()}
    features, right = [], []
    for source in corpora.sources():
        if source.folder not in LEFT_OUT:
            continue
        for paragraph in _sample(corpus, source):
            damaged = swapped(paragraph, pairs, RATE, rng)
            symbols = model.alphabet.encode(damaged.text)
            found = readings(model, alike, symbols.ids)
            true = np.array([model.alphabet.id_of(damaged.slips.get(int(at), "^")) for at in symbols.at[found.place]])
            features.append(found.features)
            right.append(found.read == true)
    return np.concatenate(features), np.concatenate(right)


def fitted(features: NDArray[np.float64], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Logistic regression with a small ridge, by Newton's method: one weight per column."""
    x = features
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (right - p) - RIDGE * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def _sample(corpus: Path, source: corpora.Source) -> list[str]:
    found = list(corpora.paragraphs(corpus, source))
    random.Random(SEED).shuffle(found)
    total, taken = 0, []
    for paragraph in found:
        if total > CHARACTERS:
            break
        total += len(paragraph)
        taken.append(paragraph)
    return taken


if __name__ == "__main__":
    main()
