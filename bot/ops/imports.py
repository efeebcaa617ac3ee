"""What operators import at the command line: who works when, and who is on call."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.ops.terminal import echo
from bot.run.startup_checks import BadStart, given, reach

if TYPE_CHECKING:
    from storage.nouns.oncall import Turn
    from storage.nouns.roster import Duty

cli = typer.Typer()


@cli.command()
def roster(
    file: Annotated[Path, typer.Argument(help="A CSV or iCalendar file.")],
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,  # noqa: FBT002
) -> int:
    """Imports who works when, so that nobody is written to off shift."""
    from bot.ops.roster_import import import_roster

    settings = given()
    reach(settings, migrated=True)
    with _file_told(file):
        duties, gone = import_roster(settings, file.name, file.read_bytes(), dry=dry_run)
    echo(_imported(duties, gone, dry=dry_run))
    return 0


@cli.command()
def rota(
    file: Annotated[Path, typer.Argument(help="A CSV or iCalendar file.")],
    source: Annotated[str, typer.Option(help="Whose rota; without it, the file's name.")] = "",
    dry_run: Annotated[bool, typer.Option(help="Only say what would change.")] = False,  # noqa: FBT002
) -> int:
    """Imports who is on call when; the next import of the same source takes its place."""
    from bot.ops.rota_import import import_rota

    settings = given()
    reach(settings, migrated=True)
    with _file_told(file):
        data = file.read_bytes()
        turns, gone = import_rota(settings, source or file.name, file.name, data, dry=dry_run)
    echo(_rota_imported(turns, gone, dry=dry_run))
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


def _rota_imported(turns: "Sequence[Turn]", gone: int, *, dry: bool) -> str:
    """What a rota brought, or would bring."""
    first, last = min(turn.starts_at for turn in turns), max(turn.ends_at for turn in turns)
    people = len({turn.person_id for turn in turns})
    would = "Would import" if dry else "Imported"
    span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
    text = f"{would} {len(turns)} turns of {people} people, {span}."
    if gone:
        text += f" {gone} earlier ones of that source {'would make' if dry else 'made'} way."
    return f"{text} Nothing was changed." if dry else text


@contextmanager
def _file_told(file: Path) -> Iterator[None]:
    """What is wrong with a file that is imported, told as operators read it."""
    from bot.rosters import BadRoster

    try:
        yield
    except OSError as error:
        raise BadStart(f"cannot read {file}: {error.strerror}.") from None
    except BadRoster as bad:
        count = len(bad.problems)
        title = f"nothing was imported: {count} mistake{'s' * (count != 1)} to mend."
        raise BadStart("\n".join([title, *(f"  {one}" for one in bad.problems)])) from None
