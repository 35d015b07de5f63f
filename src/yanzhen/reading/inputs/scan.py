"""Pictures of pages: their lines found and recognised, read in the order of the columns."""

from __future__ import annotations

import io
import math
import unicodedata
import warnings
from statistics import median
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.composing import composed
from yanzhen.reading.inputs.recognition import Seen, recognised
from yanzhen.reading.inputs.runs import Run
from yanzhen.reading.inputs.setting import SCANNED, Block, blocks
from yanzhen.reading.original import Box, Original

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image as Picture

    from yanzhen.reading.inputs.recognition import Pixels

_PDF_SIDE = 3200
_LONG = 5.0
_CONTRAST = 24
_EM_OF_BOX = 0.87
"""A detected line is a little higher than its type."""


def read_scan(raw: bytes, file: str, sha256: str) -> Original:
    """A PNG or JPEG, read in a process of its own."""
    page = limits.bounded(page_of_picture, limits.SCAN_SECONDS, limits.SCAN_MEGABYTES, raw)
    return composed([page], file, sha256, "scan")


def page_of_picture(raw: bytes) -> list[Block]:
    """The blocks of a picture, boxes in its own pixels."""
    pixels, scale = _opened(raw)
    if int(pixels.max()) - int(pixels.min()) < _CONTRAST:
        return page_blocks((), pixels.shape[0])  # nothing is printed on it
    return page_blocks(recognised(pixels), pixels.shape[0], scale)


def page_of_pdf(raw: bytes, number: int) -> list[Block]:
    """The blocks of page ``number`` (from 0) of a PDF, read from its picture; boxes in points."""
    import numpy as np
    import pypdfium2  # type: ignore[import-untyped]

    page = pypdfium2.PdfDocument(raw)[number]
    scale = min(_PDF_SIDE / max(page.get_width(), page.get_height(), 1.0), 8.0)
    pixels = page.render(scale=scale).to_numpy()[:, :, :3]
    seen = recognised(np.ascontiguousarray(pixels))
    return page_blocks(seen, pixels.shape[0], scale) if seen else []


def page_blocks(seen: Sequence[Seen], height: float, scale: float = 1.0) -> list[Block]:
    """Blocks in reading order of a picture ``height`` pixels high, which is ``scale`` times what is to be told."""
    if not seen:
        raise InputError(
            "there is no text in the picture",
            expected="a page with printed text",
            todo="scan it upright, at 200 to 400 dpi",
        )
    angle = skew(seen)
    runs = [_run(line, angle, scale) for line in seen]
    return blocks(runs, height / scale, SCANNED)


def skew(seen: Sequence[Seen]) -> float:
    """The angle (radians, clockwise) by which the page is turned: the median of its long lines."""
    angles = []
    for line in seen:
        (x0, y0), (x1, y1), _, (x3, y3) = line.corners
        if math.hypot(x1 - x0, y1 - y0) > _LONG * math.hypot(x3 - x0, y3 - y0):
            angles.append(math.atan2(y1 - y0, x1 - x0))
    return median(angles) if angles else 0.0


def _run(line: Seen, angle: float, scale: float) -> Run:
    sine, cosine = math.sin(-angle), math.cos(-angle)
    shown = [(x / scale, y / scale) for x, y in line.corners]
    upright = [(x * cosine - y * sine, x * sine + y * cosine) for x, y in shown]
    box = _around(upright)
    return Run(line.text, box, _size(line.text, box), _around(shown))


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _size(text: str, box: Box) -> float:
    """The type's em: from the pitch of the characters where there are some, else from the box's height."""
    height = (box[3] - box[1]) * _EM_OF_BOX
    cells = sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.55 for sign in text)
    pitch = (box[2] - box[0]) / max(cells, 1.0)
    return (pitch + height) / 2 if cells >= 4 and 0.7 * height < pitch < 1.3 * height else height


def _opened(raw: bytes) -> tuple[Pixels, float]:
    """The picture's pixels (blue, green, red), and how much smaller than the file's they are."""
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = limits.PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(raw), formats=("PNG", "JPEG"))
            picture = ImageOps.exif_transpose(opened)
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise InputError(
            "the picture is too large",
            expected=f"at most {limits.PIXELS / 1e6:.0f} million pixels",
            todo="scan it at 300 dpi",
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InputError("the picture is damaged", seen=str(error)[:100], todo="scan or copy it again") from None
    flat = _on_white(picture)
    scale = min(1.0, math.sqrt(limits.READ_PIXELS / (flat.width * flat.height)))
    if scale < 1:
        flat = flat.resize((round(flat.width * scale), round(flat.height * scale)))
    return np.ascontiguousarray(np.asarray(flat)[:, :, ::-1]), scale


def _on_white(picture: Picture) -> Picture:
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    return picture.convert("RGB")
