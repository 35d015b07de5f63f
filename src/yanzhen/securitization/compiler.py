"""The one definition of a waterfall: a deal compiled into a short list of operations on registers."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.securitization.program import (
    DRAWN,
    FIXED,
    MASK_NORMAL,
    NEED,
    NONE,
    NOTHING,
    OWED,
    POOL_BEFORE,
    Code,
    Op,
    Ops,
    Program,
    TrancheRegisters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yanzhen.securitization.deal import Deal, Fee, Support, Tranche, Trigger
    from yanzhen.securitization.steps import Step, Waterfall


def compile_deal(deal: Deal, supports: Iterable[str] = ()) -> Program:
    """The program of a deal with the supporters named in ``supports`` (none: the pool alone)."""
    names = set(supports)
    layers = tuple(support for support in deal.supports if support.name in names)
    return _Compiler(deal, layers).program()


@dataclass
class _Compiler:
    """Builds the program; registers and rows of constants are handed out as they are asked for."""

    deal: Deal
    layers: tuple[Support, ...]
    registers: list[str] = field(default_factory=lambda: list(FIXED))
    opening: list[Fraction] = field(default_factory=lambda: [Fraction(0)] * len(FIXED))
    constants: list[tuple[Fraction, ...]] = field(default_factory=list)

    def program(self) -> Program:
        deal = self.deal
        self.opening[MASK_NORMAL] = Fraction(1)
        self.opening[POOL_BEFORE] = Fraction(deal.pool_fen)
        self.tranches = {tranche.name: self._tranche(tranche) for tranche in deal.tranches}
        self.fees = {fee.name: self.register(f"fee {fee.name}") for fee in deal.fees}
        self.reserves = {
            reserve.name: self.register(f"reserve {reserve.name}", reserve.initial_fen) for reserve in deal.reserves
        }
        unlimited = sum(o.exposure_fen for o in deal.obligors) * 1000
        self.limits = {layer.name: self._layer(layer, unlimited) for layer in self.layers}
        self.events = {trigger.name: self.register(f"event {trigger.name}") for trigger in self._triggers()}
        self.residual = self.register("residual")
        self.through = self.register("principal collected")
        before, waterfalls, after = self._sections()
        return Program(
            registers=tuple(self.registers),
            opening=tuple(self.opening),
            constants=tuple(self.constants),
            before=before,
            waterfalls=waterfalls,
            after=after,
            tranches=tuple(self.tranches[tranche.name] for tranche in deal.tranches),
            residual=self.residual,
            drawn=tuple(self.limits[layer.name] + DRAWN for layer in self.layers),
            events=tuple(self.events.values()),
        )

    def _sections(self) -> tuple[Ops, tuple[Ops, Ops, Ops], Ops]:
        deal = self.deal
        if deal.is_static:
            return tuple(self._static()), ((), (), ()), ()
        before = tuple(self._before())
        falls = (
            self._fall(deal.waterfall),
            self._fall(deal.acceleration, full=True),
            self._fall(deal.default, full=True),
        )
        return before, falls, tuple(self._after())

    def _fall(self, steps: Waterfall, *, full: bool = False) -> tuple[Op, ...]:
        return tuple(op for step in steps for op in self._step(step, full=full))

    def register(self, name: str, amount: Fraction | int = 0) -> int:
        self.registers.append(name)
        self.opening.append(Fraction(amount))
        return len(self.registers) - 1

    def row(self, figures: Sequence[Fraction | int]) -> int:
        exact = tuple(Fraction(figure) for figure in figures)
        if exact in self.constants:
            return self.constants.index(exact)
        self.constants.append(exact)
        return len(self.constants) - 1

    def steady(self, figure: Fraction | int) -> int:
        return self.row([figure] * self.deal.periods)

    def _tranche(self, tranche: Tranche) -> TrancheRegisters:
        balance = self.register(f"balance {tranche.name}", tranche.balance)
        due = self.register(f"interest due {tranche.name}")
        got = self.register(f"interest paid {tranche.name}")
        plain = tranche.principal in ("sequential", "pass_through")
        target = NOTHING if plain else self.register(f"target {tranche.name}")
        return TrancheRegisters(balance, due, got, target)

    def _layer(self, layer: Support, unlimited: int) -> int:
        """Three registers side by side: what the supporter may still pay, has paid, and is owed back."""
        limit = self.register(f"limit {layer.name}", unlimited if layer.limit_fen is None else layer.limit_fen)
        self.register(f"drawn {layer.name}")
        self.register(f"owed {layer.name}")
        return limit

    def _triggers(self) -> list[Trigger]:
        known = {layer.name for layer in self.layers}
        return [t for t in self.deal.triggers if t.kind != "supporter_default" or t.support in known]

    def _static(self) -> Iterable[Op]:
        for tranche in self.deal.tranches:
            balance = self.tranches[tranche.name].balance
            width = self.register(f"width {tranche.name}", tranche.balance)
            attach = self.steady((tranche.attach or Fraction(0)) * self.deal.pool_fen)
            yield Op(Code.TRANCHE_LOSS, balance, width, k=attach)

    # ---- before the waterfall -------------------------------------------------------------------

    def _before(self) -> Iterable[Op]:
        yield Op(Code.COLLECT, words="collection")
        if any(tranche.principal == "pass_through" for tranche in self.deal.tranches):
            yield Op(Code.PRINCIPAL_COLLECTED, self.through)
        for layer in self.layers:
            if layer.kind == "loss_share":
                yield self._loss_share(layer)
        if self.deal.cleanup_below is not None:
            yield Op(Code.CLEAN_UP, k=self.steady(self.deal.cleanup_below * self.deal.pool_fen), words="clean-up call")
        for reserve in self.deal.reserves:
            last = self.row([int(period == self.deal.periods) for period in range(1, self.deal.periods + 1)])
            yield Op(Code.RELEASE, self.reserves[reserve.name], k=last, words=f"release reserve {reserve.name}")
        for tranche in self.deal.tranches:
            yield from self._accrue(tranche)
        for fee in self.deal.fees:
            yield from self._fee_due(fee)
        yield from self._draws()
        yield from self._tests()

    def _loss_share(self, layer: Support) -> Op:
        return Op(
            Code.LOSS_SHARE,
            c=self.limits[layer.name],
            k=self.steady(layer.share),
            e=self._number(layer.name),
            words=f"support {layer.name}",
        )

    def _number(self, name: str) -> int:
        """The supporter's place among all of the deal's, whose defaults are drawn whether or not they are used."""
        return [support.name for support in self.deal.supports].index(name)

    def _accrue(self, tranche: Tranche) -> Iterable[Op]:
        deal, registers = self.deal, self.tranches[tranche.name]
        rates = [tranche.coupon(period) * deal.year_fractions[period - 1] for period in range(1, deal.periods + 1)]
        if any(rates):
            compound = int(tranche.interest_on_interest)
            yield Op(Code.ACCRUE, registers.due, registers.balance, k=self.row(rates), e=compound)
        if tranche.principal == "scheduled":
            yield Op(Code.SET, registers.target, k=self.row(self._scheduled(tranche)))
        elif tranche.principal == "target":
            yield Op(Code.TARGET_POOL, registers.target, k=self.steady(tranche.target or Fraction(0)))

    def _scheduled(self, tranche: Tranche) -> list[Fraction]:
        """The balance by schedule after each date; from the class's maturity on nothing."""
        repaid, balances = Fraction(0), []
        for period in range(1, self.deal.periods + 1):
            repaid += tranche.schedule[period - 1] if period <= len(tranche.schedule) else 0
            balances.append(tranche.balance * (1 - repaid))
        return balances

    def _fee_due(self, fee: Fee) -> Iterable[Op]:
        due, deal = self.fees[fee.name], self.deal
        due_on = [number == 0 or not fee.first_only for number in range(deal.periods)]
        rates = [fee.annual_rate * part * on for part, on in zip(deal.year_fractions, due_on, strict=True)]
        fixed = [fee.amount_fen * on for on in due_on]
        if fee.base == "initial pool":
            amounts = self.row([rate * deal.pool_fen + more for rate, more in zip(rates, fixed, strict=True)])
            yield Op(Code.ADD if fee.carried else Code.SET, due, k=amounts)
            return
        if not fee.carried:
            yield Op(Code.ZERO, due)
        if any(fixed):
            yield Op(Code.ADD, due, k=self.row(fixed))
        if fee.base == "outstanding pool":
            yield Op(Code.ACCRUE_POOL, due, k=self.row(rates))
            return
        for registers in self.tranches.values():
            yield Op(Code.ACCRUE, due, registers.balance, k=self.row(rates))

    def _draws(self) -> Iterable[Op]:
        for reserve in self.deal.reserves:
            if not reserve.covers:
                continue
            yield Op(Code.ZERO, NEED)
            for covered in reserve.covers:
                kind, name = covered.split(" ", 1)
                yield Op(Code.NEED, self.fees[name] if kind == "fee" else self.tranches[name].due, NEED)
            yield Op(Code.DRAW, self.reserves[reserve.name], NEED, words=f"draw reserve {reserve.name}")

    def _tests(self) -> Iterable[Op]:
        triggers = self._triggers()
        if not triggers:
            return
        for trigger in triggers:
            yield from self._test(trigger)
        yield Op(Code.MODE_BEGIN)
        for trigger in triggers:
            yield Op(Code.MODE_EVENT, self.events[trigger.name], e=1 if trigger.effect == "acceleration" else 2)

    def _test(self, trigger: Trigger) -> Iterable[Op]:
        event, curable, periods = self.events[trigger.name], int(trigger.curable), range(1, self.deal.periods + 1)
        match trigger.kind:
            case "cumulative_default":
                limits = self.row([trigger.threshold(period) * self.deal.pool_fen for period in periods])
                yield Op(Code.TEST_DEFAULTS, event, k=limits, e=curable)
            case "cover":
                yield Op(Code.ZERO, NEED)
                for due in (*self.fees.values(), *(registers.due for registers in self.tranches.values())):
                    yield Op(Code.NEED, due, NEED)
                yield Op(
                    Code.TEST_COVER,
                    event,
                    NEED,
                    k=self.row([trigger.threshold(period) for period in periods]),
                    e=curable,
                )
            case "supporter_default":
                yield Op(Code.TEST_SUPPORTER, event, self._number(trigger.support))
            case "rating_event":
                start = trigger.from_period or self.deal.periods + 1
                yield Op(Code.TEST_EVENT, event, k=self.row([int(period >= start) for period in periods]))

    # ---- the waterfall ---------------------------------------------------------------------------

    def _step(self, step: Step, *, full: bool) -> Iterable[Op]:
        words = str(step)
        match step.kind:
            case "fee":
                for name in step.names:
                    cap = next(fee.cap_fen for fee in self.deal.fees if fee.name == name)
                    yield Op(
                        Code.PAY, self.fees[name], k=NONE if cap is None else self.steady(cap), words=f"fee {name}"
                    )
            case "interest":
                yield from self._interest(step, words)
            case "principal" | "all principal":
                yield from self._principal(step, words, full=full or step.kind == "all principal")
            case "reserve":
                for name in step.names:
                    target = next(reserve.target_fen for reserve in self.deal.reserves if reserve.name == name)
                    targets = self.row(
                        [target] * (self.deal.periods - 1) + [0]
                    )  # released on the last date, not refilled
                    yield Op(Code.TOP_UP, self.reserves[name], k=targets, words=f"reserve {name}")
            case "reimburse":
                for name in step.names:
                    if name in self.limits:
                        yield Op(Code.PAY, self.limits[name] + OWED, words=f"reimburse {name}")
            case "residual":
                yield Op(Code.RESIDUAL, self.residual, words="residual")

    def _interest(self, step: Step, words: str) -> Iterable[Op]:
        parts = [self.tranches[name] for name in step.names]
        if len(parts) == 1:
            yield Op(Code.PAY_INTEREST, parts[0].due, parts[0].got, words=words)
            return
        yield Op(Code.RATA_BEGIN)
        for part in parts:
            yield Op(Code.RATA_DUE, part.due)
        yield Op(Code.RATA_SHARE)
        for name, part in zip(step.names, parts, strict=True):
            yield Op(Code.RATA_PAY_INTEREST, part.due, part.got, words=f"interest {name}")

    def _principal(self, step: Step, words: str, *, full: bool) -> Iterable[Op]:
        kinds = {tranche.name: tranche.principal for tranche in self.deal.tranches}
        parts = [self.tranches[name] for name in step.names]
        targets = [NOTHING if full else part.target for part in parts]
        if len(parts) == 1:
            if kinds[step.names[0]] == "pass_through" and not full:
                yield Op(Code.PAY_THROUGH, parts[0].balance, self.through, words=words)
            else:
                yield Op(Code.PAY_PRINCIPAL, parts[0].balance, targets[0], words=words)
            return
        yield Op(Code.RATA_BEGIN)
        for part, target in zip(parts, targets, strict=True):
            yield Op(Code.RATA_DUE_PRINCIPAL, part.balance, target)
        yield Op(Code.RATA_SHARE)
        for name, part, target in zip(step.names, parts, targets, strict=True):
            yield Op(Code.RATA_PAY_PRINCIPAL, part.balance, target, words=f"principal {name}")

    # ---- after the waterfall ---------------------------------------------------------------------

    def _after(self) -> Iterable[Op]:
        for layer in self.layers:
            if layer.kind == "shortfall":
                for name in layer.covers:
                    yield from self._shortfall(layer, name)
        for trigger in self._triggers():
            if trigger.kind == "unpaid_interest":
                count = self.register(f"count {trigger.name}")
                limits = self.row([trigger.threshold(period) for period in range(1, self.deal.periods + 1)])
                due = self.tranches[trigger.tranche].due
                yield Op(Code.TEST_UNPAID, self.events[trigger.name], due, count, limits, int(trigger.curable))

    def _shortfall(self, layer: Support, name: str) -> Iterable[Op]:
        """The supporter pays the class what the waterfall will leave it short of: it is called before the payment day.

        Protected principal is what the class should have been repaid by then: its schedule, and all of it from its maturity.
        """
        registers, limit, number = self.tranches[name], self.limits[layer.name], self._number(layer.name)
        tranche = next(tranche for tranche in self.deal.tranches if tranche.name == name)
        words, share = f"support {layer.name}: {name}", self.steady(layer.share)
        protected = self.register(f"protected {layer.name} {name}")
        yield Op(Code.SUPPORT_INTEREST, registers.due, registers.got, limit, share, number, words)
        yield Op(Code.SET, protected, k=self.row(self._protected(tranche)))
        yield Op(Code.SUPPORT_PRINCIPAL, registers.balance, protected, limit, share, number, words)

    def _protected(self, tranche: Tranche) -> list[Fraction]:
        """The balance that support lets stand after each date."""
        matures = tranche.matures or self.deal.periods
        scheduled = self._scheduled(tranche) if tranche.schedule else [tranche.balance] * self.deal.periods
        return [balance if period < matures else Fraction(0) for period, balance in enumerate(scheduled, 1)]
