"""A confirmed edge as a row of the register: a sheet of one row through the same gate as any import, and taken back as one."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.chains.proposing.command import COLUMNS, sheet
from yanzhen.chains.proposing.proposal import Relation
from yanzhen.desk.register.ledger.importing import Order, import_file
from yanzhen.desk.register.ledger.office import Office, office_of
from yanzhen.desk.register.ledger.said import sources_of
from yanzhen.desk.register.models import Firm, Import

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.trail import Actor
    from yanzhen.desk.chains.models import Proposal

PRESS = 6
"""The rank of a page as a source (``ranks.csv``: press, web and others); a description has the rank of its own source."""
PLACE = ("document", "sha256", "characters")


@dataclass(frozen=True, slots=True)
class Edge:
    """What is to be recorded: the ends as they stand in the register, the relation, and the year of a firm's product."""

    relation: Relation
    source: str
    target: str
    year: int | None
    product: str = ""

    @property
    def cells(self) -> list[str]:
        """The row, in the columns of its table."""
        match self.relation:
            case Relation.MAKES:
                return [self.source, self.target, str(self.year or "")]
            case Relation.SUPPLIES:
                return [self.source, self.target, "supplies", self.product, ""]
        return [self.source, self.relation.value, self.target]


class NotRecordedError(Exception):
    """The register did not take the row; the findings say why."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def edge_of(proposal: Proposal) -> Edge:
    """What the proposal would record: as it was read, or as a person corrected it."""
    said: dict[str, Any] = proposal.said
    year = proposal.on.year if proposal.on else None
    return Edge(
        relation=Relation(said.get("relation", proposal.relation)),
        source=said.get("source") or proposal.source_code or proposal.source,
        target=said.get("target") or proposal.target_code or proposal.target,
        year=said.get("year", year),
        product=proposal.product,
    )


def record(proposal: Proposal, edge: Edge, person: Person, actor: Actor, *, now: datetime) -> Import:
    """Bring the row in; its source is the page or the description, its day theirs.

    Raises:
        NotRecordedError: the register refuses the row.
    """
    table = edge.relation.table
    name, source, rank = _source(proposal, person)
    content = sheet([*COLUMNS[table], *PLACE], [[*edge.cells, *_place(proposal, name)]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table}.csv"
        path.write_bytes(content)
        order = Order(
            kind=table, path=path, file=f"{name} {proposal.start}-{proposal.end}.csv", source=source, rank=rank, stated_on=proposal.stated_on
        )  # fmt: skip
        report = import_file(order, _office(proposal, person), actor, now=now)
    if report.import_pk is None:
        raise NotRecordedError(tuple(dict.fromkeys(one.message for one in report.findings)) or ("",))
    return Import.objects.get(pk=report.import_pk)


def _office(proposal: Proposal, person: Person) -> Office:
    """What only names tell belongs where the page or the firm does: not to a province whose clerk confirmed a county's page."""
    own = office_of(person)
    return Office(proposal.region or own.region, proposal.department or own.department, person)


def _source(proposal: Proposal, person: Person) -> tuple[str, str, int]:
    """The file's name, the source's name and its rank; each place is a source of its own, so that none replaces another."""
    if proposal.document is not None:
        return proposal.document.file, f"{proposal.document.file} · {proposal.pk}", PRESS
    firm = Firm.objects.visible_to(person).filter(subject=proposal.firm).first()
    said = sources_of(firm, proposal.column) if firm else ()
    name = str(firm.values.get("name") or proposal.firm) if firm else proposal.firm
    return (
        f"{name} {proposal.column}",
        f"{said[0].source if said else name} · {proposal.pk}",
        said[0].rank if said else PRESS,
    )


def _place(proposal: Proposal, name: str) -> list[str]:
    sha256 = proposal.document.sha256 if proposal.document else proposal.text_digest
    return [name, sha256, f"{proposal.start}-{proposal.end}"]


def year_of(text: str) -> int | None:
    """A year as a person types it; nothing where it is none.

    >>> year_of(" 2026 "), year_of("26"), year_of("")
    (2026, None, None)
    """
    told = text.strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) == len(str(date.max.year)) else None
