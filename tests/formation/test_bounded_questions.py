"""What bounds a question for a page changes how much is told, never what is told."""

import numpy

from yanzhen.formation.leads import Wish, choose_leads
from yanzhen.formation.leaving import Dependence, leaving
from yanzhen.formation.network import Network
from yanzhen.formation.pull import pull_of


def ring(nodes: int) -> Network:
    source = numpy.repeat(numpy.arange(nodes, dtype=numpy.int32), 3)
    target = ((source + numpy.tile([1, 7, 19], nodes)) % nodes).astype(numpy.int32)
    return Network(tuple(range(nodes)), source, target, numpy.full(len(source), 0.2))


def test_a_search_that_may_draw_few_sets_says_what_it_reached():
    few = choose_leads(ring(400), Wish(3, epsilon=0.01, most_sets=4096))
    assert few.sets == 4096
    assert few.reached == "4096 sets were drawn"
    assert few.lower_bound <= few.upper_bound


def test_cutting_fewer_arcs_keeps_the_reach():
    network = ring(60)
    whole, two = pull_of(network, 0, draws=500), pull_of(network, 0, draws=500, most=2)
    assert (whole.reach, whole.low, whole.high) == (two.reach, two.low, two.high)
    assert len(two.through) == 2
    assert set(two.through) <= set(whole.through)


def test_no_guard_is_tried_where_none_is_asked_for():
    ones = [Dependence("a", "lead", 0.5), Dependence("b", "a", 1.0)]
    told, bare = leaving("lead", ones, {"a": 10.0, "b": 4.0}), leaving("lead", ones, {"a": 10.0, "b": 4.0}, guards=0)
    assert told.guards
    assert not bare.guards
    assert (told.first_round, told.later_rounds, told.exposed) == (bare.first_round, bare.later_rounds, bare.exposed)
