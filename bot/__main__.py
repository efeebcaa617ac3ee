"""The command line: `corridor`, or `python -m bot`.

What a command needs is imported when it runs, so that each starts as fast as it can.
"""

import os
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.roster import Duty

cli = typer.Typer(
    help="One conversation between the ward and IT. Without a command: serve.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    csv = "csv"
    json = "json"


class BadStart(typer.TyperException):
    """A command cannot start; the message is all that the operator needs."""


def main() -> None:
    """Runs the command that was typed and exits: 0 done, 1 failed, 2 badly typed."""
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """The exit code of `corridor ARGS`."""
    try:
        code = cli(args=args, prog_name="corridor", standalone_mode=False)
    except typer.TyperException as error:
        typer.echo(f"corridor: {error.format_message()}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    return code if isinstance(code, int) else 0


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> int:
    return serve() if context.invoked_subcommand is None else 0


@cli.command()
def serve() -> int:
    """Everything in one process: web pages, deliveries, clock. The default."""
    return _start("web", "worker")


@cli.command()
def web() -> int:
    """Only what listens: web pages and the platforms' events."""
    return _start("web")


@cli.command()
def worker() -> int:
    """Only what works by itself: deliveries and the clock."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    return _start("worker")


@cli.command()
def migrate() -> int:
    """Brings the database to this version of Corridor."""
    from bot import app, logs

    settings = _settings()
    logs.start(settings.log_level)
    _reach(settings)
    app.migrate(settings)
    typer.echo("The database is up to date.")
    return 0


@cli.command()
def doctor() -> int:
    """Checks settings, database and rooms; says what to mend."""
    from bot.doctor import examine

    checks = examine(os.environ)
    for check in checks:
        typer.echo(str(check))
    return int(any(check.state == "fail" for check in checks))


@cli.command()
def redact() -> int:
    """Takes patient identifiers out of standard input, line by line."""
    from bot.privacy import Guard, Rules
    from bot.redact import redact

    settings = _settings()
    site = settings.hospital.privacy if settings.config else Rules()
    guard = Guard(Rules(site.mrn_patterns, site.domains, site.numbers))
    try:
        return int(redact(sys.stdin.buffer, sys.stdout.buffer, guard.check) > 0)
    except BrokenPipeError:
        return _reader_gone()


@cli.command()
def roster(
    file: Annotated[Path, typer.Argument(help="A CSV or iCalendar file.")],
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,  # noqa: FBT002
) -> int:
    """Imports who works when, so that nobody is written to off shift."""
    from bot import app
    from bot.rosters import BadRoster

    settings = _settings()
    _reach(settings, migrated=True)
    try:
        duties, gone = app.import_roster(settings, file.name, file.read_bytes(), dry=dry_run)
    except OSError as error:
        raise BadStart(f"cannot read {file}: {error.strerror}.") from None
    except BadRoster as bad:
        count = len(bad.problems)
        title = f"nothing was imported: {count} mistake{'s' * (count != 1)} to mend."
        raise BadStart("\n".join([title, *(f"  {one}" for one in bad.problems)])) from None
    typer.echo(_imported(duties, gone, dry=dry_run))
    return 0


@cli.command()
def export(
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.csv,  # noqa: A002
    out: Annotated[Path | None, typer.Option(help="A file; standard output without it.")] = None,
) -> int:
    """Writes the concerns out, without the names of those who asked not to be named."""
    from bot import app

    settings = _settings()
    _reach(settings, migrated=True)
    try:
        if out is None:
            app.export(settings, format.value, sys.stdout)
            sys.stdout.flush()
            return 0
        with out.open("w", encoding="utf-8", newline="") as file:
            app.export(settings, format.value, file)
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        raise BadStart(f"cannot write {out or 'to standard output'}: {error.strerror}.") from None
    return 0


def _imported(duties: "Sequence[Duty]", gone: int, *, dry: bool) -> str:
    """What a roster brought, or would bring."""
    days = sorted(duty.day for duty in duties)
    people = len({duty.person_id for duty in duties})
    would = "Would import" if dry else "Imported"
    text = f"{would} {len(duties)} shifts of {people} people, {days[0]} to {days[-1]}."
    if gone:
        text += f" {gone} earlier ones of theirs {'would make' if dry else 'made'} way."
    return f"{text} Nothing was changed." if dry else text


def _start(*parts: str) -> int:
    from bot import app, logs

    settings = _settings()
    logs.start(settings.log_level)
    _reach(settings)
    app.run(settings, frozenset(parts))
    return 0


def _settings() -> "Settings":
    """The settings, or BadStart with every mistake on a line of its own."""
    from bot.settings import BadSettings, load

    try:
        return load(os.environ)
    except BadSettings as bad:
        count = len(bad.problems)
        title = f"cannot start: {count} setting{'s' * (count != 1)} to mend."
        raise BadStart("\n".join([title, *(f"  {one}" for one in bad.problems)])) from None


def _reach(settings: "Settings", *, migrated: bool = False) -> None:
    """Stops with a sentence where the database can't be opened or is not `migrated`."""
    from storage.health import trouble, unreachable

    look = trouble if migrated else unreachable
    if wrong := look(settings.database_url):
        raise BadStart(f"the database is not ready: {wrong}.")


def _reader_gone() -> int:
    """Whoever read our output has seen enough; nothing more is written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
