"""The ``yanzhen`` command.

Each command's room is imported only when it is chosen, so that ``--help`` costs no more than a few
bare interpreters.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from yanzhen import __version__
from yanzhen.errors import EXIT_USER, InputError, YanzhenError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0, or 2 for the user's mistakes)."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except YanzhenError as error:
        _say(f"yanzhen: {error}")
        return EXIT_USER
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        _say(
            f"yanzhen: {error.strerror or error}; seen: {error.filename or 'standard output'}; what to do: {_advice(error)}"
        )
        return EXIT_USER
    except KeyboardInterrupt:
        _say("yanzhen: stopped")
        return 130


def _advice(error: OSError) -> str:
    """What a person can do about a file or a disk."""
    told = {
        errno.ENOENT: "check the path",
        errno.EISDIR: "name a file, not a folder",
        errno.EACCES: "ask who may read or write there, or choose another place",
        errno.ENOSPC: "make room, or write elsewhere",
    }
    return told.get(error.errno or 0, "look at the file and its disk, or choose another place")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="yanzhen", description="Yanzhen 雁阵: what a region publishes and knows, every figure with its source."
    )
    parser.add_argument("--version", action="version", version=f"yanzhen {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _reading_commands(commands)
    _ladder_commands(commands)
    _chain_commands(commands)
    _lead_commands(commands)
    _register_commands(commands)
    _price_command(commands)
    _desk_commands(commands)
    return parser


def _reading_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    read = commands.add_parser("read", help="read pages: articles, statements with their places, corrections, checks")
    read.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="text, HTML, Markdown, PDF, PNG, JPEG or DOCX"
    )
    read.add_argument("--published", metavar="DATE", help="the page's own date: YYYY, YYYY-MM or YYYY-MM-DD")
    read.add_argument("--json", action="store_true", help="print one JSON object (docs/schema/page.schema.json)")
    read.add_argument(
        "--html", type=Path, metavar="F", help="write a self-contained page (a folder, for several files)"
    )
    read.add_argument(
        "--model", metavar="NAME", help="ask this language model too (YANZHEN_MODEL_URL, YANZHEN_MODEL_KEY)"
    )
    read.set_defaults(run=_read)
    schema = commands.add_parser("schema", help="print the JSON schema of `read --json`")
    schema.set_defaults(run=_schema)
    warm = commands.add_parser("warm", help="load what is slow at first use (make setup does this)")
    warm.set_defaults(run=_warm)


def _ladder_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    score = commands.add_parser("score", help="judge firms by a rulebook: met, unmet or unknown, and why")
    score.add_argument("book", metavar="BOOK", help="a rulebook's id or file, or all that are in force")
    score.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FIRMS",
        help="JSON, an Excel book with sheets by kind, or CSV and Parquet by kind",
    )
    score.add_argument("--on", metavar="DATE", help="the day of judging, YYYY-MM-DD (today)")
    score.add_argument("--applicant", choices=("new", "review"), default="new")
    score.add_argument(
        "--books", type=Path, metavar="DIR", action="append", default=[], help="a folder of rulebooks of your own"
    )
    score.add_argument("--json", action="store_true", help="print one JSON object")
    score.add_argument(
        "--out", type=Path, metavar="F", help="write F.xlsx, F.csv or F.json; with --engine F.parquet too"
    )
    score.add_argument(
        "--engine",
        choices=("polars", "duckdb", "spark"),
        help="judge a flat table at once (docs/ladder-scale.md)",
    )
    score.add_argument("--money-unit", metavar="UNIT", help="of a flat table: 元, 千元, 万元 or 亿元 (万元)")
    score.add_argument("--language", choices=("zh", "en"), default="zh", help="the language of the reasons")
    score.add_argument("--no-climb", action="store_true", help="leave out the ways to the answer met")
    score.set_defaults(run=_score)


def _chain_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from yanzhen.chains.arguments import add_questions as add_chain_questions

    chains = commands.add_parser("chains", help="industry chains and what regions specialise in")
    questions = chains.add_subparsers(title="questions", required=True, metavar="QUESTION")
    add_chain_questions(questions, out=_out)


def _lead_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from yanzhen.formation.arguments import add_questions as add_lead_questions

    lead = commands.add_parser("lead", help="which firms lead, and whom they pull")
    questions = lead.add_subparsers(title="questions", required=True, metavar="QUESTION")
    add_lead_questions(questions, out=_out, say=_say)


def _register_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    into = commands.add_parser(
        "import", help="sheets into the register: checked cell by cell, all rows of a file or none"
    )
    _kind(into)
    into.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="xlsx, xls, ods or csv; several are several transactions"
    )
    into.add_argument("--dry-run", action="store_true", help="check and compare, write nothing")
    into.add_argument("--good-rows", action="store_true", help="write the good rows though others are bad")
    into.add_argument(
        "--errors", type=Path, metavar="F.xlsx", help="write the file's rows with the reasons beside them"
    )
    into.add_argument(
        "--source", default="", metavar="NAME", help="who says it; a later file of the same source replaces"
    )
    into.add_argument(
        "--rank", type=int, metavar="N", help="how far it is to be believed: 1 (audited report) … 6 (other)"
    )
    into.add_argument("--stated-on", type=_day, metavar="DATE", help="the day on which the source said it (today)")
    into.add_argument("--sheet", metavar="NAME", help="only this sheet of the workbook")
    into.add_argument(
        "--map",
        action="append",
        default=[],
        type=_mapped,
        metavar="HEADER=KEY",
        help="which column a header means; remembered",
    )
    into.add_argument("--json", action="store_true", help="print one JSON object")
    into.set_defaults(run=_import)
    template = commands.add_parser("template", help="the empty workbook of a table, to be filled in")
    _kind(template)
    template.add_argument("--out", type=Path, metavar="F.xlsx", help="F.csv for the kind flat")
    template.add_argument("--book", metavar="BOOK", help="of the kind flat: the rulebook whose columns are written")
    template.set_defaults(run=_template)
    export = commands.add_parser("export", help="a table of the register as a file, under its English keys")
    _kind(export)
    export.add_argument("--out", type=Path, required=True, metavar="F", help="ends in .csv, .xlsx or .parquet")
    export.add_argument("--as-of", type=_day, metavar="DATE", help="only what was true on that day")
    export.add_argument("--known", type=_day, metavar="DATE", help="as it was recorded by the end of that day")
    export.add_argument("--with-sources", action="store_true", help="name the cell of the sheet that says each value")
    export.set_defaults(run=_export)


def _kind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="firms, firm-years, patents, … or the table's Chinese name")


def _price_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    price = commands.add_parser("price", help="price a securitization: losses, yields and their errors for every class")
    price.add_argument("deal", type=Path, metavar="DEAL", help="a deal file (TOML; docs/securitization.md)")
    price.add_argument("--paths", type=int, default=100_000, metavar="N", help="simulated paths (100,000)")
    price.add_argument("--seed", type=int, default=1, metavar="S", help="of the random numbers (1)")
    price.add_argument("--threads", type=int, metavar="T", help="changes the time, not a digit of the answer")
    price.add_argument("--json", action="store_true", help="print one JSON object (docs/schema/price.schema.json)")
    price.set_defaults(run=_price)


def _desk_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="a small region, filled from the example page")
    demo.add_argument("--serve", action="store_true", help="then serve it in the browser")
    _address(demo)
    demo.set_defaults(run=_demo)
    serve = commands.add_parser("serve", help="the desk in the browser, on the data in YANZHEN_HOME")
    _address(serve)
    serve.add_argument("--no-worker", action="store_true", help="the workers run as a service of their own")
    serve.set_defaults(run=_serve)
    administrator = commands.add_parser(
        "administrator", help="make an administrator, or give one a new one-time password"
    )
    administrator.add_argument("name")
    administrator.set_defaults(run=_administrator)
    backup = commands.add_parser("backup", help="everything in YANZHEN_HOME as one file")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="a backup into an empty YANZHEN_HOME")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore)
    doctor = commands.add_parser("doctor", help="is everything in order: database, trail, worker, disk")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor)
    retention = commands.add_parser("retention", help="erase the personal data that is past its retention")
    retention.set_defaults(run=_retention)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="0 takes a free one")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; expected: YYYY-MM-DD") from error


def _mapped(text: str) -> tuple[str, str]:
    header, equals, key = text.rpartition("=")
    if not (equals and header):
        raise argparse.ArgumentTypeError(f"{text!r}; expected: HEADER=KEY")
    return header.strip(), key.strip()


def _say(message: str) -> None:
    if sys.stderr is not None:  # it may be closed
        sys.stderr.write(message.rstrip() + "\n")


def _out(text: str) -> None:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _read(arguments: argparse.Namespace) -> int:
    from yanzhen.reading.command import read_files

    return read_files(
        arguments.files,
        published=arguments.published,
        as_json=arguments.json,
        html=arguments.html,
        model=arguments.model,
        out=_out,
        say=_say,
    )


def _schema(_: argparse.Namespace) -> int:
    import json

    from yanzhen.reading.schema import page_schema

    _out(json.dumps(page_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def _warm(_: argparse.Namespace) -> int:
    from yanzhen.reading import read_bytes

    read_bytes("沂陵县今年培训农民640多场次。".encode(), name="warm.txt", published="2020-09")
    from yanzhen.chains.warm import warm as warm_chains
    from yanzhen.formation.warm import warm as warm_formation
    from yanzhen.securitization.warm import warm as warm_securitization

    for warm in (warm_chains, warm_formation, warm_securitization):
        warm()
    return 0


def _score(arguments: argparse.Namespace) -> int:
    from datetime import date

    from yanzhen.ladder.command import Asked, score_files

    asked = Asked(
        book=arguments.book,
        files=tuple(arguments.files),
        today=date.today(),
        on=arguments.on,
        applicant=arguments.applicant,
        books=(*_own_books(), *arguments.books),
        as_json=arguments.json,
        target=arguments.out,
        language=arguments.language,
        climb=not arguments.no_climb,
        engine=arguments.engine,
        money_unit=arguments.money_unit,
    )
    return score_files(asked, out=_out, say=_say)


def _own_books() -> tuple[Path, ...]:
    from yanzhen.desk.home import home_folder

    own = home_folder() / "books"
    return (own,) if own.is_dir() else ()


def _import(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.home import home_folder
    from yanzhen.desk.importing import Wishes, import_files

    wishes = Wishes(
        dry_run=arguments.dry_run,
        good_rows=arguments.good_rows,
        errors=arguments.errors,
        source=arguments.source,
        rank=arguments.rank,
        stated_on=arguments.stated_on,
        sheet=arguments.sheet,
        mapping=dict(arguments.map),
        as_json=arguments.json,
        several=len(arguments.files) > 1,
    )
    try:
        return import_files(
            home_folder(), arguments.kind, arguments.files, wishes, out=_out, say=_say, progress=_progress
        )
    finally:
        _progress("")


def _progress(line: str) -> None:
    """One line that is written over, on a terminal alone."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


def _template(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.home import home_folder
    from yanzhen.desk.importing import template

    if arguments.kind == "flat":
        from yanzhen.ladder.columnar.command import flat_template

        return flat_template(arguments.book, _own_books(), arguments.out, out=_out, say=_say)
    if arguments.out is None:
        raise InputError("--out", seen="nothing", expected="a name that ends with .xlsx", todo="add --out F.xlsx")
    return template(home_folder(), arguments.kind, arguments.out, say=_say)


def _export(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.home import home_folder
    from yanzhen.desk.importing import export

    return export(
        home_folder(),
        arguments.kind,
        arguments.out,
        as_of=arguments.as_of,
        known=arguments.known,
        with_sources=arguments.with_sources,
        say=_say,
    )


def _price(arguments: argparse.Namespace) -> int:
    from yanzhen.securitization.command import price_file

    return price_file(
        arguments.deal,
        paths=arguments.paths,
        seed=arguments.seed,
        threads=arguments.threads,
        as_json=arguments.json,
        out=_out,
    )


def _demo(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import demo
    from yanzhen.desk.home import home_folder

    return demo(home_folder(), serve=arguments.serve, host=arguments.host, port=arguments.port, out=_out, say=_say)


def _serve(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import serve
    from yanzhen.desk.home import home_folder

    return serve(
        home_folder(), host=arguments.host, port=arguments.port, with_worker=not arguments.no_worker, out=_out, say=_say
    )


def _administrator(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import administrator
    from yanzhen.desk.home import home_folder

    return administrator(home_folder(), arguments.name, out=_out)


def _backup(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import backup
    from yanzhen.desk.home import home_folder

    return backup(home_folder(), arguments.file, say=_say)


def _restore(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import restore
    from yanzhen.desk.home import home_folder

    return restore(arguments.file, home_folder(), say=_say)


def _doctor(arguments: argparse.Namespace) -> int:
    from yanzhen.desk.commands import doctor
    from yanzhen.desk.home import home_folder

    return doctor(home_folder(), as_json=arguments.json, out=_out, say=_say)


def _retention(_: argparse.Namespace) -> int:
    from yanzhen.desk.commands import retention
    from yanzhen.desk.home import home_folder

    return retention(home_folder(), out=_out, say=_say)


if __name__ == "__main__":
    sys.exit(main())
