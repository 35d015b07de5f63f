"""One contender on one matrix in a process of its own: prints seconds (the fastest of so many), megabytes, and writes its ECI.

``python contender.py NAME SHAPE ROUNDS FILE``; the names of peers need the peers' environment.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.chains.workload import SHAPES, nested
from bench.peak import own_kib

Answer = Callable[[], numpy.ndarray]


def main() -> None:
    name, shape, rounds, file = sys.argv[1:]
    answer = CONTENDERS[name](nested(*SHAPES[shape]))
    taken, told = [], numpy.zeros(0)
    for _ in range(int(rounds)):
        began = time.perf_counter()
        told = answer()
        taken.append(time.perf_counter() - began)
    numpy.save(file, _digest(told))
    peak = own_kib() / 1024
    sys.stdout.write(json.dumps({"seconds": min(taken), "megabytes": peak}) + "\n")


def ours(matrix: numpy.ndarray) -> Answer:
    """RCA, components, ECI and PCI with their ranks, from the cells."""
    from yanzhen.chains.activities import Cells
    from yanzhen.chains.complexity import complexity

    row, column = numpy.nonzero(matrix)
    ids = (tuple(f"r{i:05}" for i in range(matrix.shape[0])), tuple(f"a{i:05}" for i in range(matrix.shape[1])))
    cells = Cells(*ids, row, column, matrix[row, column])

    def answer() -> numpy.ndarray:
        told = {region.id: region.eci for region in complexity(cells).regions}
        return numpy.array([told.get(name, numpy.nan) for name in ids[0]])

    return answer


def our_proximity(matrix: numpy.ndarray) -> Answer:
    """The counts of joint occurrence, exact."""
    from yanzhen.chains.relatedness import joint_counts

    present = _present(matrix)
    joint_counts(present[:3])  # compiled before it is timed
    return lambda: joint_counts(present)


def blas_proximity(matrix: numpy.ndarray) -> Answer:
    """The same by a product of float32 matrices, the usual way."""
    dense = _present(matrix).toarray().astype(numpy.float32)
    return lambda: dense.T @ dense


def our_draws(matrix: numpy.ndarray) -> Answer:
    """The bootstrap as the command does it by default."""
    from yanzhen.chains.activities import Cells
    from yanzhen.chains.bootstrap import Draws, with_rank_intervals
    from yanzhen.chains.complexity import complexity

    row, column = numpy.nonzero(matrix)
    ids = (tuple(f"r{i:05}" for i in range(matrix.shape[0])), tuple(f"a{i:05}" for i in range(matrix.shape[1])))
    cells = Cells(*ids, row, column, matrix[row, column])
    known = complexity(cells)
    return lambda: numpy.array([len(with_rank_intervals(cells, known, Fraction(1), Draws(200)).regions)])


def ecomplexity(matrix: numpy.ndarray) -> Answer:
    """Everything in one call; it offers no less."""
    from ecomplexity import ecomplexity as peer

    frame = _frame(matrix)
    columns = {"time": "year", "loc": "region", "prod": "activity", "val": "value"}

    def answer() -> numpy.ndarray:
        told = peer(frame.assign(year=2020), columns)
        return told.drop_duplicates("region").sort_values("region")["eci"].to_numpy()

    return answer


def econcomplex(matrix: numpy.ndarray) -> Answer:
    """``eci_pci`` of the RCA matrix."""
    import econcomplex as peer
    import pandas

    table = pandas.DataFrame(matrix, index=range(matrix.shape[0]), columns=range(matrix.shape[1]))
    return lambda: numpy.asarray(peer.eci_pci(peer.rca(table))[0], dtype=float)


def datawheel(matrix: numpy.ndarray) -> Answer:
    """``rca`` and ``complexity`` (twenty reflections)."""
    import economic_complexity as peer

    table = _frame(matrix).pivot_table(index="region", columns="activity", values="value").fillna(0)
    return lambda: numpy.asarray(peer.complexity(peer.rca(table))[0], dtype=float)


def _frame(matrix: numpy.ndarray):  # type: ignore[no-untyped-def]
    import pandas

    row, column = numpy.nonzero(matrix)
    return pandas.DataFrame({"region": row, "activity": column, "value": matrix[row, column]})


def _present(matrix: numpy.ndarray):  # type: ignore[no-untyped-def]
    import scipy.sparse

    share = matrix * matrix.sum()
    return scipy.sparse.csr_matrix(
        ((share >= numpy.outer(matrix.sum(axis=1), matrix.sum(axis=0))) & (matrix > 0)).astype(float)
    )


def _digest(told: numpy.ndarray) -> numpy.ndarray:
    """Enough to compare, after the timing: an index as it is, a table of counts by the sums of its rows."""
    return numpy.asarray(told, dtype=float) if told.ndim == 1 else told.sum(axis=1, dtype=float)


CONTENDERS: dict[str, Callable[[numpy.ndarray], Answer]] = {
    "ours": ours,
    "our proximity": our_proximity,
    "float32 BLAS": blas_proximity,
    "our 200 draws": our_draws,
    "ecomplexity": ecomplexity,
    "econcomplex": econcomplex,
    "economic-complexity": datawheel,
}


if __name__ == "__main__":
    main()
