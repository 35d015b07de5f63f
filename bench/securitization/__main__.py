"""``python -m bench.securitization``: pace, agreement, variance and growth of the engine, beside its peers, in one run.

``--quick`` takes a tenth of the paths; ``--only PART…`` some of speed, variance, growth, peers. It keeps to the first two
of the cores that it may use.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.securitization import plain_numpy
from bench.securitization.peers import PYTHON
from bench.securitization.workload import timed_deal
from yanzhen.securitization.deal import Deal
from yanzhen.securitization.exact import exact_figures
from yanzhen.securitization.figures import read_figures
from yanzhen.securitization.model import Model, build_model, program_arrays
from yanzhen.securitization.sampling import Design, choose_design
from yanzhen.securitization.simulate import run, simulate

PARTS = ("speed", "variance", "growth", "peers")
ROUNDS = 5


def main() -> int:
    if "OPENBLAS_NUM_THREADS" not in os.environ:  # read when numpy is loaded: as many threads as cores are kept to
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "2"}
        os.execve(sys.executable, [sys.executable, "-m", "bench.securitization", *sys.argv[1:]], environment)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    arguments = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    tell(f"cores {cores}, load {os.getloadavg()[0]:.1f}")
    paths = 100_000 if arguments.quick else 1_000_000
    parts = {"speed": speed, "variance": variance, "growth": growth, "peers": peers}
    for part in arguments.only:
        tell(f"\n{part}")
        parts[part](paths)
    return 0


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of some rounds' wall seconds, after one that does not count."""
    work()
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def speed(paths: int) -> None:
    """The full waterfall of 24 firms and 12 quarters: numpy in two ways, and ours on one and two threads."""
    deal = timed_deal()
    model, program = build_model(deal), program_arrays(deal)
    designs = {name: choose_design(name, model, program, 1, paths) for name in ("plain", "stratified")}
    straight = timed(lambda: plain_numpy.simulate(deal, paths, 1, whole=True), 1)
    tuned = timed(lambda: plain_numpy.simulate(deal, paths, 1), 2)
    tell(f"numpy, straightforward: {straight:.3f} s; numpy, in blocks and by matrix products: {tuned:.3f} s")
    for name, design in designs.items():
        for threads in (1, 2):
            ours = timed(lambda d=design, t=threads: run(model, program, d, paths=paths, seed=1, threads=t))  # type: ignore[misc]
            tell(
                f"ours, {name}, {threads} thread(s): {ours:.3f} s, {straight / ours:.1f} and {tuned / ours:.1f} times numpy"
            )
    _agree(deal, model, paths, designs["stratified"])


def _agree(deal: Deal, model: Model, paths: int, design: Design) -> None:
    results = plain_numpy.simulate(deal, paths, 2)
    figures = simulate(deal, paths=paths, seed=1, threads=2, model=model, aims=design)
    for place, tranche in enumerate(figures.tranches):
        share = results[:, place] / float(deal.tranches[place].balance)
        error = float(share.std()) / paths**0.5
        tell(
            f"{tranche.name}: EL numpy {share.mean():.3e} ± {error:.1e}, ours {tranche.el.value:.3e} ± {tranche.el.error:.1e}"
        )


def variance(paths: int) -> None:
    """Squared error times seconds for the senior class's expected loss and probability of loss, against plain sampling."""
    deal = timed_deal()
    model, program = build_model(deal), program_arrays(deal)
    count = paths // 4
    rows = {}
    for name in ("plain", "stratified", "sobol", "importance"):
        design = choose_design(name, model, program, 1, count)
        choosing = timed(lambda n=name: choose_design(n, model, program, 1, count), 2)  # type: ignore[misc]
        seconds = choosing + timed(lambda d=design: run(model, program, d, paths=count, seed=1, threads=2), 2)  # type: ignore[misc]
        squares = []
        for seed in range(10):
            totals = run(model, program, design, paths=count, seed=seed, threads=2)
            tranches = read_figures(deal, totals, count, ()).tranches
            squares.append([tranches[0].el.error ** 2, tranches[0].pd.error ** 2, tranches[1].el.error ** 2])
        rows[name] = (seconds, [statistics.mean(column) for column in zip(*squares, strict=True)])
    base_seconds, base = rows["plain"]
    for name, (seconds, squares_of) in rows.items():
        paths_gain = [then / now for then, now in zip(base, squares_of, strict=True)]
        time_gain = [gain * base_seconds / seconds for gain in paths_gain]
        tell(
            f"{name}: {seconds * 1000:.0f} ms; variance lower by {_row(paths_gain)} (EL senior, PD senior, EL second), "
            f"per second by {_row(time_gain)}"
        )


def _row(figures: list[float]) -> str:
    return ", ".join(f"{figure:.1f}" for figure in figures)


def growth(paths: int) -> None:
    """Seconds as paths, firms and quarters grow."""
    for firms, quarters, count in (
        (24, 12, paths // 10),
        (24, 12, paths // 2),
        (96, 12, paths // 10),
        (384, 12, paths // 10),
        (24, 48, paths // 10),
    ):
        deal = timed_deal(firms, quarters, pool=10_000 * max(1, firms // 24))
        model, program = build_model(deal), program_arrays(deal)
        design = choose_design("stratified", model, program, 1, count)
        seconds = timed(lambda m=model, p=program, d=design, c=count: run(m, p, d, paths=c, seed=1, threads=2), 3)  # type: ignore[misc]
        tell(
            f"{count} paths, {firms} firms, {quarters} quarters: {seconds * 1000:.0f} ms, {seconds / count / firms * 1e9:.1f} ns a path and firm"
        )


def peers(paths: int) -> None:
    """What creditriskengine and waterfall-py can do of it, and agreement."""
    if not PYTHON.exists():
        tell("the peers' environment is not there: python -m bench.securitization.peers")
        return
    static = _static()
    firms = static.obligors
    asked = {
        "pds": [firm.pd[0] for firm in firms],
        "lgds": [1 - float(firm.recovery.rate) for firm in firms],
        "eads": [firm.exposure_fen / 1e8 for firm in firms],
        "rho": static.risk.correlation,
        "paths": paths,
        "attach": [float(tranche.attach or 0) for tranche in static.tranches],
        "detach": [float(tranche.detach or 0) for tranche in static.tranches],
        "deal": {"principal": 1000.0, "coupon": 0.04, "repaid": [250.0] * 4, "cash": [400.0] * 4},
    }
    within = Path(__file__).with_name("within.py")
    answer = subprocess.run([PYTHON, within], input=json.dumps(asked), capture_output=True, text=True, check=True)
    found = json.loads(answer.stdout)
    model = build_model(static)
    exact = exact_figures(static, model=model)
    seconds = timed(lambda: exact_figures(static, model=model))
    tell(f"exact, ours alone: {seconds * 1000:.1f} ms, EL {[round(t.el, 10) for t in exact.tranches]}")
    program = program_arrays(static)
    design = choose_design("plain", model, program, 1, paths)
    ours = timed(lambda: run(model, program, design, paths=paths, seed=1, threads=1), 3)
    peer = found["creditriskengine"]
    tell(
        f"one horizon, {paths} paths, one thread: ours {ours:.3f} s, creditriskengine {peer['seconds']:.3f} s ({peer['seconds'] / ours:.1f} times)"
    )
    tell(f"  creditriskengine {[round(el, 6) for el in peer['el']]}")
    tell(
        f"waterfall-py, one path: {found['waterfall']['seconds'] * 1000:.2f} ms; interest {found['waterfall']['interest']}, principal {found['waterfall']['principal']}"
    )
    tell(f"  by hand: interest {[round(0.01 * balance, 2) for balance in (1000, 750, 500, 250)]}")


def _static() -> Deal:
    from tests.securitization.deals import POOL24

    from yanzhen.securitization.deal_file import parse_deal

    return parse_deal(POOL24)


if __name__ == "__main__":
    sys.exit(main())
