"""Measures which common characters look alike in print: ``python bench/language/look_alikes.py --font FILE --out FILE``.

Each character is drawn, shrunk and blurred; two characters are as alike as the cosine of the angle between their
pictures, the mean over all characters taken away first. Needs Pillow and a font with Chinese characters (the shipped table used
Noto Serif CJK SC and Noto Sans CJK SC, SIL Open Font License).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from yanzhen.reading.language.model import load
from yanzhen.reading.language.symbols import is_han

DRAWN, KEPT = 64, 24
"""Pixels across: as drawn, and after shrinking."""
COMMON = -5.2
"""Log10 probability that a character must have alone to be measured."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", type=Path, action="append", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=float, default=0.6, help="least similarity")
    parser.add_argument("--most", type=int, default=6, help="look-alikes per character at most")
    arguments = parser.parse_args()
    characters = common_characters()
    alike = np.maximum.reduce([similarity(characters, font) for font in arguments.font])
    lines = [line for line in rows(characters, alike, arguments.least, arguments.most) if line]
    arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


def common_characters() -> list[str]:
    model = load()
    single = model.single[0]
    return [
        c for number, c in enumerate(model.alphabet.characters) if number > 1 and single[number] > COMMON and is_han(c)
    ]


def similarity(characters: list[str], font: Path) -> NDArray[np.float32]:
    """Cosine of every two pictures: shape (characters, characters), the diagonal 0."""
    face = ImageFont.truetype(str(font), DRAWN - 8, index=2)
    pictures = np.stack([_picture(character, face) for character in characters])
    pictures -= pictures.mean(axis=0)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    alike = pictures @ pictures.T
    np.fill_diagonal(alike, 0)
    return alike


def _picture(character: str, face: ImageFont.FreeTypeFont) -> NDArray[np.float32]:
    image = Image.new("L", (DRAWN, DRAWN), 0)
    ImageDraw.Draw(image).text((DRAWN / 2, DRAWN / 2), character, 255, font=face, anchor="mm")
    small = image.filter(ImageFilter.GaussianBlur(1.5)).resize((KEPT, KEPT), Image.Resampling.BOX)
    return np.asarray(small, np.float32).ravel()


def rows(characters: list[str], alike: NDArray[np.float32], least: float, most: int) -> list[str]:
    """``character TAB look-alikes`` with the closest first."""
    lines = []
    for number, character in enumerate(characters):
        near = np.argsort(-alike[number], kind="stable")[:most]
        found = "".join(characters[other] for other in near if alike[number, other] >= least)
        lines.append(f"{character}\t{found}" if found else "")
    return lines


if __name__ == "__main__":
    main()
