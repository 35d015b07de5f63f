"""The user's own workbook with the reasons beside the rows, made once by the process that checked the sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from yanzhen.sheets.findings import Finding
from yanzhen.sheets.report import write_errors

if TYPE_CHECKING:
    from yanzhen.desk.register.pages.models import SheetJob

FOLDER = "sheet-work"


def errors_path(job: SheetJob) -> Path:
    """Where the workbook of the job lies, if it has one."""
    return work_folder() / f"{job.pk}-errors.xlsx"


def progress_path(job: SheetJob) -> Path:
    """Where the process at work writes down what it is doing."""
    return work_folder() / f"{job.pk}.progress"


def write_errors_book(job: SheetJob, book: Path, findings: tuple[Finding, ...]) -> None:
    """Write the workbook in the language of who asked; none where nothing was found."""
    path = errors_path(job)
    path.unlink(missing_ok=True)
    if findings:
        language = "en" if job.language.startswith("en") else "zh"
        write_errors(book, findings, path, language=language)


def clear_work(job: SheetJob) -> None:
    """Take away what the job's work left on the disk."""
    errors_path(job).unlink(missing_ok=True)
    progress_path(job).unlink(missing_ok=True)


def work_folder() -> Path:
    """The folder of files that live as long as a draft does."""
    folder: Path = settings.YANZHEN_HOME / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder
