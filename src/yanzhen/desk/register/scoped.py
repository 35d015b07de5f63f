"""The region and the department of a row, and the row sets that know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from yanzhen.desk.scope import ScopedQuerySet, scope_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from yanzhen.desk.accounts.models import Person

Row = TypeVar("Row", bound=models.Model, covariant=True)


class OwnRows(ScopedQuerySet[Row]):
    """Rows that carry a region and a department themselves."""

    department_field = "department"


class DocumentRows(ScopedQuerySet[Row]):
    """Rows of a document: who may see the document sees them."""

    region_field = "document__region"
    department_field = "document__department"


class StatementRows(ScopedQuerySet[Row]):
    """Rows of a statement: who may see the statement sees them."""

    region_field = "statement__region"
    department_field = "statement__department"


class PairRows(models.QuerySet[Row]):
    """Rows of two statements: only who may see both sees them."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            scope_of(person, "first__region", "first__department"),
            scope_of(person, "second__region", "second__department"),
        )


class Scoped(models.Model):
    """A row of one region (GB/T 2260 code) and, if it names one, one department."""

    region = models.CharField(max_length=12, blank=True)
    department = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True
