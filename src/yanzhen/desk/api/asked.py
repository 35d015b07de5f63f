"""What may be asked: the parameters of each address, from which both the check and the OpenAPI document are made."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Word = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""Text without control characters: no database looks for them, and some refuse them."""

Cursor = Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")]
Code = Annotated[str, StringConstraints(max_length=6, pattern=r"^[0-9]{0,6}$")]
Year = Annotated[int, Field(ge=1900, le=2999)]
MOST = 200


class Asked(BaseModel):
    """Nothing but what is named: a misspelt filter must not silently be no filter."""

    model_config = ConfigDict(extra="forbid")


class Paged(Asked):
    limit: int = Field(50, ge=1, le=MOST, description=_("Rows of one page."))
    cursor: Cursor = Field("", description=_("Where the page before ended, as its next says."))


class RowsAsked(Paged):
    region: Code = Field(
        "", description=_("Rows of this region and those inside it: a GB/T 2260 code, 370000 is a whole province.")
    )
    subject: Word = Field("", description=_("Of whom the row speaks: a firm's code, a region, a name, exactly."))
    key: Word = Field("", description=_("The row's key, exactly."))
    year: Year | None = Field(
        None, description=_("Rows that were true on a day of this year; of yearly tables, the rows of this year.")
    )
    as_of: date | None = Field(None, description=_("What was true on this day."))
    known: date | None = Field(
        None, description=_("What had been recorded by the end of this day; without it, what is known now.")
    )
    statements: bool = Field(
        True,
        description=_(
            "With the statement of every figure and the cell it stands in; rows of as_of and known have none."
        ),
    )


class SaidAsked(Asked):
    column: Word = Field("", description=_("Of this column alone."))


class StatementsAsked(Paged):
    region: Code = Field("", description=_("Statements of this region and those inside it."))
    subject: Word = Field("", description=_("A part of the subject's name."))
    property: Word = Field("", description=_("A part of the property's name."))
    unit: Annotated[Word, StringConstraints(max_length=32)] = Field(
        "", description=_("The unit, exactly: CNY, 1, 家, …")
    )
    standing: Literal["", "waiting", "accepted", "rejected"] = ""
    document: int | None = Field(None, ge=1, le=2**53)
    year: Year | None = Field(None, description=_("Statements whose period touches this year."))
    known: date | None = Field(None, description=_("What had been read by the end of this day."))
    q: Word = Field("", description=_("Words in the statement or its sentence."))


class SourcesAsked(Paged):
    document: int | None = Field(None, ge=1, le=2**53)


class DocumentsAsked(Paged):
    region: Code = Field("", description=_("Files of this region and those inside it."))
    sha256: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""


class RegionsAsked(Paged):
    parent: Code = Field("", description=_("The regions right below this one."))
    level: Literal["", "province", "prefecture", "county", "zone"] = ""


class IndustriesAsked(Paged):
    parent: Annotated[str, StringConstraints(pattern=r"^([A-T][0-9]{0,4})?$")] = Field(
        "", description=_("The industries right below this one.")
    )
    level: Literal["", "section", "division", "group", "class"] = ""


class DerivedAsked(Asked):
    year: Year = Field(description=_("The year of the figures."))


class CountsAsked(Asked):
    by: Literal["region", "industry"] = "region"
    region: Code = Field("", description=_("Firms of this region and those inside it."))


class SearchAsked(Asked):
    q: Annotated[Word, StringConstraints(min_length=1)] = Field(
        description=_("Words in a statement, or a firm's name, former name or alias.")
    )
    limit: int = Field(20, ge=1, le=50)
