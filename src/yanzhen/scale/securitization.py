"""Many deals, or one large deal, on a cluster of Dask (the extra ``scale``), with the digits of a run on one machine.

A run's paths are dealt into batches by their number, each path's random numbers are counted from the seed, and the batches'
sums are put together in their order. So neither how many workers there are, nor which is done first, changes a digit. (The
mathematical library of the machine may: workers of one cluster should be of one kind.)
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError
from yanzhen.securitization.figures import read_figures
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.price import PATHS, SEED, price
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import BATCHES, check_paths, joined, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from yanzhen.securitization.deal import Deal
    from yanzhen.securitization.figures import Figures
    from yanzhen.securitization.price import Pricing
    from yanzhen.securitization.sampling import Design
    from yanzhen.securitization.simulate import Totals


def price_many(
    deals: Sequence[Deal], client: Any = None, paths: int = PATHS, seed: int = SEED, design: str = "importance"
) -> tuple[Pricing, ...]:
    """Each deal priced, in the order given: as :func:`~yanzhen.securitization.price.price` does it, one deal a task.

    ``client`` is a ``distributed.Client``, the address of a scheduler (``tcp://host:8786``), or ``None`` for this process.

    Raises:
        InputError: for a number of paths out of bounds, or an address where the engine is not installed.
    """
    check_paths(paths)
    with connected(client) as engine:
        if engine is None:
            return tuple(priced(deal, paths, seed, design) for deal in deals)
        tasks = engine.map(priced, list(deals), paths=paths, seed=seed, design=design, pure=False)
        return tuple(engine.gather(tasks))


def simulate_large(
    deal: Deal,
    client: Any = None,
    *,
    paths: int,
    seed: int,
    supports: Sequence[str] = (),
    design: str = "importance",
    parts: int | None = None,
) -> Figures:
    """The figures of :func:`~yanzhen.securitization.simulate.simulate`, its batches dealt among the workers.

    ``parts`` is the number of tasks, at most the number of batches; by default one for each thread of the cluster.
    """
    check_paths(paths)
    sampling = choose_design(design, build_model(deal), program_arrays(deal, supports), seed, paths)
    with connected(client) as engine:
        blocks = partition(parts or (1 if engine is None else sum(engine.nthreads().values())))
        arguments = (tuple(supports), sampling, paths, seed)
        if engine is None:
            found = [totals_of(block, deal, *arguments) for block in blocks]
        else:
            sent = engine.scatter(deal, broadcast=True)
            found = engine.gather([engine.submit(totals_of, block, sent, *arguments, pure=False) for block in blocks])
    return read_figures(deal, joined(found), paths, tuple(supports))


def partition(parts: int, batches: int = BATCHES) -> tuple[range, ...]:
    """The batches dealt into that many parts, one after another, as even as can be.

    >>> partition(3, 8)
    (range(0, 3), range(3, 6), range(6, 8))
    """
    if parts < 1:
        raise InputError("parts", seen=str(parts), expected=f"1 to {batches}")
    parts = min(parts, batches)
    size, longer = divmod(batches, parts)
    starts = [number * size + min(number, longer) for number in range(parts + 1)]
    return tuple(range(start, stop) for start, stop in pairwise(starts))


def totals_of(block: range, deal: Deal, supports: tuple[str, ...], sampling: Design, paths: int, seed: int) -> Totals:
    """What one task returns: the sums of its batches. It builds the deal's arrays anew, which is less than to send them."""
    return run(
        build_model(deal), program_arrays(deal, supports), sampling, paths=paths, seed=seed, threads=1, part=block
    )


def priced(deal: Deal, paths: int, seed: int, design: str) -> Pricing:
    """One task of :func:`price_many`, on one thread: the cluster gives a task to each of its own."""
    return price(deal, paths=paths, seed=seed, threads=1, design=design)


@contextmanager
def connected(client: Any) -> Iterator[Any]:
    """The client as given; one for the address, closed at the end; or ``None``."""
    if not isinstance(client, str):
        yield client
        return
    with _client_class()(client) as engine:
        yield engine


def _client_class() -> Callable[[str], Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(
            "client", seen="an address", expected="the engine distributed", todo="install yanzhen[scale]"
        ) from error
    made: Callable[[str], Any] = Client
    return made
