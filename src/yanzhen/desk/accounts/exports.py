"""Nothing leaves the desk as a file without an entry on the trail, whatever the room that gives it forgot."""

from __future__ import annotations

from collections.abc import Callable
from email.message import Message
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_noop

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import actor_of, is_noted, record_export
from yanzhen.desk.frame.exporting import Exported

if TYPE_CHECKING:
    from django.http import HttpRequest

    Answer = Callable[[HttpRequest], HttpResponse]

FILE = gettext_noop("file")
MOST_CHARACTERS = 200


class BlankFile(FileResponse):
    """A file that holds nobody's rows, such as an empty template: it leaves no entry."""


class NotedExports:
    """Writes the entry of each file that goes out, where its view wrote none (those that count their rows do)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if _goes_out(request, answer) and not is_noted(request):
            _note(request, answer)
        return answer


def _goes_out(request: HttpRequest, answer: HttpResponse) -> bool:
    given = answer.get("Content-Disposition", "").startswith("attachment")
    return given and answer.status_code == 200 and request.method != "HEAD" and not isinstance(answer, BlankFile)


def _note(request: HttpRequest, answer: HttpResponse) -> None:
    asked = {key: str(value)[:MOST_CHARACTERS] for key, value in request.GET.items()}
    region = request.user.region if isinstance(request.user, Person) else ""
    rows = answer.rows if isinstance(answer, Exported) else None
    record_export(actor_of(request), FILE, rows, asked, region, _file_name(answer))


def _file_name(answer: HttpResponse) -> str:
    """The name that the answer has the file saved under.

    >>> _file_name(HttpResponse(headers={"Content-Disposition": "attachment; filename*=utf-8''%E4%BC%81%E4%B8%9A.csv"}))
    '企业.csv'
    """
    header = Message()
    header["Content-Disposition"] = answer["Content-Disposition"]
    return header.get_filename() or ""
