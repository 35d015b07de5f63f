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
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from damage import misread_as, swapped

from yanzhen.reading.language.lookalikes import BY_HAND, read_pairs
from yanzhen.reading.language.model import MODEL_FILE, CharModel, load
from yanzhen.reading.language.shapes import NUMERALS
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
    measured = {
        "held-out": [p for file in sorted((HERE / "held-out").glob("*.txt")) for p in _lines(file.read_text("utf-8"))]
    }
    if arguments.pages.is_dir():
        measured["pages"] = [
            p for file in sorted(arguments.pages.iterdir()) if _is_news(file) for p in _lines(_plain(file))
        ]
    else:
        out(f"no pages at {arguments.pages}: skipped\n")
    for line in scanned_report():
        out(f"scanned: {line}\n")
    for name, paragraphs in measured.items():
        for line in report(paragraphs):
            out(f"{name}: {line}\n")


def report(paragraphs: list[str]) -> list[str]:
    model = load()
    total = sum(map(len, paragraphs))
    area, pick = seams(model, paragraphs)
    clean = [slip for paragraph in paragraphs for slip in find_slips(paragraph)]
    known, all_found, all_put = recall(paragraphs, other_table())
    shipped = recall(paragraphs, misread_as(read_pairs()))
    by_hand = recall(paragraphs, misread_as(hand_made()))
    return [
        f"{total} characters in {len(paragraphs)} paragraphs, {surprise(model, paragraphs):.3f} log10 a symbol",
        f"seams: AUC {area:.3f}, pick 1 of 5 {pick:.3f}",
        f"slips: {all_found}/{all_put} = {all_found / all_put:.3f} of those from another table found"
        f" ({known:.3f} of them are in the shipped one), {shipped[1]}/{shipped[2]} = {shipped[1] / shipped[2]:.3f} of those from the shipped one,"
        f" {by_hand[1]}/{by_hand[2]} = {by_hand[1] / by_hand[2]:.3f} of those from its hand-made part",
        f"slips: {len(clean)} false = {1e4 * len(clean) / total:.1f} per 10,000 clean characters: {[(s.seen, s.read) for s in clean]}",
        f"slips: {total / seconds(lambda: [find_slips(paragraph) for paragraph in paragraphs]):,.0f} characters a second of one core",
    ]


def scanned_report() -> list[str]:
    """What the finder makes of real misreadings: the held-out texts printed small and read by the OCR engine (scan.py)."""
    wrong = mended = spoilt = named = 0
    shipped = read_pairs()
    for line in (HERE / "held-out" / "scanned.tsv").read_text("utf-8").splitlines():
        true, seen = line.split("\t")
        right = {
            there: true[here] for here, there in substitutions(true, seen) if is_han(true[here]) and is_han(seen[there])
        }
        swaps = [slip for slip in find_slips(seen) if slip.reason == "looks alike"]
        wrong += len(right)
        named += sum(true_one in shipped.get(seen[place], "") for place, true_one in right.items())
        mended += sum(right.get(slip.start) == slip.read for slip in swaps)
        spoilt += sum(slip.start not in right for slip in swaps)
    return [
        f"{wrong} characters misread, {named} of them in the shipped table, {mended} put right, {spoilt} right ones proposed to change"
    ]


def substitutions(true: str, seen: str) -> Iterator[tuple[int, int]]:
    """Offsets (in ``true``, in ``seen``) of single characters read as others."""
    for kind, start, end, other_start, other_end in SequenceMatcher(None, true, seen, autojunk=False).get_opcodes():
        if kind == "replace" and end - start == other_end - other_start:
            yield from zip(range(start, end), range(other_start, other_end), strict=True)


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
    """Figures are left whole: the finder never touches them. Share of the slips put in that the shipped table could name; how many were found and put right; how many were put in."""
    named = found = put = 0
    shipped = read_pairs()
    whole = {true: "".join(filter(is_han, seen)) for true, seen in pairs.items() if true not in NUMERALS}
    for seed in SEEDS:
        rng = random.Random(seed)
        for paragraph in paragraphs:
            damaged = swapped(paragraph, whole, RATE, rng)
            right = {(slip.start, slip.read) for slip in find_slips(damaged.text)}
            put += len(damaged.slips)
            found += len(right & set(damaged.slips.items()))
            named += sum(true in shipped.get(damaged.text[place], "") for place, true in damaged.slips.items())
    return named / put, found, put


def other_table() -> dict[str, str]:
    rows = (
        line.split("\t") for line in (HERE / "injected.tsv").read_text("utf-8").splitlines() if not line.startswith("#")
    )
    return dict(rows)


def hand_made() -> dict[str, str]:
    rows = (line.split("\t") for line in BY_HAND.read_text("utf-8").splitlines() if not line.startswith("#"))
    return dict(rows)


def surprise(model: CharModel, paragraphs: list[str]) -> float:
    scores = np.concatenate([model.score(paragraph) for paragraph in paragraphs])
    return float(scores[scores != 0].mean())


def load_seconds() -> float:
    """In a fresh interpreter, numpy imported before."""
    code = "import numpy,time;t=time.process_time();from yanzhen.reading.language.model import load;load();print(time.process_time()-t)"
    return min(
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
        for _ in range(3)
    )


def seconds(work: Callable[[], object]) -> float:
    """Of one core, the best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
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
