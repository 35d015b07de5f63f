"""A page's subject and the firm of the register that it is: tied by a person, or by the code that the page gives; never by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, record_change
from yanzhen.desk.accounts.trail import Subject as Changed
from yanzhen.desk.register.ledger.keys import is_firm_code
from yanzhen.desk.register.ledger.models import Entry, Firm, FirmName
from yanzhen.desk.register.models import Subject, SubjectName
from yanzhen.desk.register.subjects import group_of

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

TIED, UNTIED, SUBJECT = _("subject tied to a firm"), _("subject untied from its firm"), _("subject")


def firm_of(subject: Subject, person: Person) -> Entry | None:
    """The firm that the subject, or one tied to it, was tied to, or whose code it bears; ``None`` where this person may not see it."""
    for one in group_of(subject):
        if code := one.firm_code or (one.code if is_firm_code(one.code) else ""):
            firm: Entry | None = Firm.objects.visible_to(person).filter(key=code).first()
            return firm
    return None


def same_name_firms(subject: Subject, person: Person) -> list[Entry]:
    """Firms that go, or went, by one of the subject's names: to be told apart by a person."""
    names = SubjectName.objects.filter(subject__in=group_of(subject)).values("key")
    codes = FirmName.objects.visible_to(person).filter(name_key__in=names).values("code")
    return list(Firm.objects.visible_to(person).filter(key__in=codes).order_by("key"))


@transaction.atomic
def tie_to_firm(subject: Subject, firm: Entry, actor: Actor) -> None:
    """The subject is that firm."""
    before = subject.firm_code
    Subject.objects.filter(pk=subject.pk).update(firm_code=firm.key)
    subject.firm_code = firm.key
    record_change(actor, TIED, _changed(subject), {"firm": before}, {"firm": firm.key})


@transaction.atomic
def untie_from_firm(subject: Subject, actor: Actor) -> None:
    """The subject is no firm of the register, as far as anyone said."""
    before = subject.firm_code
    Subject.objects.filter(pk=subject.pk).update(firm_code="")
    subject.firm_code = ""
    record_change(actor, UNTIED, _changed(subject), {"firm": before}, {"firm": ""})


def _changed(subject: Subject) -> Changed:
    return Changed(SUBJECT, str(subject.pk), subject.name, subject.region)
