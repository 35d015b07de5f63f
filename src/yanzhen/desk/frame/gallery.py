"""The page that shows every part in every state, for those who build rooms and for the tests. Its figures are invented."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, Role, permitted
from yanzhen.desk.frame import pictures
from yanzhen.desk.frame.figures import figure
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.frame.parts import Drawer, Lamp, OtherSource, Passage, Progress, SheetRow, Step
from yanzhen.values import Quantity, Relation, Status, at_least, exactly, not_read


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name of the firm"), help_text=_("As it stands on the licence."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("invention", _("invention")), ("design", _("design"))])
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    own = forms.BooleanField(label=_("Own brand"), required=False)


@permitted(Right.READ)
def look(request: HttpRequest) -> HttpResponse:
    """Every part in every state."""
    for level, words in (
        (messages.SUCCESS, _("Kept.")),
        (messages.WARNING, _("Two rows were left out.")),
        (messages.ERROR, _("Not sent.")),
    ):
        messages.add_message(request, level, words)
    shown = {
        "figures": example_figures(),
        "lamps": list(Lamp),
        "drawers": [example_drawer(kind) for kind in ("passage", "row", "step")],
        "work": Progress(gettext("Reading the pages"), 37, 120, stop_url=reverse("frame:look")),
        "counting": Progress(gettext("Reading the pages"), 0, 0),
        "form": ExampleForm(),
        "wrong_form": ExampleForm({"name": "", "day": "", "kind": "invention"}, auto_id="wrong_%s"),
        "listing": example_listing(request),
        "bar_rows": example_bars(),
        "band_rows": [
            pictures.Band(gettext("County A"), Decimal("3.1"), Decimal("4.4"), Decimal("5.9")),
            pictures.Band(gettext("County B"), Decimal("1.2"), Decimal("2"), Decimal("3.3")),
        ],
    }
    return render(request, "frame/look.html", shown)


@permitted(Right.READ)
def source(request: HttpRequest, kind: str) -> HttpResponse:
    """An invented source of each kind, in the drawer or as a page."""
    if kind not in ("passage", "row", "step"):
        raise Http404
    return render(request, "frame/source.html", {"shown": example_drawer(kind)})


def example_figures() -> list[tuple[str, Quantity, str]]:
    """One of each relation and status: what it is, the quantity, the kind of source that it opens."""
    million, step = Decimal(1_000_000), Decimal(1_000_000)
    session = gettext("sessions")
    return [
        (
            gettext("exact, with the precision of its source"),
            Quantity(434 * million, 434 * million, "CNY", stated_to=step),
            "passage",
        ),
        (gettext("more than"), Quantity(Decimal(640), None, session, Relation.ABOVE), "passage"),
        (gettext("at least"), at_least(Decimal("0.8"), "1"), "row"),
        (gettext("about"), Quantity(Decimal(1200), Decimal(1200), session, Relation.ABOUT), "row"),
        (gettext("below"), Quantity(None, Decimal(100), session, Relation.BELOW), "row"),
        (gettext("at most"), Quantity(None, Decimal(300_000), "CNY", Relation.AT_MOST), "step"),
        (gettext("a range"), Quantity(6 * million, 32 * million, "CNY", Relation.RANGE), "step"),
        (gettext("cut off by the scan"), not_read("1"), "passage"),
        (gettext("not known"), not_read(session, Status.UNKNOWN), ""),
    ]


def example_bars() -> list[pictures.Bar]:
    """A ladder with one rung unknown."""
    return [
        pictures.Bar(gettext("Technology SMEs"), 214),
        pictures.Bar(gettext("High-tech firms"), 131),
        pictures.Bar(gettext("Specialised SMEs"), 48),
        pictures.Bar(gettext("Little giants"), None),
    ]


def example_listing(request: HttpRequest) -> Listing[Person]:
    """The person who looks, as the only row."""
    assert isinstance(request.user, Person)
    return Listing(
        request,
        Person.objects.filter(pk=request.user.pk),
        columns=(Column("name", gettext("Name"), order="full_name"), Column("pages", gettext("Pages"), numeric=True, unit=gettext("pages"))),
        filters=(
            Filter("word", gettext("Name"), lambda rows, word: rows.filter(full_name__contains=word)),
            Filter("role", gettext("Role"), lambda rows, word: rows.filter(role=word), tuple((role.value, str(role.label)) for role in Role)),
            Filter("department", gettext("Department"), lambda rows, word: rows.filter(department=word)),
            Filter("region", gettext("Region"), lambda rows, word: rows.filter(region=word)),
            Filter("active", gettext("May sign in"), lambda rows, word: rows.filter(is_active=word == "yes"), (("yes", gettext("yes")), ("no", gettext("no")))),
        ),
    )  # fmt: skip


def example_drawer(kind: str) -> Drawer:
    """A drawer with each kind of source."""
    at = reverse("frame:look")
    sums = Step(gettext("sum of 2019 and 2020"), "638", (Step("2019 · B6", "301"), Step("2020 · B7", "337")))
    sources: dict[str, Passage | SheetRow | Step] = {
        "passage": Passage(
            "……全年举办各类培训、服务活动",
            "640多场次",
            "，发放资料两万余份。",
            gettext("Example page · article 2, paragraph 3"),
            at,
        ),
        "row": SheetRow(("年份", "场次", "人次"), ("2020", "337", "4,120"), 1, gettext("Example ledger · row 7"), at),
        "step": sums,
    }
    # The other source opens the next kind, so that all three can be reached from one another.
    other_kind = {"passage": "step", "row": "passage", "step": "row"}[kind]
    other = OtherSource(
        figure(exactly(Decimal(638), gettext("sessions")), reverse("frame:look_source", args=(other_kind,))),
        gettext("Example ledger · sheet 1"),
        agrees=False,
        why=gettext("638 is not more than 640: both cannot be true."),
    )
    return Drawer(
        f"> 640 {gettext('sessions')}",
        gettext("a lower bound: the text says 多"),
        sources[kind],
        others=(other,),
        contest_url=at,
        more=((gettext("Period"), "2020"), (gettext("Read by"), gettext("rules"))),
    )
