"""Reads the training corpora: folders of texts in, cleaned paragraphs out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).with_name("sources.json")
HELD_OUT_SHARE = 0.02
"""Of the files of each source; calibration uses them, counting does not."""

_NOT_FOR_TRAINING = re.compile(
    "土壤污染防治条例|职业技能培训条例|高新技术促进条例|保障中小企业款项支付条例|ydyhswrwml|gyecqtcbpfflsyygwtdfh"
)
"""Texts that the project measures itself on."""
_HAN = re.compile("[\u4e00-\u9fff]")
_ENUMERATION = re.compile(
    r"^(第[一二三四五六七八九十百千零〇]+[条章节编款]|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])[\s\u3000]*"
)
_MARKUP = re.compile(r"<[^>]*>|!\[[^]]*\]\[?\(?[^])]*[])]?|https?://\S+|&[a-z]+;|[`*_]{1,3}|^[>#\-+*\s]+")
_LINK = re.compile(r"\[([^]]*)\](\([^)]*\)|\[[^]]*\])")
_LEAST_HAN = 6
_LEAST_SENTENCE = 8
_FIRST_MODERN_YEAR = 1978


@dataclass(frozen=True, slots=True)
class Source:
    folder: str
    origin: str
    licence: str
    files: str
    kind: str
    group: str
    """Sources of one group are counted together; train.py mixes the groups."""
    cap: int
    """Characters at most."""


def sources() -> list[Source]:
    return [Source(**row) for row in json.loads(SOURCES.read_text("utf-8"))]


def paragraphs(corpus: Path, source: Source, *, held_out: bool = False) -> Iterator[str]:
    """Paragraphs of a source, up to its cap; the held-out share or all the rest."""
    seen: set[bytes] = set()
    characters = 0
    for document in _documents(corpus / source.folder, source):
        if _is_held_out(document[0]) is not held_out:
            continue
        for paragraph in cleaned(document[1], source.kind):
            mark = sha256(paragraph.encode()).digest()[:8]
            if mark in seen:
                continue
            seen.add(mark)
            characters += len(paragraph)
            yield paragraph
        if characters > source.cap:
            return


def dictionary(corpus: Path, source: Source) -> dict[str, tuple[int, str]]:
    """Word -> how often it was counted, and its class."""
    words = {}
    for line in (corpus / source.folder / source.files).read_text("utf-8").splitlines():
        word, count, kind = line.rsplit(" ", 2)
        words[word] = (int(count), kind)
    return words


def cleaned(text: str, kind: str) -> Iterator[str]:
    """Paragraphs without markup, links, tables, code and numbering."""
    text = _without_code(text)
    for line in text.splitlines():
        if line.lstrip().startswith(
            ("|", "[#]", ":::", "```", "title:", "author:", "via:", "作者：", "译者：", "校对：")
        ):
            continue
        line = _MARKUP.sub("", _LINK.sub(r"\1", line)).strip().strip("\u3000")
        if kind == "law":
            line = _ENUMERATION.sub("", line)
        if _is_prose(line):
            yield line


def _is_prose(line: str) -> bool:
    han = len(_HAN.findall(line))
    return han >= _LEAST_HAN and han >= 0.5 * len(line)


def _without_code(text: str) -> str:
    text = re.sub(r"```.*?```", "\n", text, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->", "\n", text, flags=re.DOTALL)


def _documents(folder: Path, source: Source) -> Iterator[tuple[str, str]]:
    """Name and text of each document, in an order that mixes the folders and is always the same."""
    files = sorted(folder.glob(source.files), key=lambda file: sha256(file.name.encode()).digest())
    for file in files:
        if source.kind == "sentence":
            yield from _sentences(file)
            continue
        if _NOT_FOR_TRAINING.search(file.name):
            continue
        if source.kind == "strings":
            yield from ((file.name + text[:20], text) for text in _strings(_parsed(file)))
        elif file.suffix == ".jsonl":
            yield from _records(file)
        else:
            yield file.name, file.read_text("utf-8", "replace")


def _records(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text("utf-8").splitlines():
        record = json.loads(line)
        if (
            int(record.get("year") or _FIRST_MODERN_YEAR) >= _FIRST_MODERN_YEAR
            and int(record.get("congress") or 99) >= 12
        ):
            yield record["title"], record["content"]


def _sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Each sentence as a document of its own: they do not follow from each other."""
    for line in file.read_text("utf-8").splitlines():
        yield line, line


def _parsed(file: Path) -> Any:
    text = file.read_text("utf-8")
    if file.suffix == ".csv":
        return [[[cell] for cell in row] for row in csv.reader(io.StringIO(text))]
    return [json.loads(line) for line in text.splitlines()] if file.suffix == ".jsonl" else json.loads(text)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a parsed JSON value; sentences that follow each other in one list, joined."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        if value and all(isinstance(part, str) and len(part) > _LEAST_SENTENCE for part in value):
            yield "".join(value)
        else:
            for part in value:
                yield from _strings(part)


def _is_held_out(name: str) -> bool:
    return int.from_bytes(sha256(b"held out" + name.encode()).digest()[:4]) < HELD_OUT_SHARE * 2**32
