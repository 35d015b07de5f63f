"""The program run on one path in whole fen, every movement noted (:mod:`~yanzhen.securitization.ledger` tells the roundings)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yanzhen.securitization.cashflows import FirmCash, firm_cash
from yanzhen.securitization.movements import ACCOUNT, Movement, Standing
from yanzhen.securitization.program import (
    CALLED,
    CASH,
    DRAWN,
    MASK_ACCELERATION,
    MASK_DEFAULT,
    MASK_NORMAL,
    NEED,
    OWED,
    POOL_BEFORE,
    Op,
    Program,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from yanzhen.securitization.deal import Deal


@dataclass
class PathRun:
    """The registers in whole fen while a path runs."""

    deal: Deal
    program: Program
    defaults: Mapping[str, int]
    movements: list[Movement] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    period: int = 0

    def run(self) -> None:
        """Runs every payment date; ``movements`` and ``standings`` then hold the path."""
        self.reg = [round(amount) for amount in self.program.opening]
        self.firms = [(obligor.name, firm_cash(self.deal, obligor)) for obligor in self.deal.obligors]
        self.never = self.deal.periods + max(firm.lag for _, firm in self.firms) + 1
        for period in range(1, self.deal.periods + 1):
            self.period = period
            self._date()

    def _date(self) -> None:
        for op in self.program.before:
            self._do(op)
        self.tested = self.reg[CASH], self._due()
        mode = self._mode()
        for op in self.program.waterfalls[mode]:
            self._do(op)
        for op in self.program.after:
            self._do(op)
        self.reg[POOL_BEFORE] = self._performing()
        self.standings.append(self._standing(mode))

    def _mode(self) -> int:
        return next(mode for mode in range(3) if self.reg[MASK_NORMAL + mode])

    def _standing(self, mode: int) -> Standing:
        names = self.program.registers
        return Standing(
            period=self.period,
            balances=tuple(self.reg[part.balance] for part in self.program.tranches),
            unpaid_interest=tuple(self.reg[part.due] for part in self.program.tranches),
            reserves=tuple(self.reg[names.index(f"reserve {reserve.name}")] for reserve in self.deal.reserves),
            cash=self.reg[CASH],
            pool=self.reg[POOL_BEFORE],
            mode=("normal", "acceleration", "default")[mode],
            events=tuple(names[event].removeprefix("event ") for event in self.program.events if self.reg[event]),
            available=self.tested[0],
            needed=self.tested[1],
        )

    def _due(self) -> int:
        """Fees and interest due, as a trigger of cover counts them."""
        fees = [self.program.registers.index(f"fee {fee.name}") for fee in self.deal.fees]
        return sum(self.reg[place] for place in (*fees, *(part.due for part in self.program.tranches)))

    # ---- what a period brings -------------------------------------------------------------------

    def _defaulted(self, name: str) -> int:
        return self.defaults.get(name, self.never)

    def _arrivals(self) -> list[tuple[str, int]]:
        """What every firm pays into the account on this date, and what comes back of those in default."""
        found: list[tuple[str, int]] = []
        now = self.period
        for name, firm in self.firms:
            q = self._defaulted(name)
            if now < q:
                found.append((f"instalment {name}", int(firm.pays[now - 1])))
            if q <= firm.states and now == q:
                found.append((f"deposit {name}", int(firm.deposit[q - 1])))
            if q <= firm.states and now == q + firm.lag:
                found.append((f"recovery {name}", self._recovered(firm, q)))
        return [(source, amount) for source, amount in found if amount]

    @staticmethod
    def _recovered(firm: FirmCash, q: int) -> int:
        return int(min(firm.recovery[q - 1], firm.most[q - 1]))

    def _principal(self) -> int:
        total, now = 0, self.period
        for name, firm in self.firms:
            q = self._defaulted(name)
            total += int(firm.principal[now - 1]) if now < q else 0
            total += int(firm.deposit[q - 1]) if q <= firm.states and now == q else 0
            total += self._recovered(firm, q) if q <= firm.states and now == q + firm.lag else 0
        return 0 if self.reg[CALLED] else total

    def _performing(self) -> int:
        if self.reg[CALLED]:
            return 0
        return self._balance_after()

    def _balance_after(self) -> int:
        now = self.period
        return sum(int(firm.after[now - 1]) for name, firm in self.firms if now < self._defaulted(name))

    def _cumulative_defaults(self) -> int:
        found = 0
        for name, firm in self.firms:
            q = self._defaulted(name)
            if q <= min(self.period, firm.states):
                found += int(firm.before[q - 1])
        return found

    def _lost(self) -> int:
        total = 0
        for name, firm in self.firms:
            q = self._defaulted(name)
            if q <= firm.states and self.period == q + firm.lag:
                total += int(firm.most[q - 1]) - self._recovered(firm, q)
        return total

    def _alive(self, number: int) -> bool:
        return self._defaulted(self.deal.supports[number].name) > self.period

    # ---- movements ------------------------------------------------------------------------------

    def _move(self, source: str, sink: str, amount: int) -> None:
        if amount:
            self.movements.append(Movement(self.period, source, sink, amount))

    def _out(self, sink: str, amount: int) -> int:
        """Cash leaves the account."""
        self.reg[CASH] -= amount
        self._move(ACCOUNT, sink, amount)
        return amount

    def _in(self, source: str, amount: int) -> int:
        """Cash enters the account."""
        self.reg[CASH] += amount
        self._move(source, ACCOUNT, amount)
        return amount

    def _k(self, op: Op) -> Fraction:
        return self.program.constants[op.k][self.period - 1]

    # ---- operations -----------------------------------------------------------------------------

    def _do(self, op: Op) -> None:
        getattr(self, f"_{op.code.name.lower()}")(op)

    def _collect(self, op: Op) -> None:
        if not self.reg[CALLED]:
            for source, amount in self._arrivals():
                self._in(source, amount)

    def _zero(self, op: Op) -> None:
        self.reg[op.a] = 0

    def _set(self, op: Op) -> None:
        self.reg[op.a] = round(self._k(op))

    def _add(self, op: Op) -> None:
        self.reg[op.a] += round(self._k(op))

    def _accrue(self, op: Op) -> None:
        base = self.reg[op.b] + (self.reg[op.a] if op.e else 0)
        self.reg[op.a] += round(base * self._k(op))

    def _accrue_pool(self, op: Op) -> None:
        self.reg[op.a] += round(self.reg[POOL_BEFORE] * self._k(op))

    def _target_pool(self, op: Op) -> None:
        self.reg[op.a] = round(self._performing() * self._k(op))

    def _principal_collected(self, op: Op) -> None:
        self.reg[op.a] = self._principal()

    def _pay(self, op: Op) -> None:
        due = self.reg[op.a] if op.k < 0 else min(self.reg[op.a], round(self._k(op)))
        self.reg[op.a] -= self._out(op.words, min(self.reg[CASH], due))

    def _pay_interest(self, op: Op) -> None:
        paid = self._out(op.words, min(self.reg[CASH], self.reg[op.a]))
        self.reg[op.a] -= paid
        self.reg[op.b] += paid

    def _pay_principal(self, op: Op) -> None:
        due = max(0, self.reg[op.a] - self.reg[op.b])
        self.reg[op.a] -= self._out(op.words.removeprefix("all "), min(self.reg[CASH], due))

    def _pay_through(self, op: Op) -> None:
        paid = self._out(op.words, min(self.reg[CASH], self.reg[op.a], self.reg[op.b]))
        self.reg[op.a] -= paid
        self.reg[op.b] -= paid

    def _rata_begin(self, op: Op) -> None:
        self.rata_total = self.rata_seen = self.rata_paid = self.rata_lot = 0

    def _rata_due(self, op: Op) -> None:
        self.rata_total += self.reg[op.a]

    def _rata_due_principal(self, op: Op) -> None:
        self.rata_total += max(0, self.reg[op.a] - self.reg[op.b])

    def _rata_share(self, op: Op) -> None:
        self.rata_lot = min(self.reg[CASH], self.rata_total)

    def _rata_part(self, due: int) -> int:
        """This part of the lot, by running totals: all parts together are the lot to the fen."""
        self.rata_seen += due
        reached = self.rata_lot * self.rata_seen // self.rata_total if self.rata_total else 0
        part, self.rata_paid = reached - self.rata_paid, reached
        return part

    def _rata_pay_interest(self, op: Op) -> None:
        paid = self._out(op.words, self._rata_part(self.reg[op.a]))
        self.reg[op.a] -= paid
        self.reg[op.b] += paid

    def _rata_pay_principal(self, op: Op) -> None:
        self.reg[op.a] -= self._out(op.words, self._rata_part(max(0, self.reg[op.a] - self.reg[op.b])))

    def _top_up(self, op: Op) -> None:
        due = max(0, round(self._k(op)) - self.reg[op.a])
        self.reg[op.a] += self._out(op.words, min(self.reg[CASH], due))

    def _need(self, op: Op) -> None:
        self.reg[op.b] += self.reg[op.a]

    def _draw(self, op: Op) -> None:
        drawn = min(self.reg[op.a], max(0, self.reg[op.b] - self.reg[CASH]))
        self.reg[op.a] -= self._in(op.words.removeprefix("draw "), drawn)

    def _release(self, op: Op) -> None:
        if self._k(op):
            self.reg[op.a] -= self._in(op.words.removeprefix("release "), self.reg[op.a])

    def _residual(self, op: Op) -> None:
        self.reg[op.a] += self._out("residual", self.reg[CASH])

    def _supported(self, op: Op, short: int) -> int:
        """What the supporter pays of a shortfall, within its limit, while it lives."""
        if not self._alive(op.e):
            return 0
        paid = min(self.reg[op.c], int(short * self._k(op)))
        self.reg[op.c] -= paid
        self.reg[op.c + DRAWN] += paid
        self.reg[op.c + OWED] += paid
        return paid

    def _support_interest(self, op: Op) -> None:
        paid = self._supported(op, self.reg[op.a])
        supporter, tranche = op.words.split(": ", 1)
        self._move(supporter, f"interest {tranche}", paid)
        self.reg[op.a] -= paid
        self.reg[op.b] += paid

    def _support_principal(self, op: Op) -> None:
        paid = self._supported(op, max(0, self.reg[op.a] - self.reg[op.b]))
        supporter, tranche = op.words.split(": ", 1)
        self._move(supporter, f"principal {tranche}", paid)
        self.reg[op.a] -= paid

    def _loss_share(self, op: Op) -> None:
        self._in(op.words, self._supported(op, 0 if self.reg[CALLED] else self._lost()))

    def _clean_up(self, op: Op) -> None:
        rest = self._balance_after()
        if not self.reg[CALLED] and self.reg[MASK_NORMAL] and 0 < rest <= self._k(op):
            self._in("clean-up call", rest)
            self.reg[CALLED] = 1

    # ---- events ---------------------------------------------------------------------------------

    def _latch(self, op: Op, failed: bool, curable: bool = False) -> None:
        if failed:
            self.reg[op.a] = 1
        elif curable:
            self.reg[op.a] = 0

    def _test_defaults(self, op: Op) -> None:
        self._latch(op, self._cumulative_defaults() > self._k(op), bool(op.e))

    def _test_cover(self, op: Op) -> None:
        self._latch(op, self.reg[CASH] < self._k(op) * self.reg[NEED], bool(op.e))

    def _test_unpaid(self, op: Op) -> None:
        self.reg[op.c] = self.reg[op.c] + 1 if self.reg[op.b] > 0 else 0
        self._latch(op, self.reg[op.c] >= self._k(op), bool(op.e))

    def _test_supporter(self, op: Op) -> None:
        self._latch(op, not self._alive(op.b))

    def _test_event(self, op: Op) -> None:
        self._latch(op, self._k(op) > 0)

    def _mode_begin(self, op: Op) -> None:
        self.reg[MASK_NORMAL], self.reg[MASK_ACCELERATION], self.reg[MASK_DEFAULT] = 1, 0, 0

    def _mode_event(self, op: Op) -> None:
        if self.reg[op.a] and not self.reg[MASK_DEFAULT]:
            self.reg[MASK_NORMAL] = 0
            self.reg[MASK_ACCELERATION], self.reg[MASK_DEFAULT] = (1, 0) if op.e == 1 else (0, 1)
