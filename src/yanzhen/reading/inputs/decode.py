"""From bytes to text: which encoding a Chinese page is written in, and whether it stays in it.

UTF-8 proves itself; GB18030 and Big5 decode almost anything, each other's bytes included, so between
them (and UTF-16 without its mark) the decoding wins whose characters Chinese is really written with.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from yanzhen.errors import InputError
from yanzhen.reading.inputs.plausible import plausibility

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("gb18030", "big5")
_WIDE = ("utf-16-le", "utf-16-be")
# Python's cp950 is Big5 with the characters that Windows added; Hong Kong's additions need another codec.
_CODECS = {"big5": ("cp950", "big5hkscs")}
_SAME = {
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "cp936", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5-hkscs", "cp950", "x-x-big5"), "big5"),
    **dict.fromkeys(("utf8", "utf-8-sig", "unicode-1-1-utf-8"), "utf-8"),
}
_PLAUSIBLE = 0.4
"""Chinese scores above 0.6 in its own encoding and below 0.35 in another's (the tests hold this)."""
_DECISIVE = 0.3
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|[\x20-\x7e]){0,200}(?:[\xe3-\xe9][\x80-\xbf]{2}){6}")
"""Six Chinese characters of UTF-8 in a row: by chance once in some 10^14 places of GB18030."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_CUT_REASONS = ("unexpected end of data", "incomplete multibyte sequence", "truncated data")
_READ_HERE = "UTF-8, GB18030, Big5 or UTF-16 from beginning to end"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte-order mark, line ends kept."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of a file that is UTF-8, GB18030 (GB2312, GBK), Big5 or UTF-16, with or without a mark.

    ``declared`` is what the file says of itself (HTML's meta charset); it decides only between readings that
    are both possible. Raises :class:`InputError` for an empty or binary file and for one that changes its
    encoding midway or ends inside a character, with the byte's offset and its line.

    >>> decode("县域创新，十年磨一剑。".encode("gbk")).encoding
    'gb18030'
    """
    if not raw.strip(b" \t\r\n\x0b\x0c"):
        raise InputError("the file is empty", seen=f"{len(raw)} bytes", expected="a page with text in it")
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _marked(raw, len(mark), encoding)
    text = _strictly(raw, "utf-8")
    if text is None or "\0" in text:
        return _unmarked(raw, declared)
    return _text(text, "utf-8", declared if not text.isascii() else None)


def _marked(raw: bytes, skip: int, encoding: str) -> Decoded:
    text = _strictly(raw[skip:], encoding)
    if text is None:
        raise _broken(raw, encoding, skip)
    if not text.strip():
        raise InputError("the file is empty", seen="a byte-order mark alone", expected="a page with text in it")
    if encoding in _WIDE:
        _refuse_narrow(raw, skip, encoding)
    return _text(text, encoding, None)


def _unmarked(raw: bytes, declared: str | None) -> Decoded:
    said = _common_name(declared)
    readings = [
        (plausibility(text) + 0.1 * (name == said), name, text)
        for name in (_WIDE if b"\0" in raw else _LEGACY + _WIDE)
        if (text := _strictly(raw, name)) is not None
    ]
    score, encoding, text = max(readings, default=(0.0, "", ""))
    if encoding not in _WIDE and (change := _change(raw)):
        raise _mixed(raw, *change)
    if score < _PLAUSIBLE or "\0" in text:
        raise _unreadable(raw)
    if encoding in _WIDE:
        _refuse_narrow(raw, 0, encoding)
    return _text(text, encoding, declared)


def _text(text: str, encoding: str, declared: str | None) -> Decoded:
    if found := _CONTROL.search(text):
        raise InputError(
            "the file is not text",
            seen=f"the control character U+{ord(found[0]):04X} in line {text.count(chr(10), 0, found.start()) + 1}",
            expected="text, HTML, Markdown, PDF, PNG, JPEG or DOCX",
        )
    if declared and _common_name(declared) != encoding:
        return Decoded(text, encoding, (f"the file says that it is {declared}, but it is written in {encoding}",))
    return Decoded(text, encoding)


def _common_name(declared: str | None) -> str:
    name = (declared or "").strip().lower()
    return _SAME.get(name, name)


def _strictly(raw: bytes, encoding: str) -> str | None:
    for codec in _CODECS.get(encoding, (encoding,)):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _failure(raw: bytes, encoding: str) -> UnicodeDecodeError | None:
    """The failure of the codec that comes furthest."""
    failures = []
    for codec in _CODECS.get(encoding, (encoding,)):
        try:
            raw.decode(codec)
        except UnicodeDecodeError as error:
            failures.append(error)
        else:
            return None
    return max(failures, key=lambda failure: failure.start)


def _change(raw: bytes) -> tuple[int, str, str] | None:
    """Where a file without a mark goes over to another encoding: offset, the one before, the one after."""
    if run := _UTF8_RUN.search(raw):
        failure = _failure(raw, "utf-8")
        if failure is None or (failure.start >= run.end() and _cut_off(failure, raw)):
            return None
        if failure.start >= run.end():
            return failure.start, "utf-8", "something else"
        return run.start(), "another encoding", "utf-8"
    first, offset = "", 0
    for line in raw.splitlines(keepends=True):
        encoding = _decisive(line)
        if first and encoding and encoding != first:
            return offset, first, encoding
        first = first or encoding
        offset += len(line)
    return None


def _decisive(line: bytes) -> str:
    """The one encoding in which this line is Chinese, or nothing where that is open."""
    if sum(byte >= 0x80 for byte in line) < 24:
        return ""
    scores = {name: plausibility(text) for name in _LEGACY if (text := _strictly(line, name)) is not None}
    best = max(scores, key=lambda name: scores[name], default="")
    others = [score for name, score in scores.items() if name != best]
    if best and scores[best] >= _PLAUSIBLE and scores[best] - max(others, default=0) >= _DECISIVE:
        return best
    return ""


def _refuse_narrow(raw: bytes, skip: int, encoding: str) -> None:
    """Refuse UTF-16 that goes over to an encoding of another width, which may still decode."""
    for start in range(skip, len(raw), 256):
        part = raw[start : start + 256]
        if plausibility(part.decode(encoding, "replace")) >= _DECISIVE / 2:
            continue
        narrow = ((plausibility(part.decode(name, "ignore")), name) for name in ("utf-8", "gb18030", "cp950"))
        score, name = max(narrow)
        if len(part) >= 32 and score >= _PLAUSIBLE:
            raise _mixed(raw, start, encoding, name)


def _unreadable(raw: bytes) -> InputError:
    for encoding in ("utf-8", *_LEGACY):
        failure = _failure(raw, encoding)
        if failure is None:
            continue
        before = _strictly(raw[: failure.start], encoding) or ""
        if failure.start >= 12 and not before.isascii() and plausibility(before) >= _PLAUSIBLE:
            return _broken(raw, encoding, 0)
    return _binary(raw)


def _binary(raw: bytes) -> InputError:
    nul = raw.find(b"\0")
    seen = f"a NUL at byte {nul}" if nul >= 0 else f"the bytes {raw[:8].hex(' ')} …"
    return InputError("the file is not text", seen=seen, expected=_READ_HERE)


def _broken(raw: bytes, encoding: str, skip: int) -> InputError:
    failure = _failure(raw[skip:], encoding)
    if failure is None:
        return _binary(raw)
    if _cut_off(failure, raw[skip:]):
        return InputError(
            "the file ends inside a character",
            seen=f"{encoding}, cut off at byte {skip + failure.start}",
            expected="the whole file",
            todo="copy or download it again",
        )
    return _mixed(raw, skip + failure.start, encoding, "something else")


def _cut_off(failure: UnicodeDecodeError, raw: bytes) -> bool:
    return failure.end == len(raw) and failure.reason in _CUT_REASONS


def _mixed(raw: bytes, offset: int, before: str, after: str) -> InputError:
    line = raw.count(b"\n", 0, offset) + 1
    return InputError(
        "the file changes its encoding midway",
        seen=f"{before} up to byte {offset} (line {line}), then {after}: {raw[offset : offset + 6].hex(' ')} …",
        expected=_READ_HERE,
        todo="save it anew in UTF-8",
    )
