"""Does four times the text take four times the time, whatever it is made of? Texts that a pattern may stumble over, at two lengths.

``tests/reading/test_reader.py`` counts the calls that reading them takes, which is the same on every machine; the
time, in which a pattern's own steps show, is taken here.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.speed.table import Part

SENTENCE = "澄塘县去年培训农民640多场次，惠及1.2万人，企业说订单已经排到明年。"
SHAPES: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "7" * n,
    "full-width digits": lambda n: "７" * n,
    "digits in words": lambda n: "三百" * (n // 2),
    "figures and commas": lambda n: "1," * (n // 2),
    "thousands": lambda n: "1" + ",000" * (n // 4),
    "shares without a stop": lambda n: "1%" * (n // 2),
    "years without a stop": lambda n: "2020年" * (n // 5),
    "brackets": lambda n: "(" * n,
    "quotes": lambda n: "“" * n,
    "titles of books": lambda n: "《" * n,
    "dots": lambda n: "." * n,
    "spaces": lambda n: "县" + " " * n + "域",
    "one paragraph": lambda n: (SENTENCE * n)[:n],
    "short lines": lambda n: "三家企业\n" * (n // 5),
    "a list without stops": lambda n: "产值4.34亿元，" * (n // 9),
    "printed lines": lambda n: (SENTENCE[:20] + " ") * (n // 21),
    "paragraphs": lambda n: (SENTENCE + "\n\n") * (n // 38),
    "bars": lambda n: "| 3家 " * (n // 5),
    "reporters": lambda n: "记者 陆青禾 " * (n // 7),
}
"""Each gives a text of about ``n`` characters."""


def growing_part(*, quick: bool) -> Part:
    """Seconds of the core at two lengths, and their ratio: 4 is as the text grows, 16 as its square."""
    short, long = (2_000, 8_000) if quick else (10_000, 40_000)
    _seconds(SENTENCE)  # what is loaded once is loaded
    rows: list[list[str | float]] = []
    for name, shape in SHAPES.items():
        first, second = _seconds(shape(short)), _seconds(shape(long))
        rows.append([name, first, second, second / first])
    return Part(
        "texts of one thing again and again", ["", f"s for {short:,}", f"s for {long:,}", "ratio (4 is linear)"], rows
    )


def _seconds(text: str) -> float:
    from yanzhen.reading import read_bytes

    start = time.process_time()
    read_bytes(text.encode(), name="a.txt")
    return time.process_time() - start
