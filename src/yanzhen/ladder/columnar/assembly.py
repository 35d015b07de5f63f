"""A program as instructions of the vector machine: which register holds what, and when it is free again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.errors import RefusalError
from yanzhen.ladder.columnar import vector as v
from yanzhen.ladder.columnar.nodes import TRUE, Node
from yanzhen.ladder.columnar.program import Program, ordered
from yanzhen.ladder.columnar.shapes import bare, bits, is_code, is_small, is_test, pairs, term

SMALL, WIDE, TEST = "small", "wide", "test"
THROUGH = ("not", "int")
SIZES = {SMALL: 2, WIDE: 8, TEST: 1}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operand lies: a register of its kind, a column, a column's known bits, a table of a text test, or a result."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Instruction:
    """An operation on places; addresses come when it is run."""

    operation: int
    target: Place
    left: Place | None = None
    right: Place | None = None
    p: int = 1
    q: int = 1
    c: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """A filled array: of which output, and whether it is its value, where it is there, or what divides it; ``bits`` of its numbers."""

    output: int
    part: str
    bits: int


@dataclass(frozen=True, slots=True)
class Assembly:
    """Instructions, how many registers of each kind they use, the results, and the tests of texts in the order of their tables."""

    instructions: tuple[Instruction, ...]
    registers: dict[str, int]
    results: tuple[Result, ...]
    texts: tuple[Node, ...]


def assembled(program: Program) -> Assembly:
    """The program's instructions; raises RefusalError where a number needs more than 64 bits."""
    return _Assembler(program).whole()


class _Assembler:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.columns = {name: number for number, name in enumerate(program.stored)}
        self.nodes = ordered(program.roots())
        self.texts = tuple(node for node in self.nodes if node.op in ("one_of", "starts"))
        self.left_to_read = self._reads()
        self.instructions: list[Instruction] = []
        self.places: dict[Node, Place] = {}
        self.known: dict[tuple[int, ...], Place] = {}
        self.free: dict[str, list[int]] = {SMALL: [], WIDE: [], TEST: []}
        self.made = {SMALL: 0, WIDE: 0, TEST: 0}

    def whole(self) -> Assembly:
        results = list(self._results())
        wanted: dict[Node, list[int]] = {}
        for number, (_, node) in enumerate(results):
            wanted.setdefault(node, []).append(number)
        for node in self.nodes:
            numbers = wanted.get(node, [])
            if numbers and self.left_to_read[node] == len(numbers) and is_code(node):
                self._write_codes(node, numbers)
                continue
            self._compute(node)
            for number in numbers:
                self._write(node, number, results[number][0])
            if numbers:
                self._release(node, len(numbers))
        return Assembly(tuple(self.instructions), dict(self.made), tuple(result for result, _ in results), self.texts)

    def _write_codes(self, node: Node, numbers: list[int]) -> None:
        """A code that only the result reads: added up from its two tests where it is written."""
        weights = node.attr[1]
        (left, p), (right, q) = next(
            pairs([(self._test(bare(arg)), weight) for arg, weight in zip(node.args, weights, strict=True)])
        )
        for number in numbers:
            self._emit(v.OUT_TESTS, Place("result", number), left, right, p=p, q=q, c=node.attr[0])
        for arg in node.args:
            self._release(arg)

    def _results(self) -> Iterator[tuple[Result, Node]]:
        for number, output in enumerate(self.program.outputs):
            yield Result(number, "value", bits(output.value)), output.value
            if output.there is not TRUE:
                yield Result(number, "there", 1), output.there
            if output.divisor is not None:
                yield Result(number, "divisor", bits(output.divisor)), output.divisor

    def _reads(self) -> dict[Node, int]:
        reads = dict.fromkeys(self.nodes, 0)
        for _, root in self._results():
            reads[root] += 1
        for node in self.nodes:
            for arg in node.args:
                reads[arg] += 1
        return reads

    def _write(self, node: Node, number: int, result: Result) -> None:
        target = Place("result", number)
        if result.part == "there":
            self._emit(v.OUT_TEST, target, self._test(node))
        elif result.bits == 64:
            self._emit(v.OUT_WIDE, target, self._wide(node))
        else:
            self._emit(v.OUT_TINY if result.bits == 8 else v.OUT_SMALL, target, self._small(node))

    # Registers.

    def _register(self, kind: str) -> Place:
        if self.free[kind]:
            return Place(kind, self.free[kind].pop())
        self.made[kind] += 1
        return Place(kind, self.made[kind] - 1)

    def _release(self, node: Node, times: int = 1) -> None:
        """A NOT, or a test as a number, has no register of its own: its readers read what is under it."""
        self.left_to_read[node] -= times
        if self.left_to_read[node]:
            return
        place = self.places.get(node)
        if place is not None and place.kind in SIZES:
            self.free[place.kind].append(place.number)
            del self.places[node]
        if node.op in THROUGH:
            self._release(node.args[0])

    def _emit(
        self,
        operation: int,
        target: Place,
        left: Place | None = None,
        right: Place | None = None,
        *,
        p: int = 1,
        q: int = 1,
        c: int = 0,
    ) -> None:
        self.instructions.append(Instruction(operation, target, left, right, p, q, c))

    # Values.

    def _compute(self, node: Node) -> None:
        if node.is_integer and max(-node.low, node.high) >= 2**63:
            raise RefusalError(
                f"rulebook {self.program.book}, --engine kernel",
                seen=f"amounts in {', '.join(sorted(node.columns))} whose product needs more than 64 bits",
                expected="products within 64 bits",
                todo="use --engine polars",
            )
        if node.op == "at_least":
            self._at_least(node)
        elif node.op in (*THROUGH, "const") or (node.op == "sum" and term(node) is not None):
            pass  # made where it is read
        elif node.is_integer:
            self._integer(node)
        else:
            self._boolean(node)
        for arg in node.args if node.op not in THROUGH else ():
            self._release(arg)

    def _integer(self, node: Node) -> None:
        if node.op == "column":
            self.places[node] = Place("column", self.columns[node.attr])
        elif node.op in ("sum", "steps") and is_small(node):
            self.places[node] = self._added_small(node)
        else:
            self.places[node] = self._wide_operation(node)

    def _added_small(self, node: Node) -> Place:
        """Two at a time: tests first, then numbers."""
        start, weights = node.attr
        target = self._register(SMALL)
        tests = [(self._test(bare(arg)), w) for arg, w in zip(node.args, weights, strict=True) if is_test(arg)]
        smalls = [(self._small(arg), w) for arg, w in zip(node.args, weights, strict=True) if not is_test(arg)]
        begun = False
        for parts, first, more in ((tests, v.START_TESTS, v.ADD_TESTS), (smalls, v.START_SMALL, v.ADD_SMALL)):
            for (left, p), (right, q) in pairs(parts):
                self._emit(more if begun else first, target, left, right, p=p, q=q, c=0 if begun else start)
                begun = True
        return target

    def _add_test(self, operation: int, target: Place, arg: Node, weight: int) -> None:
        self._emit(operation, target, self._test(bare(arg)), p=weight)

    def _wide_operation(self, node: Node) -> Place:
        match node.op:
            case "sum" | "steps":
                return self._added_wide(node)
            case "product":
                return self._two(v.TIMES, node)
            case "max":
                return self._two(v.LARGEST, node)
            case "min":
                return self._two(v.SMALLEST, node)
            case "if":
                return self._chosen(node)
        left = self._wide(node.args[0]) if node.args else Place("column", self.columns[node.attr[0]])
        target = self._register(WIDE)
        if node.op == "fill":
            self._emit(v.FILL, target, left, Place("known", left.number), c=node.attr[1])
        else:
            self._emit(v.FULL if node.op == "full" else v.PACKED, target, left, c=node.attr if node.op == "full" else 0)
        return target

    def _added_wide(self, node: Node) -> Place:
        start, weights = node.attr
        target = self._register(WIDE)
        self._emit(v.SET_WIDE, target, c=start)
        for arg, weight in zip(node.args, weights, strict=True):
            if is_test(arg):
                self._add_test(v.ADD_TEST_WIDE, target, arg, weight)
            elif self._kind(arg) == SMALL:
                self._emit(v.ADD_SMALL_WIDE, target, self._small(arg), p=weight)
            else:
                self._emit(v.ADD_WIDE, target, self._wide(arg), p=weight)
        return target

    def _two(self, operation: int, node: Node) -> Place:
        left, right = self._wide(node.args[0]), self._wide(node.args[1])
        target = self._register(WIDE)
        self._emit(operation, target, left, right)
        return target

    def _chosen(self, node: Node) -> Place:
        test, then, otherwise = node.args
        target = self._register(WIDE)
        self._emit(v.SET_WIDE, target, c=0)
        self._emit(v.ADD_WIDE, target, self._wide(otherwise))
        self._emit(v.CHOOSE, target, self._wide(then), self._test(test))
        return target

    def _kind(self, node: Node) -> str:
        return SMALL if self.places.get(node, Place(WIDE, 0)).kind == SMALL else WIDE

    def _wide(self, node: Node) -> Place:
        """The number in 64 bits."""
        if node.value is not None:
            return self._loaded(v.SET_WIDE, WIDE, node.value)
        if node.op == "int":
            target = self._loaded(v.SET_WIDE, WIDE, 0)
            self._emit(v.ADD_TEST_WIDE, target, self._test(node.args[0]))
            return target
        if node not in self.places:
            return self._term_loaded(node)
        place = self.places[node]
        if place.kind == SMALL:
            target = self._loaded(v.SET_WIDE, WIDE, 0)
            self._emit(v.ADD_SMALL_WIDE, target, place)
            return target
        return place

    def _term_loaded(self, node: Node) -> Place:
        found = term(node)
        assert found is not None
        column, weight, constant = found
        target = self._loaded(v.SET_WIDE, WIDE, constant)
        self._emit(v.ADD_WIDE, target, self.places[column], p=weight)
        return target

    def _small(self, node: Node) -> Place:
        """The number in 16 bits."""
        if node.value is not None:
            return self._loaded(v.SET_SMALL, SMALL, node.value)
        if node.op == "int":
            test = self._test(node.args[0])
            self.made[SMALL] += 1
            target = Place(SMALL, self.made[SMALL] - 1)
            self._emit(v.START_TESTS, target, test, test, p=1, q=0)
            return target
        return self.places[node]

    def _loaded(self, operation: int, kind: str, number: int) -> Place:
        """A register of its own, not used again for anything else."""
        self.made[kind] += 1
        target = Place(kind, self.made[kind] - 1)
        self._emit(operation, target, c=number)
        return target

    # Tests.

    def _boolean(self, node: Node) -> None:
        match node.op:
            case "known":
                self.places[node] = Place("known", self.columns[node.attr])
            case "flag":
                self.places[node] = Place("flag", self.columns[node.attr])
            case "one_of" | "starts":
                target = self.places[node] = self._register(TEST)
                table = self.texts.index(node)
                self._emit(
                    v.LOOK_UP, target, Place("column", self.columns[node.attr[0]]), Place("table", table), c=table
                )
            case "and" | "or":
                self.places[node] = self._joined(node)
            case "true" | "false":
                self.places[node] = self._constant(node.op == "true")

    def _constant(self, value: bool) -> Place:
        zero = self._loaded(v.SET_SMALL, SMALL, 0)
        self.made[TEST] += 1
        target = Place(TEST, self.made[TEST] - 1)
        self._emit(v.REACHES_SMALL, target, zero, c=0 if value else 1)
        return target

    def _joined(self, node: Node) -> Place:
        """Part after part; the columns that must be known come first, and each set of them is joined once.

        Each step has a register of its own: a loop that writes where it reads is not run on whole vectors.
        """
        plain, denied = (v.AND, v.AND_NOT) if node.op == "and" else (v.OR, v.OR_NOT)
        before, rest = self._known_together(node)
        own = False
        for arg in rest:
            if before is None:
                before = self._test(arg)
                continue
            is_denied = arg.op == "not"
            operand = self._test(arg.args[0] if is_denied else arg)
            target = self._register(TEST)
            self._emit(denied if is_denied else plain, target, before, operand)
            if own:
                self.free[TEST].append(before.number)
            before, own = target, True
        assert before is not None
        if own:
            return before
        target = self._register(TEST)
        self._emit(plain, target, before, before)
        return target

    def _known_together(self, node: Node) -> tuple[Place | None, list[Node]]:
        parts = sorted(node.args, key=lambda arg: arg.op == "not")
        names = [arg for arg in parts if arg.op == "known"] if node.op == "and" else []
        if len(names) < 2:
            return None, parts
        rest = [arg for arg in parts if arg.op != "known"]
        together = tuple(sorted(self.columns[arg.attr] for arg in names))
        if together not in self.known:
            self.known[together] = self._all_known(together)
        return self.known[together], rest

    def _all_known(self, columns: tuple[int, ...]) -> Place:
        before = Place("known", columns[0])
        for number in columns[1:]:
            self.made[TEST] += 1
            target = Place(TEST, self.made[TEST] - 1)
            self._emit(v.AND, target, before, Place("known", number))
            before = target
        return before

    def _test(self, node: Node) -> Place:
        if node.op != "not":
            return self.places[node]
        self.made[TEST] += 1
        target = Place(TEST, self.made[TEST] - 1)
        self._emit(v.NOT, target, self._test(node.args[0]))
        return target

    def _at_least(self, node: Node) -> None:
        left, right = node.args
        bound = right.value
        small = bound is not None and self._kind(left) == SMALL
        above = term(left)
        below = term(right) if bound is None else None
        target: Place
        if bound is not None:
            source = self._small(left) if small else self._wide(left)
            target = self._register(TEST)
            self._emit(v.REACHES_SMALL if small else v.REACHES, target, source, c=bound)
        elif above is not None and below is not None and below[2] == 0:
            (x, p, c), (y, q, _) = above, below
            places = self._wide(x), self._wide(y)
            target = self._register(TEST)
            operation = (
                (v.REACHES_EVEN if q == 1 else v.REACHES_RIGHT)
                if p == 1
                else (v.REACHES_LEFT if q == 1 else v.REACHES_BOTH)
            )
            self._emit(operation, target, *places, p=p, q=q, c=c)
        else:
            places = self._wide(left), self._wide(right)
            target = self._register(TEST)
            self._emit(v.REACHES_EVEN, target, *places)
        self.places[node] = target
