"""What the command line asks of the desk: the demo, serving, backup, restore, doctor."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import yanzhen
from yanzhen.desk.serve import serve as serve_desk
from yanzhen.desk.setup import FirstRun, new_administrator, prepare, set_up
from yanzhen.errors import EXIT_USER, InputError

Writer = Callable[[str], None]

EXAMPLE = Path("region", "page.txt")
EXAMPLE_DAY = "2026-09-18"
EXAMPLE_REGION = "371300"


def demo(home: Path, *, serve: bool, host: str, port: int, out: Writer, say: Writer) -> int:
    """Fill an example region from the example page, print what it states, and serve it if asked."""
    from yanzhen.desk.reading.demo import fill
    from yanzhen.reading import read_file
    from yanzhen.reading.wording import page_text

    page = example_page()
    say(f"demo: an example region in {home}")
    first = prepare(home, say)
    fill(home, page, now=datetime.now().astimezone(), region=EXAMPLE_REGION, published=EXAMPLE_DAY)
    _fill_tables(home, page.with_name("tables"), say)
    _fill_rooms(say)
    out(page_text(read_file(page, published=EXAMPLE_DAY)))
    _welcome(first, out)
    if serve:
        serve_desk(home, host, port, announce=lambda line: out(line + "\n"))
    return 0


def _fill_tables(home: Path, folder: Path, say: Writer) -> None:
    """The example region's tables into the register; a second run finds them there and writes nothing."""
    from yanzhen.desk.importing import Wishes, import_files
    from yanzhen.tables import REGISTER_TABLES

    wishes = Wishes(source="示例地区", stated_on=date.fromisoformat(EXAMPLE_DAY))
    for table in REGISTER_TABLES:
        file = folder / f"{table.name}.csv"
        if file.exists():
            import_files(home, table.name, [file], wishes, out=say, say=say, progress=lambda _: None)


def _fill_rooms(say: Writer) -> None:
    """What a room makes of the region by itself: those that are there and whose ``demo`` has a ``fill_room``."""
    from importlib import import_module
    from importlib.util import find_spec

    from yanzhen.desk.rooms import built_rooms

    for room in built_rooms():
        module = f"yanzhen.desk.{room.key}.demo"
        fill_room = getattr(import_module(module), "fill_room", None) if find_spec(module) else None
        if fill_room is not None:
            say(f"demo: {room.key}")
            fill_room(now=datetime.now().astimezone())


def serve(home: Path, *, host: str, port: int, with_worker: bool, out: Writer, say: Writer) -> int:
    """Serve the desk on the data in ``home`` until interrupted."""
    say(f"serve: the region in {home}")
    _welcome(prepare(home, say), out)
    serve_desk(home, host, port, announce=lambda line: out(line + "\n"), with_worker=with_worker)
    return 0


def administrator(home: Path, name: str, *, out: Writer) -> int:
    """Make an administrator, or give one a new one-time password (when all are locked out)."""
    prepare(home, lambda line: out(line + "\n"))
    _welcome(new_administrator(name), out)
    return 0


def backup(home: Path, file: Path, *, say: Writer) -> int:
    """Everything in ``home`` as one file."""
    from yanzhen.desk.upkeep import backup as write_backup

    number, digest = write_backup(home, file, datetime.now().astimezone()).trail
    say(f"backup: {file} ({file.stat().st_size} bytes); it holds the secret key, keep it as safe as the home")
    if number:
        say(f"backup: the audit trail ends with entry {number}, {digest}; note it elsewhere")
    return 0


def restore(file: Path, home: Path, *, say: Writer) -> int:
    """A backup into an empty ``home``."""
    from yanzhen.desk.upkeep import restore as read_backup

    read_backup(file, home)
    say(f"restore: {home}")
    return 0


def doctor(home: Path, *, as_json: bool, out: Writer, say: Writer) -> int:
    """Whether everything in ``home`` is in order; exit code 2 where something is not. Changes nothing but an empty home."""
    from yanzhen.desk.upkeep import doctor as look
    from yanzhen.desk.upkeep.upgrade import applied

    set_up(home)
    if not applied():
        _welcome(prepare(home, say), say)
    findings = look(home)
    if as_json:
        told = [{"what": f.what, "good": f.good, "words": f.words} for f in findings]
        out(json.dumps({"schema_version": 1, "findings": told}, ensure_ascii=False) + "\n")
    else:
        out("".join(f"{'●' if f.good else '■'} {f.what}: {f.words}\n" for f in findings))
    return 0 if all(f.good for f in findings) else EXIT_USER


def retention(home: Path, *, out: Writer, say: Writer) -> int:
    """Erase the personal data that is past its retention, each kind with an entry on the audit trail."""
    prepare(home, say)
    from yanzhen.desk.privacy.retention import erase_overdue

    done = erase_overdue(datetime.now().astimezone())
    out("".join(f"{kind}: {number} erased\n" for kind, number in done.items()) or "nothing is past its retention\n")
    return 0


def example_page() -> Path:
    """The example page: in the installed package, or in the checkout."""
    package = Path(yanzhen.__file__).parent
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / EXAMPLE).is_file():
            return folder / EXAMPLE
    raise InputError("the example page is not there", seen=str(package), todo="install yanzhen again")


def _welcome(first: FirstRun | None, out: Writer) -> None:
    """The first administrator's one-time password: shown once, kept nowhere."""
    if first is not None:
        out(f"first sign-in: user {first.username}, one-time password {first.password} (to be changed at once)\n")
