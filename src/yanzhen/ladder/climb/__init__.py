"""The shortest climb: the smallest changes after which a firm meets a book, found exactly and verified by judging again."""

from yanzhen.ladder.climb.change import Alternative, Change, Climb
from yanzhen.ladder.climb.effort import Weights
from yanzhen.ladder.climb.search import climb

__all__ = ["Alternative", "Change", "Climb", "Weights", "climb"]
