"""``yanzhen read``: files in, an answer for each of them out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.errors import EXIT_USER, InputError, YanzhenError
from yanzhen.files import write_whole
from yanzhen.reading.inputs import printable
from yanzhen.reading.page import SCHEMA_VERSION
from yanzhen.reading.publication import as_given
from yanzhen.reading.reader import Reading, read

Writer = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Answer:
    file: Path
    reading: Reading | None
    error: YanzhenError | None


def read_files(
    files: Sequence[Path],
    *,
    published: str | None,
    as_json: bool,
    html: Path | None,
    model: str | None,
    out: Writer,
    say: Writer,
) -> int:
    """Read every file; a file that cannot be read spoils none of the others. Returns the exit code.

    One file gives one object, several give ``{"pages": […]}`` in the order given, with ``{"file", "error"}``
    for those that cannot be read. Nothing is printed or written for a single file that cannot be read.
    """
    if published is not None:
        as_given(published)
    _check_target(html, files)
    answers = list(_answers(files, published, model, say))
    for answer in answers:
        if answer.error is not None:
            say(f"yanzhen read {printable(str(answer.file))}: {answer.error}")
    if html is not None:
        _write_reports(html, answers)
    if as_json:
        _print_json(answers, out)
    elif html is None:
        from yanzhen.reading.wording import page_text

        for answer in answers:
            if answer.reading is not None:
                out(page_text(answer.reading.page))
    return EXIT_USER if any(a.error for a in answers) else 0


def _answers(files: Sequence[Path], published: str | None, model: str | None, say: Writer) -> Iterator[_Answer]:
    shown = len(files) > 1 and sys.stderr.isatty()
    for number, file in enumerate(files, 1):
        if shown:
            say(f"{number}/{len(files)} {file.name}")
        try:
            yield _Answer(file, _with_model(read(file, published=published), model), None)
        except YanzhenError as error:
            yield _Answer(file, None, error)


def _with_model(reading: Reading, name: str | None) -> Reading:
    from yanzhen.reading.endpoint import endpoint_from_environment

    endpoint = endpoint_from_environment(name)
    if endpoint is None:
        return reading
    from yanzhen.reading.model import propose

    return Reading(reading.original, propose(reading.page, reading.original, endpoint))


def _print_json(answers: Sequence[_Answer], out: Writer) -> None:
    from yanzhen.reading.encode import page_json

    objects: list[dict[str, Any]] = [
        page_json(a.reading.page) if a.reading else {"file": printable(str(a.file)), "error": str(a.error)}
        for a in answers
    ]
    if len(answers) == 1:
        if answers[0].reading is not None:
            out(json.dumps(objects[0], ensure_ascii=False) + "\n")
        return
    out(json.dumps({"schema_version": SCHEMA_VERSION, "pages": objects}, ensure_ascii=False) + "\n")


def _check_target(html: Path | None, files: Sequence[Path]) -> None:
    """One file's report goes to a file, several files' to a folder; never over what is being read."""
    if html is None:
        return
    several = len(files) > 1
    if several and not html.is_dir():
        raise InputError(
            "the reports cannot be written there",
            seen=str(html),
            expected="an existing folder, for several files",
            todo="make the folder first",
        )
    if not several and (html.is_dir() or not html.parent.is_dir()):
        raise InputError(
            "the report cannot be written there",
            seen=f"{html} is a folder" if html.is_dir() else f"there is no folder {html.parent}",
            expected="the name of a file in an existing folder",
            todo="name a file, for example report.html",
        )
    if html.exists() and any(file.exists() and html.samefile(file) for file in files):
        raise InputError(
            "the report would overwrite the page that it is made from", seen=str(html), todo="give it another name"
        )


def _write_reports(html: Path, answers: Sequence[_Answer]) -> None:
    from yanzhen.reading.report import report_html

    taken: set[str] = set()
    for answer in answers:
        if answer.reading is None:
            continue
        target = html / _free_name(answer.file.name, taken) if len(answers) > 1 else html
        _keep(target, report_html(answer.reading.page, answer.reading.original))


def _free_name(file: str, taken: set[str]) -> str:
    """Two pages of one name from two folders give two reports."""
    name, number = f"{file}.html", 1
    while name in taken:
        number += 1
        name = f"{file}-{number}.html"
    taken.add(name)
    return name


def _keep(target: Path, report: str) -> None:
    try:
        write_whole(target, report.encode())
    except OSError as error:
        raise InputError(
            "the report cannot be written", seen=f"{target}: {error.strerror}", expected="a folder with room and rights"
        ) from None
