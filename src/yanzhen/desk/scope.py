"""What a person may see: rows of their region, and of their department where a row names one.

Every view starts from ``Model.objects.visible_to(person)``; there is no ambient "current region".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from yanzhen.desk.accounts.models import Person

Row = TypeVar("Row", bound=models.Model, covariant=True)


class ScopedQuerySet(models.QuerySet[Row]):
    """A query set that knows whose rows are whose.

    A subclass names the path to the row's region code (``region_field``, e.g. ``"document__region"``) and, where rows
    may belong to one department, ``department_field``. A row with an empty department is everybody's in its region; a row with an
    empty region is seen only by those whose scope is the whole country.
    """

    region_field = "region"
    department_field = ""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """The rows in this person's scope; none for who is not signed in."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(scope_of(person, self.region_field, self.department_field))


def scope_of(person: Person, region_field: str = "region", department_field: str = "") -> Q:
    """The condition behind ``visible_to``, for joins that start elsewhere."""
    condition = Q(**{f"{region_field}__startswith": region_prefix(person.region)})
    if department_field and person.department and not person.sees_all_departments:
        condition &= Q(**{f"{department_field}__in": ("", person.department)})
    return condition


def region_prefix(code: str) -> str:
    """The leading digits that all regions inside ``code`` share (GB/T 2260 codes nest by pairs).

    >>> region_prefix("330000"), region_prefix("330100"), region_prefix("330110"), region_prefix("")
    ('33', '3301', '330110', '')
    """
    for _ in range(2):
        code = code.removesuffix("00") if len(code) in (4, 6) else code
    return code
