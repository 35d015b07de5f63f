"""Measures the language model and the slip finder: ``python bench/language/measure.py [--pages DIR]``.

The texts under held-out/ were written for this purpose and are in no corpus; DIR may hold other pages (HTML or text), which are
skipped where it is missing. All seeds are fixed.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from damage import misread_as, swapped

from yanzhen.reading.language.lookalikes import read_pairs
from yanzhen.reading.language.model import MODEL_FILE, CharModel, load
from yanzhen.reading.language.slips import find_slips
from yanzhen.reading.language.symbols import is_han

HERE = Path(__file__).parent
SEEDS = range(20)
SEAMS = 600
LEAST_PIECE = 12
RATE = 1 / 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=Path("../shared/pages"))
    arguments = parser.parse_args()
    out = sys.stdout.write
    out(f"model {MODEL_FILE.stat().st_size / 1e6:.1f} MB, loads in {load_seconds():.3f} s\n")
    measured = {"held-out": [p for file in sorted((HERE / "held-out").glob("*.txt")) for p in _lines(file.read_text("utf-8"))]}
    if arguments.pages.is_dir():
        measured["pages"] = [p for file in sorted(arguments.pages.iterdir()) if _is_news(file) for p in _lines(_plain(file))]
    else:
        out(f"no pages at {arguments.pages}: skipped\n")
    for name, paragraphs in measured.items():
        for line in report(paragraphs):
            out(f"{name}: {line}\n")


def report(paragraphs: list[str]) -> list[str]:
    model = load()
    total = sum(map(len, paragraphs))
    area, pick = seams(model, paragraphs)
    clean = [slip for paragraph in paragraphs for slip in find_slips(paragraph)]
    known, all_found, all_put = recall(paragraphs, other_table())
    shipped = recall(paragraphs, shipped_table())
    return [
        f"{total} characters in {len(paragraphs)} paragraphs, {surprise(model, paragraphs):.3f} log10 a symbol",
        f"seams: AUC {area:.3f}, pick 1 of 5 {pick:.3f}",
        f"slips: {all_found}/{all_put} = {all_found / all_put:.3f} of those from another table found"
        f" ({known:.3f} of them are in the shipped one), {shipped[1]}/{shipped[2]} = {shipped[1] / shipped[2]:.3f} of those from the shipped one",
        f"slips: {len(clean)} false = {1e4 * len(clean) / total:.1f} per 10,000 clean characters: {[(s.seen, s.read) for s in clean]}",
        f"slips: {total / seconds(lambda: [find_slips(paragraph) for paragraph in paragraphs]):,.0f} characters a second",
    ]


def seams(model: CharModel, paragraphs: list[str]) -> tuple[float, float]:
    """Area under the curve, the true rest of a paragraph against another paragraph; and how often the true rest
    scores above the rests of four other paragraphs."""
    rng = random.Random(5)
    long = [paragraph for paragraph in paragraphs if len(paragraph) > 3 * LEAST_PIECE]
    true, starts, picked = [], [], []
    while len(true) < SEAMS:
        here, *others = rng.sample(long, 5)
        left, right = _cut(here, rng)
        if left[-1] in "。！？”":
            continue
        true.append(model.seam_gain(left, right))
        starts.append(model.seam_gain(left, others[0]))
        picked.append(true[-1] > max(model.seam_gain(left, _cut(other, rng)[1]) for other in others))
    above = np.subtract.outer(np.array(true), np.array(starts))
    return float((above > 0).mean() + (above == 0).mean() / 2), float(np.mean(picked))


def recall(paragraphs: list[str], pairs: dict[str, str]) -> tuple[float, int, int]:
    """Share of the slips put in that the shipped table could name; how many were found and put right; how many were put in."""
    named = found = put = 0
    shipped = read_pairs()
    for seed in SEEDS:
        rng = random.Random(seed)
        for paragraph in paragraphs:
            damaged = swapped(paragraph, pairs, RATE, rng)
            right = {(slip.start, slip.read) for slip in find_slips(damaged.text)}
            put += len(damaged.slips)
            found += len(right & set(damaged.slips.items()))
            named += sum(true in shipped.get(damaged.text[place], "") for place, true in damaged.slips.items())
    return named / put, found, put


def other_table() -> dict[str, str]:
    rows = (line.split("\t") for line in (HERE / "injected.tsv").read_text("utf-8").splitlines() if not line.startswith("#"))
    return {true: seen for true, seen in rows}


def shipped_table() -> dict[str, str]:
    return {true: "".join(filter(is_han, seen)) for true, seen in misread_as(read_pairs()).items()}


def surprise(model: CharModel, paragraphs: list[str]) -> float:
    scores = np.concatenate([model.score(paragraph) for paragraph in paragraphs])
    return float(scores[scores != 0].mean())


def load_seconds() -> float:
    """In a fresh interpreter, numpy imported before."""
    code = "import numpy,time;t=time.perf_counter();from yanzhen.reading.language.model import load;load();print(time.perf_counter()-t)"
    return min(float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout) for _ in range(3))


def seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _cut(paragraph: str, rng: random.Random) -> tuple[str, str]:
    place = rng.randrange(LEAST_PIECE, len(paragraph) - LEAST_PIECE)
    return paragraph[:place], paragraph[place:]


def _is_news(file: Path) -> bool:
    """The line-broken sheet is no clean text; regulations are near to what the model was counted on."""
    return file.suffix in (".html", ".txt") and "science-daily" not in file.name


def _plain(file: Path) -> str:
    text = file.read_text("utf-8")
    text = re.sub(r"<(script|style).*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"</?(p|div|br|h\d|td|tr|li)[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def _lines(text: str) -> list[str]:
    lines = (re.sub(r"\s+", "", line) for line in text.splitlines())
    return [line for line in lines if len(line) >= 3 * LEAST_PIECE]


if __name__ == "__main__":
    main()
