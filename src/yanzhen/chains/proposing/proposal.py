"""What a sentence proposes, with its place and how sure it is; and the names that are known beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from yanzhen.chains.proposing.folding import folded_name

Span = tuple[int, int]
"""``[start, end)`` in code points of the text that was given."""


class Relation(StrEnum):
    """What the source is to the target; the words of the register's tables."""

    MADE_FROM = "made_from"
    USED_IN = "used_in"
    MAKES = "makes"
    SUPPLIES = "supplies"

    @property
    def table(self) -> str:
        """The register's table that holds such an edge."""
        return {"makes": "firm-products", "supplies": "links"}.get(self.value, "product-links")


class Mood(StrEnum):
    """Whether the sentence says that it is so, was so, is planned, or is not so."""

    STATED = "stated"
    PLANNED = "planned"
    PAST = "past"
    DENIED = "denied"


class Sureness(StrEnum):
    """How far the words carry: both ends are known names in a plain sentence; a name is new; who is meant was concluded."""

    EXPLICIT = "explicit"
    NEW_NAME = "new_name"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm that is known beforehand; ``code`` may be empty where only its name is."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """One end of an edge: the name that is proposed, the words as written, and whether nobody knew the name before.

    ``code`` is a firm's. ``like`` is a known product by which the written name ends (高效节能电机: 电机), told beside it, never put in its place.
    """

    name: str
    written: str
    span: Span
    is_new: bool = False
    code: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One edge that a sentence proposes.

    ``span`` holds the words that say it, ``sentence`` the sentence around them; in a text of several pieces both run from their first
    to their last character. ``pattern`` is the row of ``patterns.csv``. ``product`` is what a firm supplies, where it is told.
    """

    relation: Relation
    source: End
    target: End
    mood: Mood
    sureness: Sureness
    span: Span
    words: str
    sentence: Span
    pattern: str
    on: date | None = None
    product: str = ""

    @property
    def edge(self) -> tuple[str, str, str]:
        """What it says, whichever way round the sentence puts it: the input comes first."""
        if self.relation is Relation.MADE_FROM:
            return Relation.USED_IN.value, self.target.name, self.source.name
        return self.relation.value, self.source.code or self.source.name, self.target.code or self.target.name


@dataclass(frozen=True)
class Known:
    """Names that are known beforehand: products (each also under its aliases) and firms.

    >>> known = Known.of(["轴承"], [Firm("F1", "泰岭轴承有限公司", ("泰岭轴承",))], aliases={"ball bearing": "轴承"})
    >>> known.products["ballbearing"], known.firms["泰岭轴承"].code
    ('轴承', 'F1')
    """

    products: Mapping[str, str] = field(default_factory=dict)
    firms: Mapping[str, Firm] = field(default_factory=dict)

    @classmethod
    def of(
        cls, products: Iterable[str], firms: Iterable[Firm] = (), *, aliases: Mapping[str, str] | None = None
    ) -> Known:
        """Laid out by the form in which names are compared; a name that two firms bear is nobody's."""
        laid = {folded_name(alias): name for alias, name in (aliases or {}).items()}
        laid |= {folded_name(name): name for name in products}
        borne: dict[str, list[Firm]] = {}
        for firm in firms:
            for name in dict.fromkeys((firm.name, *firm.aliases)):
                borne.setdefault(folded_name(name), []).append(firm)
        alone = {name: bearers[0] for name, bearers in borne.items() if len(bearers) == 1 and len(name) > 1}
        return cls({name: product for name, product in laid.items() if name}, alone)

    def and_firms(self, firms: Iterable[Firm]) -> Known:
        """With these firms too; who is known already keeps its name.

        >>> Known.of([], [Firm("F1", "泰岭轴承")]).and_firms([Firm("", "泰岭轴承"), Firm("", "云坪新材")]).firms["云坪新材"].code
        ''
        """
        return Known(self.products, {**Known.of((), firms).firms, **self.firms})
