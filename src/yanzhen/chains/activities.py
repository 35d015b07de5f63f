"""The table of who does how much of what: ``region, activity, value``, read, checked, and laid out as a matrix.

Nothing is repaired in silence: a pair that stands twice, a negative value and a word for a number are errors that name
themselves; a pair that is missing is zero, since such tables list what there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.chains.activity_files import ROW
from yanzhen.errors import InputError

if TYPE_CHECKING:
    import numpy
    import polars
    from numpy.typing import NDArray

COLUMNS = ("region", "activity", "value")
LARGEST = 1e200
"""Sums of more than so much would leave what a float holds."""
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells above zero: cell *i* is ``value[i]`` of activity ``column[i]`` in region ``row[i]``, sorted by row and column.

    ``regions`` and ``activities`` hold the ids in their own order, those with nothing included; ``period`` is the one that was taken.
    """

    regions: tuple[str, ...]
    activities: tuple[str, ...]
    row: NDArray[numpy.int64]
    column: NDArray[numpy.int64]
    value: NDArray[numpy.float64]
    period: str | None = None

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.regions), len(self.activities)

    def dense(self) -> NDArray[numpy.float64]:
        """The matrix, regions by activities."""
        import numpy

        matrix = numpy.zeros(self.shape)
        matrix[self.row, self.column] = self.value
        return matrix


@dataclass(frozen=True)
class ActivityTable:
    """A checked table, with every period that it holds."""

    frame: polars.DataFrame
    """``region``, ``activity`` (text), ``value`` (float, finite, not negative) and ``period`` (text) where the table has one."""

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods in order, as text; none where the table has no such column."""
        if "period" not in self.frame.columns:
            return ()
        return tuple(sorted(self.frame.get_column("period").unique().to_list(), key=_in_time))

    def cells(self, period: str | None = None) -> Cells:
        """The cells of one period: the last one unless another is named.

        Raises :class:`~yanzhen.errors.InputError` for a period that the table does not hold.
        """
        import polars

        if not self.periods:
            if period is not None:
                raise InputError("period", seen=period, expected="no period: the table has no such column")
            return _cells(self.frame, None)
        chosen = period or self.periods[-1]
        if chosen not in self.periods:
            raise InputError(
                "period", seen=chosen, expected="one of " + ", ".join(self.periods), todo="choose one of them"
            )
        return _cells(self.frame.filter(polars.col("period") == chosen), chosen)


def _in_time(period: str) -> tuple[bool, float, str]:
    """Numbers by their size (9 before 10), before all else by its letters."""
    try:
        return False, float(period), period
    except ValueError:
        return True, 0.0, period


def read_activities(path: Path) -> ActivityTable:
    """The table in a CSV, xlsx, xls, ods or Parquet file."""
    from yanzhen.chains.activity_files import read_frame

    return activity_table(read_frame(path), path.name)


def activity_table(frame: Any, name: str = "activities") -> ActivityTable:
    """The checked table from any Arrow-compatible frame.

    Raises :class:`~yanzhen.errors.InputError` for a missing column, an empty id, a value that is missing, not a number, not finite or
    negative, and a pair that stands twice (in one period).
    """
    import polars

    frame = frame if isinstance(frame, polars.DataFrame) else polars.DataFrame(frame)
    frame = frame.rename({column: column.strip().lower() for column in frame.columns})
    if ROW not in frame.columns:
        frame = frame.with_row_index(ROW, offset=2)
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise InputError(
            f"table {name}, column {missing[0]}",
            seen=", ".join(column for column in frame.columns if column != ROW) or "no column",
            expected="the columns region, activity, value (and period, if there is one)",
        )
    kept = [*COLUMNS, *(["period"] if "period" in frame.columns else [])]
    typed = frame.select(
        ROW, *(_ids(frame, column, name) for column in kept if column != "value"), _values(frame, name)
    )
    _refuse(typed, name)
    return ActivityTable(typed.drop(ROW))


def _ids(frame: polars.DataFrame, column: str, name: str) -> polars.Series:
    """As text; whole numbers that came as floats (a column with a gap does so) without their point."""
    import polars

    told = frame.get_column(column)
    if told.dtype.is_nested():
        raise InputError(f"table {name}, column {column}", seen=str(told.dtype), expected="text or numbers")
    if told.dtype.is_float() and (told.drop_nulls() % 1 == 0).all():
        told = told.cast(polars.Int64, strict=False)
    return told.cast(polars.String).str.strip_chars().alias(column)


def _values(frame: polars.DataFrame, name: str) -> polars.Series:
    import polars

    told = frame.get_column("value")
    if told.dtype == polars.String:
        told = told.str.strip_chars()
    elif not told.dtype.is_numeric() and told.dtype != polars.Null:
        raise InputError(f"table {name}, column value", seen=f"values of the type {told.dtype}", expected="numbers")
    values = told.cast(polars.Float64, strict=False)
    if told.dtype == polars.String and values.null_count():
        values = values.zip_with(values.is_not_null(), _as_people_write(told).cast(polars.Float64, strict=False))
    wrong = values.is_null() | ~values.is_finite().fill_null(False)
    _refuse_row(frame, wrong, name, "value", "a finite number; leave the row out where there is nothing")
    _refuse_row(frame, values < 0, name, "value", "zero or more")
    _refuse_row(frame, values > LARGEST, name, "value", f"at most {LARGEST:g}: larger ones cannot be added up")
    return values.alias("value")


def _as_people_write(told: polars.Series) -> polars.Series:
    """Full-width digits as plain ones, and no separators of thousands (``1,650``); anything else stays as it is."""
    plain = told.str.normalize("NFKC")
    return plain.zip_with(~plain.str.contains(THOUSANDS).fill_null(False), plain.str.replace_all(",", "", literal=True))


def _refuse(typed: polars.DataFrame, name: str) -> None:
    keys = [column for column in typed.columns if column not in (ROW, "value")]
    for column in keys:
        empty = typed.get_column(column).fill_null("") == ""
        _refuse_row(typed, empty, name, column, "an id")
    twice = typed.select(keys).is_duplicated()
    if twice.any():
        at = int(twice.arg_max() or 0)
        pair = ", ".join(f"{key} {typed[key][at]}" for key in keys)
        raise InputError(
            f"table {name}, row {typed[ROW][at]}",
            seen=f"{pair}, in {int(twice.sum())} rows that share a pair with another",
            expected="each pair of region and activity once (in a period)",
            todo="add the rows up, or remove the copy",
        )


def _refuse_row(frame: polars.DataFrame, wrong: polars.Series, name: str, column: str, expected: str) -> None:
    if not wrong.any():
        return
    at = int(wrong.arg_max() or 0)
    pair = ", ".join(str(frame[key][at]) for key in COLUMNS if key != "value")
    raise InputError(
        f"table {name}, row {frame[ROW][at]}, column {column} ({pair})",
        seen="an empty cell" if frame[column][at] is None else repr(frame[column][at]),
        expected=expected,
        todo="correct the row",
    )


def _cells(frame: polars.DataFrame, period: str | None) -> Cells:
    import numpy
    import polars

    regions = frame.get_column("region").unique().sort()
    activities = frame.get_column("activity").unique().sort()
    full = frame.filter(polars.col("value") > 0)
    row = regions.search_sorted(full.get_column("region")).to_numpy().astype(numpy.int64)
    column = activities.search_sorted(full.get_column("activity")).to_numpy().astype(numpy.int64)
    order = numpy.lexsort((column, row))
    value = full.get_column("value").to_numpy()
    return Cells(
        tuple(regions.to_list()),
        tuple(activities.to_list()),
        row[order],
        column[order],
        value[order].astype(float),
        period,
    )
