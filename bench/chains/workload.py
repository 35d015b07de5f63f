"""The matrices that are timed: nested, about 14 % of the cells at or above RCA 1. It runs in ours and in the peers' environment alike."""

from __future__ import annotations

import numpy

SHAPES = {"230x5000": (230, 5000), "2800x1400": (2800, 1400), "2800x10000": (2800, 10_000)}


def nested(regions: int, activities: int, seed: int = 11) -> numpy.ndarray:
    """Exports-like values, regions by activities; the same for the same seed."""
    random = numpy.random.default_rng(seed)
    able = numpy.sort(random.normal(0, 1, regions))[:, None]
    hard = numpy.sort(random.normal(0.9, 1, activities))[None, :]
    likely = 1 / (1 + numpy.exp(-(2 * (able - hard) + random.normal(0, 0.7, (regions, 1)))))
    there = random.random((regions, activities)) < likely * 0.85 + 0.01
    size = random.normal(0, 1.2, (regions, activities))
    return there * numpy.exp(
        size + 0.8 * random.normal(0, 1, (regions, 1)) + 0.8 * random.normal(0, 1, (1, activities))
    )
