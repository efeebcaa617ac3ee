"""What operators import at the command line: who works when, who is on call, who works here."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

from bot.ops import import_report
from bot.ops.terminal import echo
from bot.run.startup_checks import BadStart, given, reach

if TYPE_CHECKING:
    from bot.settings import Settings

cli = typer.Typer()
File = Annotated[Path, typer.Argument(help="A CSV or iCalendar file.")]
Dry = Annotated[bool, typer.Option(help="Only say what would change.")]
Partly = Annotated[bool, typer.Option(help="Leave out lines with mistakes, take the others.")]

Many = Annotated[bool, typer.Option(help="It is no mistake that so many have left.")]


class _Settled(Protocol):
    @property
    def problems(self) -> list[str]: ...


class _Result(Protocol):
    @property
    def settled(self) -> _Settled: ...


R = TypeVar("R", bound=_Result)


@cli.command()
def roster(file: File, dry_run: Dry = False, partly: Partly = False) -> int:  # noqa: FBT002
    """Imports who works when, so that nobody is written to off shift."""
    from bot.ops.roster_import import import_roster

    settings, data = _given(file)

    do = partial(import_roster, settings, file.name, data, dry=dry_run)
    result = _done(do, dry=dry_run, partly=partly)
    settled = result.settled
    if dry_run:
        _say(import_report.shifts(settled, settings.hospital))
    _say(
        [import_report.roster(settled, result.replaced, dry=dry_run)],
        import_report.left_out(settled.left_out, each=dry_run),
    )
    return _mistakes(settled.problems, dry=dry_run)


@cli.command()
def rota(
    file: File,
    source: Annotated[str, typer.Option(help="Whose rota; without it, the file's name.")] = "",
    dry_run: Dry = False,  # noqa: FBT002
    partly: Partly = False,  # noqa: FBT002
) -> int:
    """Imports who is on call when; the next import of the same source takes its place."""
    from bot.ops.rota_import import import_rota

    settings, data = _given(file)

    do = partial(import_rota, settings, source or file.name, file.name, data, dry=dry_run)
    result = _done(do, dry=dry_run, partly=partly)
    settled = result.settled
    _say(
        [import_report.rota(settled, result.replaced, dry=dry_run)],
        import_report.left_out(settled.left_out, each=dry_run),
    )
    return _mistakes(settled.problems, dry=dry_run)


@cli.command()
def people(
    file: Annotated[Path, typer.Argument(help="A CSV file, as a directory exports it.")],
    source: Annotated[str, typer.Option(help="Whose list; without it, the file's name.")] = "",
    dry_run: Dry = False,  # noqa: FBT002
    partly: Partly = False,  # noqa: FBT002
    many_leavers: Many = False,  # noqa: FBT002
) -> int:
    """Imports who works here; who was in the last import and is not in this one has left."""
    from bot.ops.people_import import import_people

    settings, data = _given(file)
    do = partial(
        import_people,
        *(settings, source, file.name, data),
        dry=dry_run,
        many_leavers=many_leavers,
    )
    settled = _done(do, dry=dry_run, partly=partly).settled
    if dry_run:
        _say(import_report.differences(settled))
    _say(
        [import_report.people(settled, dry=dry_run)],
        import_report.left_out(settled.left_out, each=dry_run),
    )
    return _mistakes(settled.problems, dry=dry_run)


def _given(file: Path) -> "tuple[Settings, bytes]":
    settings = given()
    reach(settings, migrated=True)
    try:
        return settings, file.read_bytes()
    except OSError as error:
        raise BadStart(f"cannot read {file}: {error.strerror}.") from None


def _done(do: Callable[..., R], *, dry: bool, partly: bool) -> R:
    """The import, done; where lines have mistakes and nobody said what to do with the others,
    whoever is at the terminal is asked. BadStart, and nothing kept, where it is not done."""
    from bot.rosters import BadRoster

    try:
        result = do(partly=partly)
    except BadRoster as bad:
        raise BadStart(_refused(bad.problems)) from None
    problems = result.settled.problems
    if not problems or dry or partly:
        return result
    if sys.stdin.isatty():
        _say(problems, err=True)
        if typer.confirm("Take the other lines without these?"):
            return do(partly=True)
    how = "To take the other lines without these: --partly. To see all of it first: --dry-run."
    raise BadStart(f"{_refused(problems)}\n{how}")


def _refused(problems: Sequence[str]) -> str:
    count = len(problems)
    title = f"nothing was imported: {count} mistake{'s' * (count != 1)} to mend."
    return "\n".join([title, *(f"  {one}" for one in problems)])


def _mistakes(problems: Sequence[str], *, dry: bool) -> int:
    """Name the lines with mistakes; 1 where they keep the file from being imported."""
    if problems:
        _say(["Left out, with a mistake:" if not dry else "To mend:", *problems], err=True)
    return 1 if problems and dry else 0


def _say(*lines: Iterable[str], err: bool = False) -> None:
    for some in lines:
        for one in some:
            echo(one, err=err)
