"""The words of a deal: frozen values that the file is read into and that every other module takes.

Money is an integer of fen, rates and shares are exact fractions, periods count from 1 to ``periods``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from yanzhen.securitization.steps import Waterfall


class Copula(StrEnum):
    """How latent variables hang together."""

    GAUSSIAN = "gaussian"
    STUDENT_T = "student_t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Licence 2: the instalments by which a firm pays the exposure back, in arrears."""

    rate: Fraction
    instalments: int
    shape: str = "level"
    growth: Fraction = Fraction(1)
    weights: tuple[Fraction, ...] = ()
    grace: int = 0
    deposit: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What comes back of the balance before the first missed instalment, ``lag`` periods after it."""

    rate: Fraction
    lag: int = 0
    source: str = "rate"
    sale_discount: Fraction = Fraction(1, 2)
    decay: Fraction = Fraction(15, 100)
    wrong_way: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligor:
    """A firm; ``pd`` is its cumulative probability of default by period (one entry in a static pool)."""

    name: str
    exposure_fen: int
    pd: tuple[float, ...]
    licence: Licence | None = None
    recovery: Recovery = Recovery(rate=Fraction(0))
    uscc: str = ""
    industry: str = ""
    region: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patent:
    """A licensed and pledged patent; what is not told is unknown."""

    number: str
    owner: str
    type: str = "invention"
    ipc: str = ""
    filed_on: date | None = None
    granted_on: date | None = None
    expires_on: date | None = None
    annuity_paid_to: date | None = None
    pledged: bool | None = None
    product: str = ""
    value_fen: int | None = None
    value_low_fen: int | None = None
    value_high_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The copula and its correlations; industry and region add to the common factor's."""

    copula: Copula = Copula.GAUSSIAN
    correlation: float
    degrees_of_freedom: int | None = None
    industry_correlation: float = 0.0
    region_correlation: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee due on every payment date (or the first alone)."""

    name: str
    annual_rate: Fraction = Fraction(0)
    amount_fen: int = 0
    base: str = "initial pool"
    carried: bool = False
    cap_fen: int | None = None
    first_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A class of securities. ``balance`` is its exact amount in fen (a share of the pool need not be whole)."""

    name: str
    balance: Fraction
    coupons: tuple[Fraction, ...] = (Fraction(0),)
    interest_on_interest: bool = False
    principal: str = "sequential"
    schedule: tuple[Fraction, ...] = ()
    target: Fraction | None = None
    matures: int | None = None
    retained: bool = False
    price: Fraction = Fraction(1)
    target_el: Fraction | None = None
    attach: Fraction | None = None
    detach: Fraction | None = None

    def coupon(self, period: int) -> Fraction:
        """The yearly coupon of a period (from 1); the last one stays."""
        return self.coupons[min(period, len(self.coupons)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """A reserve account: funded at issue, topped up by its step, drawn for the steps that it covers."""

    name: str
    initial_fen: int = 0
    target_fen: int = 0
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Who pays a shortfall or bears a share of defaulted balances, and may default itself (``pd`` by period)."""

    name: str
    kind: str = "shortfall"
    covers: tuple[str, ...] = ()
    limit_fen: int | None = None
    share: Fraction = Fraction(1)
    pd: tuple[float, ...] = ()
    correlation: float | None = None
    industry: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """An event that changes the waterfall; ``thresholds`` by period, the last one stays."""

    name: str
    kind: str
    thresholds: tuple[Fraction, ...] = ()
    effect: str = "acceleration"
    tranche: str = ""
    support: str = ""
    curable: bool = False
    from_period: int | None = None

    def threshold(self, period: int) -> Fraction:
        """The threshold of a period (from 1)."""
        return self.thresholds[min(period, len(self.thresholds)) - 1]


@dataclass(frozen=True, slots=True)
class PaymentDates:
    """The dated steps of one period: shortfall tested, supporter called, money arrived, payment."""

    due: date
    paid: date
    transferred: date
    tested: date
    called: date
    support_arrived: date


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve of rates by tenor in years; between tenors it is straight, outside it is refused."""

    name: str
    years: tuple[Fraction, ...]
    rates: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """Public money that lowers a firm's cost."""

    name: str
    rate: Fraction = Fraction(0)
    upfront: Fraction = Fraction(0)
    cap_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """A named deal that a price is read from."""

    name: str
    years: Fraction
    coupon: Fraction
    source: str
    base_rate: Fraction | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Where a figure of the file comes from, and whether it is assumed."""

    on: str
    mark: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A whole deal. Without a licence and waterfalls it is a static pool of one period, ``horizon_years`` long.

    ``year_fractions`` is the part of a year that each period's interest is counted for.
    """

    name: str
    unit_fen: int
    unit: str
    periods_per_year: int
    periods: int
    risk: Risk
    obligors: tuple[Obligor, ...]
    tranches: tuple[Tranche, ...]
    year_fractions: tuple[Fraction, ...]
    waterfall: Waterfall = ()
    acceleration: Waterfall = ()
    default: Waterfall = ()
    horizon_years: Fraction | None = None
    fees: tuple[Fee, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    supports: tuple[Support, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    cleanup_below: Fraction | None = None
    patents: tuple[Patent, ...] = ()
    dates: tuple[PaymentDates, ...] = ()
    issued_on: date | None = None
    curve: Curve | None = None
    subsidies: tuple[Subsidy, ...] = ()
    comparables: tuple[Comparable, ...] = ()
    notes: tuple[Note, ...] = ()
    originator: str = ""
    region: str = ""
    listing: str = ""

    @property
    def is_static(self) -> bool:
        """Whether the deal is a pool with tranches of its loss, without cash."""
        return not self.waterfall

    @property
    def pool_fen(self) -> int:
        """The initial pool."""
        return sum(obligor.exposure_fen for obligor in self.obligors)
