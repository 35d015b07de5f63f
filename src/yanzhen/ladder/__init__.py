"""Dated, cited rulebooks: what a firm meets, what it misses, and the shortest climb to the next rung."""

from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import parse_firms, read_firm, read_firms
from yanzhen.ladder.firm_tables import firms_from_tables
from yanzhen.ladder.judge import answer, judge
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.shelf import Shelf, in_force, refuse_out_of_force, shelf_of

__all__ = [
    "Book",
    "Criterion",
    "CriterionJudgement",
    "Firm",
    "Judgement",
    "Shelf",
    "answer",
    "firms_from_tables",
    "in_force",
    "judge",
    "parse_firms",
    "read_firm",
    "read_firms",
    "refuse_out_of_force",
    "shelf_of",
]
