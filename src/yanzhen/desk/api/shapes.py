"""What the API answers: the shapes from which both the JSON and the OpenAPI document are made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Figure = Annotated[
    int | float | str, Field(description="A number; a string of digits where a JSON number would lose some of them.")
]
Item = TypeVar("Item")


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Quantity(Shape):
    """A figure as its source states it; never rounder than that. Money is in yuan (``CNY``), a percentage a share of 1 (unit ``1``)."""

    low: Figure | None
    high: Figure | None
    unit: str
    relation: Literal["=", "≈", ">", ">=", "<", "<=", "range"]
    status: Literal["known", "truncated", "unknown"]


class Period(Shape):
    """Both days included; an end that is not known is null."""

    start: date | None
    end: date | None


class SpanSource(Shape):
    """A passage of a document: ``[start, end)`` in code points of its text."""

    kind: Literal["span"] = "span"
    id: int | None = Field(default=None, description="At /sources/{id}.")
    document: int | None = Field(default=None, description="At /documents/{id}.")
    file: str
    sha256: str
    start: int
    end: int
    quote: str
    page: int | None = None
    article: str = ""


class CellSource(Shape):
    """A cell of an imported sheet, as a spreadsheet names it."""

    kind: Literal["cell"] = "cell"
    id: int | None = None
    file: str
    sha256: str
    sheet: str
    row: int
    column: str


class DerivedSource(Shape):
    """A computation with the statements that it used."""

    kind: Literal["derived"] = "derived"
    id: int | None = None
    operation: str
    inputs: list[Statement]


AnySource = Annotated[SpanSource | CellSource | DerivedSource, Field(discriminator="kind")]


class Statement(Shape):
    """Of a subject, a property's figure in a period, as its source says."""

    id: int | None = Field(
        default=None, description="Of a page's statement, at /statements/{id}; null for a cell of the register."
    )
    subject: str | None
    property: str | None
    quantity: Quantity | None
    period: Period | None
    direction: Literal["up", "down"] | None = None
    ranking: str | None = None
    scope: str | None = None
    other_scope: str | None = None
    source: AnySource


class PageStatement(Statement):
    """A statement of a page, with how far it is reviewed."""

    region: str
    department: str
    firm: str | None = Field(
        default=None, description="The unified social credit code of the firm that a person tied the subject to."
    )
    standing: Literal["waiting", "accepted", "rejected"]
    corrected: bool
    read_at: datetime


class Document(Shape):
    """A file that was brought in: what is known of it, not its text."""

    id: int
    file: str
    sha256: str
    size: int
    kind: str
    published: str
    characters: int
    region: str
    department: str
    brought_at: datetime
    read_at: datetime | None


class Region(Shape):
    """A code of GB/T 2260."""

    code: str
    name: str
    level: Literal["province", "prefecture", "county", "zone"]
    parent: str | None


class Industry(Shape):
    """A code of GB/T 4754-2017."""

    code: str
    name: str
    level: Literal["section", "division", "group", "class"]
    parent: str | None


class Column(Shape):
    """A column of a table of the register."""

    name: str
    label: str = Field(description="The Chinese header.")
    kind: Literal["text", "integer", "number", "exact", "date", "flag"]
    unit: str | None
    required: bool
    choices: list[str]
    meaning_zh: str
    meaning_en: str


class Table(Shape):
    """A table of the register with its columns, the office's own ones too."""

    name: str
    label: str = Field(description="The Chinese name.")
    meaning_zh: str
    meaning_en: str
    key: list[str]
    columns: list[Column]


class Row(Shape):
    """What is in force for one key of a table. ``id`` is null in answers to as_of and known, which no row of today stands for."""

    id: int | None
    key: str
    subject: str
    region: str
    department: str
    true_from: date | None
    true_to: date | None
    values: dict[str, Any]
    sources: int | None = Field(description="How many sources speak of it.")
    conflict: bool | None = Field(description="Whether two of them disagree on a column.")
    statements: dict[str, Statement] | None = Field(
        default=None, description="By column: the statement in force, with the cell that it stands in."
    )


class Said(Shape):
    """What one source says of a cell of the register, and how it stands to the others."""

    column: str
    value: Any
    standing: str = Field(
        description="in_force, same, lower_rank, earlier_day, earlier_recording, replaced or undone: why it is in force or is not."
    )
    source_name: str = Field(description="Who said it, as the import names its source.")
    rank: int = Field(description="How far the source is to be believed; 1 is the best.")
    stated_on: date
    recorded_at: datetime
    statement: Statement


class Derived(Shape):
    """A figure computed from statements. ``value`` is null where it is unknown: ``missing`` names the inputs that are not known,
    ``meaningless`` says why known inputs give no figure."""

    formula: str
    year: int
    value: str | None = Field(description="Exact: a decimal, or a fraction such as 1/3.")
    missing: list[str]
    meaningless: str
    statement: Statement


class Count(Shape):
    """A count of firms. Fewer than three are held back: number is null, and ``below`` the bound that may be told (0: none)."""

    code: str
    name: str
    number: int | None
    below: int = 0


class Counts(Shape):
    """Counts of firms with their total, from which no held-back count can be worked out."""

    items: list[Count]
    total: Count


class Found(Shape):
    """What a search found."""

    statements: list[PageStatement]
    firms: list[Row]


class Listed(Shape, Generic[Item]):
    """A page of a list; ``next`` is the address of the page after it, null at the end."""

    items: list[Item]
    next: str | None
