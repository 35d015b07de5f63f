"""Synthetic firms and the rules they are judged by: 30 columns, 25 criteria; and the same number of firms for zj26.

The generator and the rules are those of the measurements that the targets come from: amounts in yuan, 3 % of every column unknown,
2 % of the firms exactly on a threshold of R&D.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

COLUMNS = [
    "sales",
    "sales_prev",
    "main_sales",
    "rd",
    "profit",
    "assets",
    "liab",
    "staff",
    "rd_staff",
    "inv",
    "um",
    "copyr",
    "stds",
    "awn",
    "awp",
    "share_bp",
    "years",
    "founded",
    "penal",
    "env",
    "plat",
    "fin",
    "digital",
    "certs",
    "brand",
    "field",
    "exports",
    "wages",
    "tax",
    "equity",
]
HERE = Path(__file__).parent
BOOK = HERE / "workload.yaml"
CHUNK = 1_000_000
DISTINCT = 10
"""Files that differ; the firms of more than these are the same again."""


def chunk(number: int, size: int = CHUNK) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each column's integers and where they are known."""
    random = np.random.default_rng([7, number])
    columns = _columns(random, size)
    return {name: (columns[name], random.random(size) >= 0.03) for name in COLUMNS}


def _columns(r: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    def whole(numbers: Any) -> np.ndarray:
        return np.asarray(numbers).astype(np.int64)

    c: dict[str, np.ndarray] = {}
    c["sales"] = s = whole(np.clip(r.lognormal(np.log(6e7), 1.2, n), 1e5, 2e9))
    tied = r.random(n) < 0.02
    s[tied] = s[tied] // 100 * 100
    c["rd"] = rd = whole(np.minimum(s * r.lognormal(np.log(0.04), 0.6, n), s * 0.5))
    per_cent = r.integers(2, 7, n)
    rd[tied] = (s // 100 * per_cent)[tied]
    c["sales_prev"] = whole(s / np.clip(1 + r.normal(0.06, 0.15, n), 0.3, 3))
    c["main_sales"] = whole(s * r.beta(8, 2, n))
    c["profit"] = whole(s * r.normal(0.06, 0.08, n))
    c["assets"] = a = whole(np.clip(s * r.lognormal(0.2, 0.5, n), 1e5, 2e9))
    c["liab"] = whole(a * r.beta(4, 4, n))
    c["equity"] = whole(a * r.normal(0.5, 0.3, n))
    c["staff"] = staff = 1 + whole(s / 8e5 * r.lognormal(0, 0.5, n))
    c["rd_staff"] = whole(staff * r.beta(3, 9, n))
    counts = (
        ("inv", 2),
        ("um", 6),
        ("copyr", 3),
        ("stds", 0.15),
        ("awn", 0.05),
        ("awp", 0.2),
        ("certs", 1.2),
        ("brand", 0.4),
    )
    for name, mean in counts:
        c[name] = whole(r.poisson(mean, n))
    c["share_bp"] = whole(r.beta(1.2, 8, n) * 10000)
    c["years"] = years = r.integers(0, 30, n)
    c["founded"] = 2025 - years - r.integers(0, 10, n)
    c["penal"] = whole(r.random(n) < 0.03)
    c["env"] = whole(r.random(n) < 0.02)
    c["plat"] = r.integers(0, 4, n)
    c["digital"] = r.integers(0, 5, n)
    c["field"] = r.integers(0, 3, n)
    c["fin"] = whole(np.clip((r.random(n) < 0.1) * r.lognormal(np.log(3e7), 0.8, n), 0, 2e9))
    c["exports"] = whole(s * r.beta(1, 9, n))
    c["wages"] = whole(s * r.beta(2, 15, n))
    c["tax"] = whole(s * r.beta(2, 40, n))
    return c


def register_figures() -> None:
    """Make the workload's columns figures that a rule may name: numbers without bounds, so that an unknown one is any number."""
    from yanzhen.ladder.catalogue import FIGURES, FigureRow, Words

    words = Words("合成数据", "synthetic")
    for name in COLUMNS:
        FIGURES[f"w_{name}"] = FigureRow(  # type: ignore[index]
            name=f"w_{name}", kind="number", path=f"w_{name}", unit="", low=None, high=None, label=words, origin=words
        )


def workload_book() -> Any:
    """The rules as a book."""
    from yanzhen.ladder.shelf import Shelf

    register_figures()
    return Shelf().add(BOOK)


def frame(number: int, size: int = CHUNK) -> Any:
    """A chunk as a Polars frame, its columns under the figures' names."""
    import polars as pl

    found = []
    for name, (values, known) in chunk(number, size).items():
        series = pl.Series(f"w_{name}", values)
        found.append(pl.select(pl.when(pl.Series(known)).then(series).alias(f"w_{name}")).to_series())
    return pl.DataFrame(found)


def write_parquet(folder: Path, firms: int, book: str = "workload") -> list[Path]:
    """Files of a million firms each, zstd, row groups of 125,000; made once. Beyond ten million they are links to the first ten."""
    return [_file(folder, number, book) for number in range(firms // CHUNK)]


def _file(folder: Path, number: int, book: str) -> Path:
    path = folder / f"{book}-{number:03d}.parquet"
    if not path.exists() and number >= DISTINCT:
        path.hardlink_to(folder / f"{book}-{number % DISTINCT:03d}.parquet")
    elif not path.exists():
        made = frame(number) if book == "workload" else zj26_frame(number)
        made.write_parquet(path, compression="zstd", row_group_size=125_000, metadata={"money_unit": "元"})
    return path


def zj26_frame(number: int, size: int = CHUNK) -> Any:
    """A chunk of firms with the columns that zj26 reads, money in 元; 3 % of each column unknown."""
    import polars as pl

    r = np.random.default_rng([26, number])
    c = _columns(np.random.default_rng([7, number]), size)
    found = {
        "not_listed": r.random(size) < 0.99,
        "clean_record": r.random(size) < 0.98,
        "segment_since": (14_600 - r.integers(0, 30 * 365, size) + 365 * 15).astype("datetime64[D]"),
        "revenue@t": c["sales"],
        "revenue@t-1": c["sales_prev"],
        "main_revenue@t": c["main_sales"],
        "liabilities@t": c["liab"],
        "assets@t": c["assets"],
        "rd_expense@t": c["rd"],
        "rd_expense@t-1": c["rd"] * 9 // 10,
        "platform_score@t+1": r.integers(0, 101, size),
        "platform_score@t": r.integers(0, 101, size),
        "employees@t": c["staff"],
        "industry": np.array(["C3562", "C", "F51", "F5211", "I6510", "E47", "L7211", "K7020", "G5911", "R87"])[
            r.integers(0, 10, size)
        ],
        "equity.amount.qualified.paid_in.recent(2)": c["fin"],
        "ip.I.valid.main_product.applied.benefit": c["inv"],
        "awards.national/provincial.recent(3).rank<=3": c["awp"],
        "institutions.national/provincial": c["stds"],
        "title.科技型中小企业": r.random(size) < 0.5,
        "title.创新型中小企业": r.random(size) < 0.5,
        "manual.zj26.5": r.random(size) < 0.8,
    }
    series = [pl.Series(name, values) for name, values in found.items()]
    return pl.DataFrame(
        [pl.select(pl.when(pl.Series(r.random(size) >= 0.03)).then(one).alias(one.name)).to_series() for one in series]
    )
