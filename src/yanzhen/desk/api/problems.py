"""What went wrong, as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, Field, ValidationError

from yanzhen.errors import InputError

CONTENT_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One parameter that cannot be used."""

    parameter: str
    seen: str
    expected: str


class Problem(BaseModel):
    """Why there is no answer; ``type`` is a short lasting word to branch on."""

    type: str
    title: str
    status: int
    detail: str = ""
    request: str = Field("", description="The request's number, as the desk's log and the audit trail have it.")
    faults: list[Fault] = []


class ProblemError(Exception):
    """Raised wherever an answer is being made."""

    def __init__(
        self, status: int, kind: str, detail: str = "", *, faults: tuple[Fault, ...] = (), **headers: str
    ) -> None:
        super().__init__(kind, detail)
        self.status, self.kind, self.detail, self.faults = status, kind, detail, faults
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def response_of(problem: ProblemError, request_id: str) -> HttpResponse:
    """The answer that tells it."""
    told = Problem(
        type=problem.kind,
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        request=request_id,
        faults=list(problem.faults),
    )
    return HttpResponse(
        told.model_dump_json(), status=problem.status, content_type=CONTENT_TYPE, headers=problem.headers
    )


def problem_of(fault: Exception) -> ProblemError:
    """What the register's own functions and the check of the parameters raise, as a problem."""
    if isinstance(fault, ProblemError):
        return fault
    if isinstance(fault, ValidationError):
        faults = tuple(_fault(one) for one in fault.errors(include_url=False, include_context=False))
        return ProblemError(400, "parameters", "Some parameters cannot be used; see faults.", faults=faults)
    if isinstance(fault, InputError):
        seen = Fault(parameter=fault.what, seen=fault.seen, expected=fault.expected)
        return ProblemError(400, "parameters", str(fault), faults=(seen,))
    return ProblemError(404, "not-found", "There is no such row, or it lies outside your region.")


def _fault(one: Any) -> Fault:
    return Fault(parameter=".".join(map(str, one["loc"])), seen=str(one["input"])[:80], expected=one["msg"])
