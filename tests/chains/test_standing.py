"""Strong, weak, missing and unknown; gaps, break risks, substitutes, work lists."""

from __future__ import annotations

import pytest

from yanzhen.chains.graph import ChainGraph, Link, Maker, chain_graph
from yanzhen.chains.standing import (
    Lines,
    Strength,
    Task,
    break_risks,
    effective_number,
    gaps,
    stand,
    substitutes,
    work_lists,
)

HERE = "3301"


def makers(
    product: str, *, here: int = 0, away: int = 0, champion: bool = False, output: float | None = 10.0
) -> list[Maker]:
    local = [Maker(f"{product} {i}", product, "330110", output, champion=champion and i == 0) for i in range(here)]
    return local + [Maker(f"{product} away {i}", product, "320500", output) for i in range(away)]


def robots() -> ChainGraph:
    """Ore is strong here, the reducer behind it missing, the robot behind that strong; the controller hangs on one firm."""
    links = [
        Link("ore", "reducer"),
        Link("reducer", "robot"),
        Link("controller", "robot"),
        Link("robot", "welding line"),
        Link("magnet", "motor"),
    ]
    made = [
        *makers("ore", here=3),
        *makers("reducer", away=2),
        *makers("controller", here=1, away=1),
        *makers("robot", here=1, champion=True),
        *makers("welding line", away=1),
    ]
    return chain_graph(links, makers=made, parents={"plc": ("control unit",), "controller": ("control unit",)})


CHAIN = ("ore", "reducer", "controller", "robot", "magnet")


def test_each_node_says_how_it_stands_and_why() -> None:
    by_name = {node.product: node for node in stand(robots(), CHAIN, HERE)}
    assert {name: node.strength for name, node in by_name.items()} == {
        "ore": Strength.STRONG,
        "reducer": Strength.MISSING,
        "controller": Strength.WEAK,
        "robot": Strength.STRONG,
        "magnet": Strength.UNKNOWN,
    }
    assert "none here" in by_name["reducer"].why
    assert "no maker" in by_name["magnet"].why
    assert by_name["controller"].outside == pytest.approx(0.5)
    assert by_name["magnet"].outside is None


def test_three_firms_of_which_one_makes_nearly_all_are_not_strong() -> None:
    made = [Maker("a", "p", "330110", 98.0), Maker("b", "p", "330110", 1.0), Maker("c", "p", "330110", 1.0)]
    graph = chain_graph([], makers=made)
    assert stand(graph, ["p"], HERE)[0].strength is Strength.WEAK
    assert stand(graph, ["p"], HERE, Lines(effective=1.0))[0].strength is Strength.STRONG


def test_an_unknown_output_counts_firms_instead() -> None:
    assert effective_number([Maker("a", "p", output=98.0), Maker("b", "p"), Maker("c", "p", output=1.0)]) == 3
    assert effective_number([Maker("a", "p", output=30.0), Maker("a", "p", output=30.0)]) == 1


def test_a_gap_is_missing_between_two_strong_and_names_who_makes_it() -> None:
    (gap,) = gaps(robots(), stand(robots(), CHAIN, HERE))
    assert (gap.product, gap.before, gap.behind) == ("reducer", ("ore",), ("robot",))
    assert {maker.region for maker in gap.makers} == {"320500"}


def test_a_single_point_names_what_would_be_lost() -> None:
    (risk,) = break_risks(robots(), stand(robots(), CHAIN, HERE))
    assert (risk.product, risk.firm, risk.lost, risk.lost_output) == ("controller", "controller 0", ("robot",), 10.0)
    assert risk.substitutes == ("plc",)


def test_substitutes_share_customers() -> None:
    graph = chain_graph(
        [
            Link("steel", "gear"),
            Link("steel", "frame"),
            Link("alloy", "gear"),
            Link("alloy", "frame"),
            Link("ink", "gear"),
        ]
    )
    assert substitutes(graph, "steel") == ("alloy",)


def test_work_lists_give_each_its_reason() -> None:
    work = {(one.task, one.product): one for one in work_lists(robots(), stand(robots(), CHAIN, HERE))}
    assert set(work) == {(Task.STRENGTHEN, "controller"), (Task.MEND, "reducer"), (Task.EXTEND, "welding line")}
    assert "1 products here depend on it" in work[Task.STRENGTHEN, "controller"].reason
    assert "between ore and robot" in work[Task.MEND, "reducer"].reason
    assert "1 of its 1 inputs" in work[Task.EXTEND, "welding line"].reason


def test_what_nobody_here_makes_of_something_strong_is_what_the_chain_may_extend_into() -> None:
    """Inside the chain that is judged, and beyond it; what is a gap is mended, what is made here already is neither."""
    makers = [Maker(firm, "gear", "3707") for firm in "abc"] + [
        Maker("d", "gearbox", "33"),
        Maker("e", "clock", "3707"),
    ]
    graph = chain_graph([Link("gear", "gearbox"), Link("gear", "clock"), Link("ink", "pen")], makers=makers)
    for judged in (["gear"], list(graph.products)):
        work = work_lists(graph, stand(graph, judged, "3707"), "3707")
        assert [one.product for one in work if one.task is Task.EXTEND] == ["gearbox"], judged


def test_a_region_without_any_firm_has_nothing_strong() -> None:
    nodes = stand(robots(), CHAIN, "46")
    assert {node.strength for node in nodes} == {Strength.MISSING, Strength.UNKNOWN}
    assert not gaps(robots(), nodes)
    assert not break_risks(robots(), nodes)
