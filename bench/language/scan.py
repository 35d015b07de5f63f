"""Prints text small and poorly, reads it with the OCR engine that Yanzhen ships with, and keeps what came out.

``python bench/language/scan.py --text FILE --font FILE --pixels 10 --seed 1 --lines OUT`` writes ``true TAB scanned`` lines;
``--confusions OUT`` writes ``seen TAB what stood there`` rows of the Chinese characters that were misread. Needs Pillow, rapidocr and a font
(the committed files used Noto Serif CJK SC and Noto Sans CJK SC, SIL Open Font License 1.1).
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidocr import RapidOCR

sys.path.insert(0, str(Path(__file__).parent))

from measure import substitutions

from yanzhen.reading.language.symbols import is_han

DRAWN = 26
"""Pixels of a character as drawn, before it is made small."""
PER_LINE = 20
BLUR, NOISE = 0.8, 22.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument("--pixels", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--characters", type=int, default=100_000, help="read at most so many")
    parser.add_argument("--lines", type=Path)
    parser.add_argument("--confusions", type=Path)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    texts = _up_to(arguments.text.read_text("utf-8").splitlines(), arguments.characters)
    read = list(scanned(texts, arguments.font, arguments.pixels, arguments.seed))
    if arguments.lines:
        arguments.lines.write_text("".join(f"{true}\t{seen}\n" for true, seen in read), "utf-8")
    if arguments.confusions:
        arguments.confusions.write_text("\n".join(confusions(read)) + "\n", "utf-8")


def scanned(texts: list[str], font: Path, pixels: float, seed: int) -> Iterator[tuple[str, str]]:
    """Each text with what the engine reads of its print, line by line and joined."""
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})
    face = ImageFont.truetype(str(font), DRAWN, index=2)
    rng = np.random.default_rng(seed)
    for text in texts:
        lines = [text[start : start + PER_LINE] for start in range(0, len(text), PER_LINE)]
        yield text, "".join(_read(engine, _printed(line, face, pixels, rng)) for line in lines)


def confusions(read: list[tuple[str, str]]) -> list[str]:
    pairs: Counter[tuple[str, str]] = Counter()
    for true, seen in read:
        pairs.update((seen[there], true[here]) for here, there in substitutions(true, seen))
    rows: dict[str, str] = {}
    for (seen_one, true_one), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if is_han(seen_one) and is_han(true_one):
            rows[seen_one] = rows.get(seen_one, "") + true_one
    return [f"{seen_one}\t{trues}" for seen_one, trues in sorted(rows.items())]


def _printed(line: str, face: ImageFont.FreeTypeFont, pixels: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    page = Image.new("L", (DRAWN * len(line) + 20, DRAWN + 14), 255)
    ImageDraw.Draw(page).text((10, 2), line, 0, font=face)
    scale = pixels / DRAWN
    small = page.filter(ImageFilter.GaussianBlur(BLUR)).resize((int(page.width * scale), int(page.height * scale)))
    grey = np.asarray(small, float)
    noisy = np.clip(grey + rng.normal(0, NOISE, grey.shape), 0, 255).astype(np.uint8)
    return np.stack([noisy] * 3, axis=-1)


def _read(engine: Any, picture: NDArray[np.uint8]) -> str:
    return "".join(engine(picture, use_det=False, use_cls=False, use_rec=True).txts or [])


def _up_to(lines: list[str], characters: int) -> list[str]:
    total, taken = 0, []
    for line in lines:
        if total >= characters:
            break
        total += len(line)
        taken.append(line)
    return taken


if __name__ == "__main__":
    main()
