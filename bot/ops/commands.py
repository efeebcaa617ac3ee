"""What operators do at the command line: queues, dead letters, stuck rooms, backups."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.ops.terminal import echo
from bot.run.startup_checks import BadStart, given, reach
from bot.words.bidi import straight

if TYPE_CHECKING:
    from storage.upkeep.backlog import Stuck

cli = typer.Typer()
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]


@cli.command()
def queues(as_json: AsJson = False) -> int:  # noqa: FBT002 - a flag
    """What waits to be delivered, by platform; what is late; what was given up."""
    from bot.ops import tasks

    settings = given()
    reach(settings, migrated=True)
    found = tasks.queues(settings)
    if as_json:
        return _json(found)
    rows = [(d.platform, d.state, str(d.messages), tasks.ago(d.oldest)) for d in found.depths]
    _table(("platform", "state", "messages", "oldest due"), rows, "Nothing waits to be delivered.")
    for line in tasks.summary(found):
        echo(line)
    return 0


@cli.command()
def undelivered(
    retry: Annotated[str, typer.Option(help="Try this key again.")] = "",
    drop: Annotated[str, typer.Option(help="Take this key off the list, undelivered.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Try all of them again.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002 - a flag
) -> int:
    """What was given up, and why; tries it again or drops it."""
    from bot.ops import tasks

    if sum(map(bool, (retry, drop, every))) > 1:
        raise typer.BadParameter("one of --retry, --all and --drop at a time.")
    settings = given()
    reach(settings, migrated=True)
    if retry or drop or every:
        done = tasks.mend(settings, retry=retry, drop=drop)
        if not done:
            raise BadStart("nothing of that key was given up: see corridor undelivered.")
        how = "dropped" if drop else "tried again"
        echo(f"{done} {'is' if done == 1 else 'are'} {how}.")
        return 0
    found = tasks.undelivered(settings)
    if as_json:
        return _json(found)
    rows = [(one.key, one.where, one.why, tasks.ago(one.since)) for one in found]
    _table(("key", "where", "why", "for"), rows, "Nothing was given up.")
    return 0


@cli.command()
def rooms(as_json: AsJson = False) -> int:  # noqa: FBT002 - a flag
    """Channels whose messages don't arrive: since when, why, and what to do."""
    from bot.ops import tasks

    settings = given()
    reach(settings, migrated=True)
    found = tasks.rooms(settings)
    if as_json:
        return _json([one._asdict() | {"do": tasks.advice(one)} for one in found])
    heads = ("channel", "waiting", "oldest due", "failing for", "why", "do")
    _table(heads, [_room(one) for one in found], "No room is stuck.")
    return int(bool(found))


def _room(one: "Stuck") -> tuple[str, ...]:
    from bot.ops import tasks

    failing = tasks.ago(one.failing_since) if one.failing_since else "-"
    times = (str(one.waiting), tasks.ago(one.oldest), failing)
    return (tasks.named(one), *times, one.why or "-", tasks.advice(one))


@cli.command()
def bootstrap() -> int:
    """Prints a code that makes whoever types it to Corridor an administrator."""
    from bot.ops.bootstrap_code import new_code

    settings = given()
    reach(settings, migrated=True)
    code, there = new_code(settings)
    echo(f"Whoever is to be administrator types this in a direct message: setup {code}")
    echo("It works once, within an hour, and never in a channel.")
    if there:
        echo(f"There are administrators, who will be told: {', '.join(there)}.", err=True)
    return 0


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> int:
    """Copies the SQLite database to FILE while it runs; for PostgreSQL it names pg_dump."""
    from bot.ops import tasks
    from storage.upkeep.backup import NotWhole

    settings = given()
    reach(settings, migrated=True)
    try:
        size = tasks.backup(settings, file)
    except tasks.NotHere as error:
        raise BadStart(str(error)) from None
    except (OSError, NotWhole) as error:
        raise BadStart(f"no backup was made at {file}: {_why(error)}.") from None
    echo(f"{file} is written, {size:,} bytes. Keep CORRIDOR_KEYS and corridor.toml with it.")
    return 0


@cli.command()
def restore(
    file: Annotated[Path | None, typer.Argument(help="A backup; none after pg_restore.")] = None,
    skip: Annotated[int, typer.Option(min=0, help="Numbers left out, for those since.")] = 1000,
) -> int:
    """Puts a backup back, and makes up for what happened since. Stop Corridor first."""
    from bot.ops import tasks
    from bot.ops.migrations import migrate
    from bot.run.database import key_problem
    from storage.upkeep.backup import NotWhole

    settings = given()
    try:
        kept = tasks.put_back(settings, file)
    except tasks.NotHere as error:
        raise BadStart(str(error)) from None
    except (OSError, NotWhole) as error:
        raise BadStart(f"nothing was restored from {file}: {_why(error)}.") from None
    if kept:
        echo(f"What was there before is in {kept}.")
    reach(settings)
    migrate(settings)
    if wrong := key_problem(settings):
        raise BadStart(f"the database is back, but CORRIDOR_KEYS {wrong}")
    done = tasks.restored(settings, skip)
    echo(f"{done.unsure} messages are looked for before they are posted.")
    echo(f"The next numbers come {skip} after the last that the backup knows.")
    return 0


@cli.command()
def copy(
    to: Annotated[str, typer.Argument(help="The DATABASE_URL of an empty database.")],
) -> int:
    """Copies everything from DATABASE_URL to another database. Stop Corridor first."""
    from bot.ops import tasks
    from storage.upkeep.database_copy import CannotCopy

    settings = given()
    reach(settings, migrated=True)
    try:
        counts = tasks.copy(settings, to)
    except (tasks.NotHere, CannotCopy) as error:
        raise BadStart(f"nothing was copied: {error}.") from None
    for name, count in counts.items():
        if count:
            echo(f"{count:9,}  {name}")
    echo(f"{sum(counts.values()):,} rows are there now. Set DATABASE_URL to it, and start.")
    return 0


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], empty: str) -> None:
    """Columns as wide as they must be; one sentence where there is nothing."""
    if not rows:
        echo(empty)
        return
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        echo("  ".join(cells).rstrip())


def _json(value: object) -> int:
    echo(json.dumps(_plain(value), indent=2))
    return 0


def _plain(value: object) -> object:
    """Named values under their names, moments in UTC; no text turns another."""
    if isinstance(value, str):
        return straight(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
