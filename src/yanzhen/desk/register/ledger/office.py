"""For whom a sheet is brought in: the region and the department whose rows may be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

Place = tuple[str, str]
"""The region and the department of a row."""


@dataclass(frozen=True, slots=True)
class Office:
    """A region with all inside it, and the department, where it is one of several; the empty region is the whole country."""

    region: str = ""
    department: str = ""
    person: Person | None = None

    def holds(self, place: Place) -> bool:
        """Whether rows of that place are this office's to write.

        >>> Office("370700").holds(("370725", "")), Office("370725", "科技局").holds(("370725", "开发区"))
        (True, False)
        """
        region, department = place
        inside = region.startswith(region_prefix(self.region))
        return inside and (not self.department or department in ("", self.department))

    @property
    def text(self) -> str:
        """The office as a part of a key: what only a name tells is this office's own."""
        return f"{self.region}/{self.department}"


WHOLE_COUNTRY = Office()
"""The command line: who may read the database may write it all."""


def office_of(person: Person) -> Office:
    """The office for which this person brings sheets."""
    return Office(person.region, "" if person.sees_all_departments else person.department, person)
