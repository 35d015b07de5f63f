"""A program as one SELECT, for DuckDB and for Spark: the same graph, stage by stage, in either's words.

The SQL is written here rather than by a library of expressions because exactness needs 128-bit integers and full control of the order
in which kept parts are computed; the two dialects differ in a dozen words, which stand in :class:`Dialect`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.ladder.columnar.nodes import TRUE, Node
from yanzhen.ladder.columnar.program import Output, Program, Stored, kept_nodes, staged
from yanzhen.ladder.columnar.widths import Widths


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which two engines differ; ``{0}`` and ``{1}`` stand for what they are about."""

    quote: str
    types: Mapping[int, str]
    day: str
    begins: str
    among: str
    full: str
    digits: int


DUCKDB = Dialect(
    quote='"',
    types={8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT", 128: "HUGEINT"},
    day="({0} - DATE '1970-01-01')",
    begins="starts_with({0}, {1})",
    among="list_contains([{1}], {0})",  # a long IN becomes a join here
    full="({0} // {1})",
    digits=34,
)
SPARK = Dialect(
    quote="`",
    types={8: "INT", 16: "INT", 32: "INT", 64: "BIGINT", 128: "DECIMAL(38,0)"},
    day="datediff({0}, DATE'1970-01-01')",
    begins="startswith({0}, {1})",
    among="({0} IN ({1}))",
    full="({0} DIV {1})",
    digits=34,
)


def select(
    program: Program, dialect: Dialect, source: str, keep: tuple[str, ...] = ("uscc", "name"), *, in_words: bool = True
) -> str:
    """The statement that judges the rows of ``source``; without ``in_words`` its outputs are the bare codes and scaled numbers."""
    writer = _Writer(program, dialect)
    read = dict.fromkeys((*keep, *program.stored)) or ["*"]  # no other column of the table can stand in the way
    inner = f"(SELECT {', '.join(name if name == '*' else writer.name(name) for name in read)} FROM {source})"
    for stage in writer.stages():
        inner = f"(SELECT *, {', '.join(stage)} FROM {inner})"
    outputs = [
        f"{writer.said(output) if in_words else writer.output(output)} AS {writer.name(output.name)}"
        for output in program.outputs
    ]
    year = [f"CAST({program.year} AS {dialect.types[32]}) AS {writer.name('year')}"] if in_words else []
    return f"SELECT {', '.join([*map(writer.name, keep), *year, *outputs])} FROM {inner}"


class _Writer:
    def __init__(self, program: Program, dialect: Dialect) -> None:
        self.program, self.dialect, self.widths = program, dialect, Widths()
        self.nodes, kept = kept_nodes(program.roots())
        self.kept = {node: f"~{number}" for node, number in kept.items()}
        self._written: dict[Node, str] = {}

    def stages(self) -> list[list[str]]:
        """Named expressions; each stage reads only those before it."""
        return [
            [f"{self._computed(node)} AS {self.name(self.kept[node])}" for node in stage]
            for stage in staged(self.nodes, self.kept)
        ]

    def output(self, output: Output) -> str:
        """The code or number, NULL where it is not there."""
        value = self.of(output.value)
        if output.divisor is not None:
            value = f"CAST({value} AS DOUBLE) / (CAST({self.of(output.divisor)} AS DOUBLE) * {float(output.scale)!r}e0)"
        return value if output.there is TRUE else f"CASE WHEN {self.of(output.there)} THEN {value} END"

    def said(self, output: Output) -> str:
        """The code as its word, the number exact."""
        value = self.output(output)
        if output.words:
            cases = " ".join(f"WHEN {code} THEN {text(word)}" for code, word in enumerate(output.words))
            return f"CASE {value} {cases} END"
        if output.divisor is not None or output.scale == 1:
            return value
        if output.places is None:
            return f"CAST({value} AS DOUBLE) / {output.scale}e0"
        unit = f"0.{1:0{output.places}d}"
        return f"CAST(CAST({value} AS DECIMAL({self.dialect.digits - output.places},0)) * {unit} AS DECIMAL(38,{output.places}))"

    def name(self, name: str) -> str:
        quote = self.dialect.quote
        return quote + name.replace(quote, quote * 2) + quote

    def of(self, node: Node) -> str:
        return self.name(self.kept[node]) if node in self.kept else self._computed(node)

    def _computed(self, node: Node) -> str:
        found = self._written.get(node)
        if found is None:
            found = self._written[node] = self._integer(node) if node.is_integer else self._test(node)
        return found

    def _integer(self, node: Node) -> str:
        width = self.widths.of(node)
        match node.op:
            case "const":
                return self._literal(int(node.attr), width)
            case "column":
                return self._raw(self.program.stored[node.attr], width)
            case "fill":
                name, missing, _, _ = node.attr
                return f"coalesce({self._raw(self.program.stored[name], width)}, {self._literal(missing, width)})"
            case "packed":
                day = self.name(node.attr[0])
                return f"(year({day}) * 10000 + month({day}) * 100 + day({day}))"
            case "sum":
                return self._sum(node, width)
            case "steps":
                start, rises = node.attr
                kind = self.dialect.types[width]
                parts = [
                    f"CAST({self.of(test)} AS {kind}) * {self._literal(rise, width)}"
                    for test, rise in zip(node.args, rises, strict=True)
                ]
                return "(" + " + ".join([*parts, *([self._literal(start, width)] if start else [])]) + ")"
            case "product":
                return f"({self._as(node.args[0], width)} * {self._as(node.args[1], width)})"
            case "max" | "min":
                word = "greatest" if node.op == "max" else "least"
                return f"{word}({', '.join(self._as(arg, width) for arg in node.args)})"
            case "if":
                test, then, otherwise = node.args
                return f"CASE WHEN {self.of(test)} THEN {self._as(then, width)} ELSE {self._as(otherwise, width)} END"
            case "full":
                reached = self._as(node.args[0], width)
                return f"CASE WHEN {reached} > 0 THEN {self.dialect.full.format(reached, node.attr)} ELSE 0 END"
        return f"CAST({self.of(node.args[0])} AS {self.dialect.types[8]})"

    def _sum(self, node: Node, width: int) -> str:
        constant, weights = node.attr
        parts = [
            self._as(arg, width) if weight == 1 else f"{self._as(arg, width)} * {self._literal(weight, width)}"
            for arg, weight in zip(node.args, weights, strict=True)
        ]
        return "(" + " + ".join([*parts, *([self._literal(constant, width)] if constant else [])]) + ")"

    def _as(self, node: Node, width: int) -> str:
        if node.value is not None:
            return self._literal(node.value, width)
        found = self.of(node)
        return found if self.widths.of(node) == width else f"CAST({found} AS {self.dialect.types[width]})"

    def _literal(self, number: int, width: int) -> str:
        written = f"({number})" if number < 0 else str(number)
        return f"CAST({written} AS {self.dialect.types[width]})"

    def _raw(self, stored: Stored, width: int) -> str:
        column, kind = self.name(stored.name), self.dialect.types[width]
        if stored.form == "decimal" and stored.digits:
            return f"CAST({column} * {10**stored.digits} AS {kind})"
        if stored.form == "float":
            return f"CAST(round({column} * {10**stored.digits}e0) AS {kind})"
        return f"CAST({self.dialect.day.format(column) if stored.form == 'day' else column} AS {kind})"

    def _test(self, node: Node) -> str:
        match node.op:
            case "true" | "false":
                return node.op.upper()
            case "known":
                return f"({self.name(node.attr)} IS NOT NULL)"
            case "flag":
                return self.name(node.attr)
            case "one_of":
                name, words = node.attr
                return self.dialect.among.format(self.name(name), ", ".join(map(text, words)))
            case "starts":
                name, prefixes = node.attr
                return (
                    "("
                    + " OR ".join(self.dialect.begins.format(self.name(name), text(prefix)) for prefix in prefixes)
                    + ")"
                )
            case "not":
                return f"(NOT {self.of(node.args[0])})"
            case "and" | "or":
                return "(" + f" {node.op.upper()} ".join(map(self.of, node.args)) + ")"
        width = self.widths.of(node)
        return f"({self._as(node.args[0], width)} >= {self._as(node.args[1], width)})"


def refuse_arrow(engine: str, paths: Sequence[Path]) -> None:
    """Raise InputError for files that these engines do not read."""
    wrong = [path.name for path in paths if path.suffix != ".parquet"]
    if wrong:
        raise InputError(
            f"--engine {engine}", seen=", ".join(wrong), expected="Parquet files", todo="use --engine polars"
        )


def text(word: str) -> str:
    """A text as SQL writes it."""
    return "'" + word.replace("'", "''") + "'"
