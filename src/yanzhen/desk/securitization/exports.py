"""The deal file, the investor report and a firm's sheet, to be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of, record_export
from yanzhen.desk.securitization.asked import person_of, shown_of, told_of_troubles
from yanzhen.desk.securitization.book import as_xlsx
from yanzhen.desk.securitization.explorer import explore
from yanzhen.desk.securitization.firms import contributions_of, firm_line
from yanzhen.desk.securitization.models import PricingJob
from yanzhen.desk.securitization.paper import as_pdf
from yanzhen.desk.securitization.pricing import PRICED, live
from yanzhen.desk.securitization.report import Report, firm_sheet, investor_report

if TYPE_CHECKING:
    from yanzhen.desk.securitization.asked import Shown
    from yanzhen.desk.securitization.pricing import Priced

PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE, REPORT, SHEET = gettext_noop("deal file"), gettext_noop("investor report"), gettext_noop("firm's sheet")
REPORT_PATHS = 50_000


@permitted(Right.READ)
@require_safe
@told_of_troubles
def deal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The deal file of the version as it came."""
    shown = shown_of(request, pk)
    _note(request, shown, FILE, len(shown.version.text.splitlines()))
    return _saved(shown.version.text.encode(), "application/toml", shown.version.file)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The investor report on paper."""
    shown = shown_of(request, pk)
    return _saved(as_pdf(_report(request, shown)), PDF, _named(shown, "pdf"))


@permitted(Right.READ)
@require_safe
@told_of_troubles
def report_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The investor report as a workbook."""
    shown = shown_of(request, pk)
    return _saved(as_xlsx(_report(request, shown)), XLSX, _named(shown, "xlsx"))


@permitted(Right.READ)
@require_safe
@told_of_troubles
def firm_pdf(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """A firm's sheet on paper."""
    shown = shown_of(request, pk)
    report = _sheet(request, shown, place)
    return _saved(as_pdf(report), PDF, f"{report.title}.pdf")


@permitted(Right.READ)
@require_safe
@told_of_troubles
def firm_xlsx(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """A firm's sheet as a workbook."""
    shown = shown_of(request, pk)
    report = _sheet(request, shown, place)
    return _saved(as_xlsx(report), XLSX, f"{report.title}.xlsx")


def _report(request: HttpRequest, shown: Shown) -> Report:
    explored = None if shown.terms.is_static else explore(shown.terms, None, {})
    report = investor_report(shown, _priced(request, shown), explored, timezone.localdate())
    _note(request, shown, REPORT, sum(len(table.rows) for table in report.tables))
    return report


def _priced(request: HttpRequest, shown: Shown) -> Priced:
    """The full pricing of the version where there is one, else one on fewer paths."""
    rows = PricingJob.objects.visible_to(person_of(request)).filter(version=shown.version, state=PricingJob.State.DONE)
    full = rows.order_by("-paths", "-pk").first()
    if full is not None:
        return PRICED.validate_python(full.priced)
    return live(shown.version.text, shown.version.file, paths=REPORT_PATHS)


def _sheet(request: HttpRequest, shown: Shown, place: int) -> Report:
    if place >= len(shown.terms.obligors):
        raise Http404
    line = firm_line(shown.terms, contributions_of(shown.version.text, shown.version.file), place)
    _note(request, shown, SHEET, 1)
    return firm_sheet(shown, line, timezone.localdate())


def _note(request: HttpRequest, shown: Shown, what: str, rows: int) -> None:
    asked = {"deal": str(shown.deal.pk), "version": str(shown.version.number)}
    record_export(actor_of(request), what, rows, asked, shown.deal.region)


def _named(shown: Shown, suffix: str) -> str:
    return f"{shown.terms.name} v{shown.version.number}.{suffix}"


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '"\\/')
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(plain)}", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
