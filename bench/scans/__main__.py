"""Read our own newspaper pages as picture, poor scan and PDF: ``python -m bench.scans [--peers] [--only NAME] [--json F]``.

Columns: character error rate, distance of the whole text in reading order, seconds with the start of the
child process, megabytes of the largest child so far. Run it under ``taskset -c 0,1`` for two cores. Needs Chromium and the Noto CJK fonts;
``--peers`` also runs Tesseract with chi_sim, where it is installed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from bench.scans.pages import Page, degraded, pages, render_pdf, render_png
from bench.scans.scores import character_error_rate, order_distance
from yanzhen.reading.inputs import open_original

SEED = 20230804
SCALES = {"png": 2.0, "small": 1.25, "tiny": 1.0}
"""Body type of 26, 16 and 13 pixels."""


def main() -> None:
    """Print one line a page and kind, and the means."""
    options = _options()
    results = []
    for page in pages():
        if options.only in (None, page.name):
            for result in _measured(page, options.peers):
                results.append(result)
                sys.stdout.write(_line(result))
    for reader, kind in sorted({(str(r["reader"]), str(r["kind"])) for r in results}):
        sys.stdout.write(_line(_mean([r for r in results if r["reader"] == reader and r["kind"] == kind])))
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="also run Tesseract")
    parser.add_argument("--only", help="one page by its name")
    parser.add_argument("--json", type=Path, help="write the results here")
    return parser.parse_args()


Result = dict[str, str | float]


def _measured(page: Page, peers: bool) -> Iterator[Result]:
    for kind, content in _files(page):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"page.{'pdf' if kind == 'pdf' else 'jpg' if kind.startswith('scan') else 'png'}"
            path.write_bytes(content)
            yield _own(page, kind, path)
            if peers and kind != "pdf" and shutil.which("tesseract"):
                yield _tesseract(page, kind, path)


def _files(page: Page) -> Iterator[tuple[str, bytes]]:
    yield "pdf", render_pdf(page)
    for kind, scale in SCALES.items():
        picture = render_png(page, scale)
        yield kind, _packed(picture)
        if kind == "png":
            yield "scan", degraded(picture, SEED)
            yield "scan 2°", degraded(picture, SEED, degrees=-2.0)


def _packed(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _own(page: Page, kind: str, path: Path) -> Result:
    start = time.perf_counter()
    read = open_original(path)
    seconds = time.perf_counter() - start
    lines = [line.text for chunk in read.chunks for line in chunk.lines]
    return _result(page, kind, "yanzhen", lines, seconds)


def _tesseract(page: Page, kind: str, path: Path) -> Result:
    start = time.perf_counter()
    command = ["tesseract", str(path), "-", "-l", "chi_sim", "--psm", "1", "--dpi", "150"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    return _result(page, kind, "tesseract", done.stdout.splitlines(), time.perf_counter() - start)


def _result(page: Page, kind: str, reader: str, lines: list[str], seconds: float) -> Result:
    return {
        "page": page.name,
        "kind": kind,
        "reader": reader,
        "cer": character_error_rate(lines, page.truth),
        "order": order_distance("".join(lines), page.truth),
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _mean(results: list[Result]) -> Result:
    mean = {key: sum(float(r[key]) for r in results) / len(results) for key in ("cer", "order", "seconds")}
    return {
        **results[0],
        **mean,
        "page": f"mean of {len(results)}",
        "megabytes": max(float(r["megabytes"]) for r in results),
    }


def _line(result: Result) -> str:
    return (
        f"{result['reader']:10} {result['page']:20} {result['kind']:8} CER {float(result['cer']):7.2%}"
        f"  order {float(result['order']):7.2%}  {float(result['seconds']):6.2f} s  {float(result['megabytes']):6.0f} MB\n"
    )


if __name__ == "__main__":
    main()
