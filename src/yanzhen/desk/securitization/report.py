"""What the investor report and a firm's sheet hold: titled tables of text, written as PDF or as a workbook alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.securitization.checks import clauses
from yanzhen.desk.securitization.firms import FirmLine
from yanzhen.desk.securitization.shown import money, percent, plain_sure, yuan
from yanzhen.desk.securitization.words import (
    ANSWERS,
    COPULAS,
    MARKS,
    MODES,
    RULES,
    SUPPORTS,
    TRIGGERS,
    step_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from yanzhen.desk.securitization.asked import Shown
    from yanzhen.desk.securitization.explorer import Explored
    from yanzhen.desk.securitization.pricing import Line, Priced
    from yanzhen.securitization.deal import Deal as Terms

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; ``source`` says where its figures come from."""

    title: str
    headers: Row
    rows: tuple[Row, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]


def investor_report(shown: Shown, now: Priced, explored: Explored | None, on: date) -> Report:
    """Terms, waterfalls, figures with their errors, support, checks, and where everything comes from."""
    tables = [_terms(shown), *_waterfalls(shown), _classes(shown.terms, now), _exact(now)]
    tables += [table for table in (_layers(now), _flows(shown, explored), _triggers(shown), _rules(shown, on)) if table]
    tables += [_checks(now), _notes(shown)]
    return Report(shown.terms.name, _head(shown, now, on), tuple(table for table in tables if table.rows))


def firm_sheet(shown: Shown, line: FirmLine, on: date) -> Report:
    """One firm's terms, instalments, cost and what it adds to the classes' losses."""
    tables = (_firm_terms(shown, line), _plan(shown, line), _adds(shown, line))
    head = (_deal_line(shown), gettext("as of %(day)s") % {"day": on.isoformat()})
    return Report(line.firm.name, head, tuple(table for table in tables if table.rows))


def _head(shown: Shown, now: Priced, on: date) -> tuple[str, ...]:
    words = gettext("%(paths)s paths, seed %(seed)s, %(design)s sampling; ± is the standard error of the simulation")
    simulated = words % {"paths": f"{now.paths:,}", "seed": now.seed, "design": engine_in_words(now.design)}
    return (
        _deal_line(shown),
        gettext("as of %(day)s") % {"day": on.isoformat()},
        simulated,
        gettext("An expected loss is no rating; nothing here is an offer."),
    )


def _deal_line(shown: Shown) -> str:
    words = gettext("%(deal)s, version %(number)s (%(state)s), file %(file)s, SHA-256 %(sha)s")
    state = gettext("in force now") if shown.is_in_force else gettext("not in force")
    version = shown.version
    return words % {
        "deal": shown.terms.name, "number": version.number, "state": state, "file": version.file, "sha": version.sha256,
    }  # fmt: skip


def _from_file(shown: Shown) -> str:
    return gettext("source: %(file)s, version %(number)s") % {
        "file": shown.version.file, "number": shown.version.number,
    }  # fmt: skip


def _terms(shown: Shown) -> Table:
    terms = shown.terms
    rows: list[Row] = [
        (gettext("Originator"), terms.originator or gettext("unknown")),
        (gettext("Firms"), str(len(terms.obligors))),
        (gettext("Pool"), money(terms.pool_fen)),
        (gettext("Copula"), str(COPULAS[terms.risk.copula])),
        (gettext("Correlation"), f"{terms.risk.correlation:g}"),
    ]
    if not terms.is_static:
        dates = gettext("%(count)s, %(each)s a year") % {"count": terms.periods, "each": terms.periods_per_year}
        rows.append((gettext("Payment dates"), dates))
    for one in terms.tranches:
        words = f"{money(one.balance)}, {percent(one.coupons[0])}, {RULES.get(one.principal, one.principal)}"
        rows.append((gettext("Class %(name)s") % {"name": one.name}, words))
    for support in terms.supports:
        rows.append((support.name, f"{SUPPORTS[support.kind]}: {', '.join(support.covers) or gettext('all')}"))
    return Table(gettext("Terms"), (gettext("What"), gettext("Terms")), tuple(rows), _from_file(shown))


def _waterfalls(shown: Shown) -> Iterator[Table]:
    terms = shown.terms
    for mode, steps in (("normal", terms.waterfall), ("acceleration", terms.acceleration), ("default", terms.default)):
        rows = tuple((str(number + 1), step_in_words(step)) for number, step in enumerate(steps))
        title = gettext("Order of payment: %(mode)s") % {"mode": MODES[mode]}
        yield Table(title, ("", gettext("Step")), rows, _from_file(shown))


def _classes(terms: Terms, now: Priced) -> Table:
    headers = (
        gettext("Class"), gettext("Size"), gettext("Support"), gettext("Expected loss, %(unit)s") % {"unit": "%"},
        gettext("Chance of loss, %(unit)s") % {"unit": "%"}, gettext("Expected shortfall 99, %(unit)s") % {"unit": "%"},
        gettext("Average life, years"), gettext("Yield, %(unit)s") % {"unit": "%"}, gettext("Cover"),
    )  # fmt: skip
    rows: list[Row] = []
    for one in now.classes:
        rows.append((one.name, money(one.balance_fen), gettext("pool alone"), *_figures(one.alone)))
        if one.supported:
            rows.append((one.name, money(one.balance_fen), gettext("with support"), *_figures(one.supported)))
    source = gettext("source: simulation of the whole waterfall, %(paths)s paths") % {"paths": f"{now.paths:,}"}
    return Table(gettext("Who bears which loss"), headers, tuple(rows), source)


def _figures(line: Line) -> Row:
    share = (line.el, line.pd, line.es99)
    return (
        *(plain_sure(one, 100) for one in share), plain_sure(line.wal), plain_sure(line.yields, 100), plain_sure(line.cover),
    )  # fmt: skip


def _exact(now: Priced) -> Table:
    rows: list[Row] = [(gettext("pool"), plain_sure(now.pool_el, 100), f"{now.pool_el_exact * 100:.8g}")]
    for one in now.classes:
        if one.exact_el is not None:
            rows.append((one.name, plain_sure(one.alone.el, 100), f"{one.exact_el * 100:.8g}"))
    why = engine_in_words(now.exact_method) or gettext("no exact figures of the classes: %(why)s") % {
        "why": engine_in_words(now.exact_reason)
    }
    headers = (gettext("Expected loss, %(unit)s") % {"unit": "%"}, gettext("simulated"), gettext("exact"))
    return Table(gettext("Exact beside simulated"), headers, tuple(rows), why)


def _layers(now: Priced) -> Table | None:
    if not now.layers:
        return None
    names = [one.name for one in now.classes]
    headers = (
        gettext("Supporter"), gettext("pays on average"), gettext("defaults, %(unit)s") % {"unit": "%"},
        *(gettext("takes off the expected loss of %(name)s") % {"name": name} for name in names),
    )  # fmt: skip
    rows = tuple(
        (one.name, money(one.paid_fen.value), plain_sure(one.default, 100), *(percent(worth) for worth in one.worth))
        for one in now.layers
    )
    return Table(gettext("What each layer of support is worth"), headers, rows, gettext("on the same random numbers"))


def _flows(shown: Shown, explored: Explored | None) -> Table | None:
    if explored is None:
        return None
    names = [one.name for one in shown.terms.tranches]
    headers = (
        gettext("Date"), gettext("cash in"), gettext("fees"), gettext("interest"), gettext("principal"), gettext("residual"),
        *names,
    )  # fmt: skip
    rows = tuple(
        (
            one.paid_on.isoformat() if one.paid_on else str(one.period),
            *(
                yuan(amount)
                for amount in (one.came, *(one.paid(kind) for kind in ("fee", "interest", "principal", "residual")))
            ),
            *(yuan(balance) for balance in one.standing.balances),
        )
        for one in explored.dates
    )
    return Table(gettext("Cash without a default, yuan"), headers, rows, gettext("to the fen; each date adds up to 0"))


def _triggers(shown: Shown) -> Table:
    rows = tuple(
        (
            one.name,
            f"{TRIGGERS[one.kind]} {', '.join(f'{float(limit):g}' for limit in one.thresholds)}",
            str(MODES[one.effect]),
        )
        for one in shown.terms.triggers
    )
    headers = (gettext("Trigger"), gettext("when"), gettext("then"))
    return Table(gettext("Triggers"), headers, rows, _from_file(shown))


def _rules(shown: Shown, on: date) -> Table:
    rows = tuple(
        (
            clause.asked,
            str(ANSWERS[clause.finding.answer]),
            clause.seen,
            f"{clause.rule.source} · {clause.rule.valid_from}",
        )
        for clause in clauses(shown.terms, on)
    )
    headers = (gettext("Rule"), gettext("Result"), gettext("seen"), gettext("Source"))
    return Table(gettext("Listing rules"), headers, rows, gettext("dated rules, each with its source"))


def _checks(now: Priced) -> Table:
    rows = tuple(
        (engine_in_words(one.name), gettext("holds") if one.holds else gettext("fails"), engine_in_words(one.seen))
        for one in now.checks
    )
    headers = (gettext("Check"), gettext("Result"), gettext("seen"))
    return Table(gettext("The engine's own checks"), headers, rows, gettext("run with every pricing"))


def _notes(shown: Shown) -> Table:
    rows = tuple((note.on, str(MARKS.get(note.mark, note.mark)), note.text, note.source) for note in shown.terms.notes)
    headers = (gettext("What"), gettext("Standing"), gettext("Note"), gettext("Source"))
    return Table(gettext("Sources and assumptions"), headers, rows, _from_file(shown))


def _firm_terms(shown: Shown, line: FirmLine) -> Table:
    firm, rows = line.firm, []
    rows.append((gettext("Exposure"), yuan(firm.exposure_fen), percent(line.share)))
    rows.append((gettext("Probability of default to the end"), percent(firm.pd[-1]), ""))
    rows.append(
        (
            gettext("Recovery"),
            percent(firm.recovery.rate),
            gettext("%(lag)s periods later") % {"lag": firm.recovery.lag},
        )
    )
    rows.append((gettext("Patents in the deal"), str(line.patents), ""))
    if line.cost:
        rows += [
            (gettext("Received"), yuan(line.cost.received_fen), ""),
            (gettext("Paid in all"), yuan(line.cost.paid_fen), ""),
            (gettext("Subsidy"), yuan(line.cost.subsidy_fen), ""),
            (gettext("All-in cost a year"), percent(line.cost.rate), gettext("net of subsidy: %(rate)s") % {"rate": percent(line.cost.net_rate)}),
        ]  # fmt: skip
    headers = (gettext("What"), gettext("Figure"), "")
    return Table(gettext("Terms of the firm"), headers, tuple(rows), _from_file(shown))


def _plan(shown: Shown, line: FirmLine) -> Table:
    from yanzhen.securitization.cashflows import firm_cash

    if line.firm.licence is None:
        return Table(gettext("Instalments of licence 2, yuan"), (), (), "")
    cash, dates = firm_cash(shown.terms, line.firm), shown.terms.dates
    rows = tuple(
        (
            dates[place].due.isoformat() if dates else str(place + 1),
            yuan(int(cash.pays[place])), yuan(int(cash.principal[place])), yuan(int(cash.after[place])),
        )
        for place in range(line.firm.licence.instalments)
    )  # fmt: skip
    headers = (gettext("Date"), gettext("Instalment"), gettext("of which principal"), gettext("Left"))
    return Table(gettext("Instalments of licence 2, yuan"), headers, rows, _from_file(shown))


def _adds(shown: Shown, line: FirmLine) -> Table:
    rows: Sequence[Row] = [(name, percent(worth)) for name, worth in line.adds]
    headers = (gettext("Class"), gettext("adds to its expected loss"))
    title = gettext("What the firm adds to the classes' losses")
    return Table(
        title, headers, tuple(rows), gettext("the loss with the firm less the loss were it safe, same random numbers")
    )
