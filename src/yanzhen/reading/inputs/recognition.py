"""Characters in a picture, by RapidOCR with the models that lie inside its wheel (PP-OCRv6 small, Apache-2.0).

The sessions are made here and given to its detector and recogniser, so that nothing is ever looked for
on a network, and so that one line is one batch on one core: four times as fast as its own way, which
fills batches of six with white and lets the cores wait for each other.
"""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from yanzhen.reading.inputs.gutters import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Corners = NDArray[np.float32]

_DETECTION_SIDE = 2000
_LARGEST_SIDE = 4000
_SMALL_TYPE = 14.0
"""Lines lower than this many pixels are looked for again in a larger picture."""
_GOOD_TYPE = 22.0
_LEAST_SCORE = 0.5
_TRIED = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """A recognised line: its corners (from the upper left, clockwise) in pixels, and how sure it is (0 to 1)."""

    text: str
    corners: tuple[tuple[float, float], ...]
    score: float


def recognised(pixels: Pixels) -> list[Seen]:
    """The lines of a picture (rows, columns, blue-green-red), in no order; none is an empty list."""
    reader = _Reader()
    lines = reader.found(pixels)
    turns = reader.turns(pixels, lines)
    if turns:
        import numpy as np

        turned = np.ascontiguousarray(np.rot90(pixels, turns))
        size = pixels.shape[1], pixels.shape[0]
        return [_turned_back(seen, turns, *size) for seen in reader.read(turned, reader.found(turned))]
    return reader.read(pixels, lines)


class _Reader:
    def __init__(self) -> None:
        import rapidocr
        from omegaconf import OmegaConf
        from rapidocr.ch_ppocr_det.main import TextDetector
        from rapidocr.ch_ppocr_rec.main import TextRecognizer
        from rapidocr.utils.parse_parameters import ParseParams

        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        folder = Path(rapidocr.__file__).parent
        settings = ParseParams.load(folder / "config.yaml")
        self.cores = _cores()

        def made(kind: Any, part: Any, model: str, threads: int, **more: Any) -> Any:
            session = _session(folder / "models" / model, threads)
            return kind(OmegaConf.create({**part, **more, "session": session}, flags={"allow_objects": True}))

        self.detector = made(TextDetector, settings.Det, "PP-OCRv6_det_small.onnx", self.cores, max_candidates=4000)
        self.recogniser = made(
            TextRecognizer, settings.Rec, "PP-OCRv6_rec_small.onnx", 1, rec_batch_num=1, font_path=None
        )

    def found(self, pixels: Pixels) -> list[Corners]:
        """The corners of each line."""
        lines = self._found_at(pixels, _DETECTION_SIDE)
        side = max(pixels.shape[:2])
        if not lines or side <= _DETECTION_SIDE:
            return lines
        seen = median(_height(line) for line in lines) * _DETECTION_SIDE / side
        if seen >= _SMALL_TYPE:
            return lines
        return self._found_at(pixels, min(_LARGEST_SIDE, side, round(_DETECTION_SIDE * _GOOD_TYPE / seen)))

    def _found_at(self, pixels: Pixels, side: int) -> list[Corners]:
        import cv2

        scale = min(1.0, side / max(pixels.shape[:2]))
        small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
        boxes = self.detector(small).boxes
        return [] if boxes is None else [box.astype("float32") / scale for box in boxes]

    def turns(self, pixels: Pixels, lines: Sequence[Corners]) -> int:
        """By how many quarters (anticlockwise) the picture must be turned for its lines to be read."""
        if not lines:
            return 0
        import numpy as np

        upright = sum(_width(line) >= _height(line) for line in lines) * 2 >= len(lines)
        longest = sorted(lines, key=lambda line: -max(_width(line), _height(line)))[:_TRIED]
        tried = (0, 2) if upright else (1, 3)
        scores = {}
        for quarters in tried:
            crops = [np.ascontiguousarray(np.rot90(_flat_crop(pixels, line), quarters)) for line in longest]
            scores[quarters] = sum(score for _, score in self._recognised(crops)) / len(crops)
            if quarters == 0 and scores[0] > 0.8:
                return 0
        return max(scores, key=lambda quarters: scores[quarters])

    def read(self, pixels: Pixels, lines: Sequence[Corners]) -> list[Seen]:
        """The text of each line; what cannot be read with some certainty is left out."""
        parted = pieces(pixels, lines, _flat_crop)
        answers = self._recognised([_crop(pixels, piece.corners) for piece in parted])
        return [
            Seen(text.strip(), tuple((float(x), float(y)) for x, y in piece.tight), score)
            for piece, (text, score) in zip(parted, answers, strict=True)
            if text.strip() and score >= _LEAST_SCORE
        ]

    def _recognised(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        from rapidocr.ch_ppocr_rec.typings import TextRecInput

        def one(crop: Pixels) -> tuple[str, float]:
            answer = self.recogniser(TextRecInput(img=crop))
            return str(answer.txts[0]), float(answer.scores[0])

        # The longest first, so that no core is left with one at the end.
        order = sorted(range(len(crops)), key=lambda index: -crops[index].shape[1] / crops[index].shape[0])
        with ThreadPoolExecutor(self.cores) as pool:
            answers = dict(zip(order, pool.map(one, [crops[index] for index in order]), strict=True))
        return [answers[index] for index in range(len(crops))]


def _session(model: Path, threads: int) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """The cores that this process may use, which the libraries do not ask for."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _width(line: Corners) -> float:
    return float(((line[1] - line[0]) ** 2).sum() ** 0.5)


def _height(line: Corners) -> float:
    return float(((line[3] - line[0]) ** 2).sum() ** 0.5)


def _crop(pixels: Pixels, line: Corners) -> Pixels:
    """The line's own picture; a line set downwards is laid on its side."""
    import numpy as np

    flat = _flat_crop(pixels, line)
    return np.ascontiguousarray(np.rot90(flat)) if flat.shape[0] >= 1.5 * flat.shape[1] else flat


def _flat_crop(pixels: Pixels, line: Corners) -> Pixels:
    import cv2
    import numpy as np

    width, height = max(round(_width(line)), 1), max(round(_height(line)), 1)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(np.ascontiguousarray(line), target)
    return np.asarray(
        cv2.warpPerspective(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )


def _turned_back(seen: Seen, quarters: int, width: int, height: int) -> Seen:
    """The line with its corners where they stand in the picture before it was turned."""

    def back(x: float, y: float) -> tuple[float, float]:
        if quarters == 1:
            return width - y, x
        return (width - x, height - y) if quarters == 2 else (y, height - x)

    return Seen(seen.text, tuple(back(x, y) for x, y in seen.corners), seen.score)
