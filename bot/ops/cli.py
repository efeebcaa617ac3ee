"""What is typed after `corridor`, as Typer reads it.

What a command needs is imported when it runs, so that each starts as fast as it can. What runs for
long (`bot.run.processes`) starts without this module, whose library takes a tenth of that time.
"""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.ops import commands, imports
from bot.ops.terminal import echo
from bot.run import processes
from bot.run.startup_checks import BadStart, given, reach

cli = typer.Typer(
    help="One conversation between the ward and IT. Without a command: serve.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
manifests = typer.Typer(help="Writes what a platform's administrator uploads.")
cli.add_typer(manifests, name="manifest")
audits = typer.Typer(help="The audit log.")
cli.add_typer(audits, name="audit")
keys = typer.Typer(help="Keys for CORRIDOR_KEYS. Without a command: prints a new one.")
cli.add_typer(keys, name="key")
cli.add_typer(commands.cli)
cli.add_typer(imports.cli)


class Format(StrEnum):
    csv = "csv"
    json = "json"


class Written(StrEnum):
    yaml = "yaml"
    json = "json"


def run(args: Sequence[str]) -> int:
    """The exit code of `corridor ARGS`."""
    try:
        code = cli(args=args, prog_name="corridor", standalone_mode=False)
    except typer.TyperException as error:
        echo(f"corridor: {error.format_message()}", err=True)
        return error.exit_code
    except typer.Abort:
        return 130
    return code if isinstance(code, int) else 0


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> int:
    return processes.serve() if context.invoked_subcommand is None else 0


for _name, _process in processes.PROCESSES.items():
    cli.command(_name)(_process)


@cli.command()
def migrate(
    back_to: Annotated[str, typer.Option(help="A revision before; what came with it goes.")] = "",
) -> int:
    """Brings the database to this version of Corridor, or back for one before."""
    from bot.ops.migrations import migrate, roll_back
    from bot.run import logs

    settings = given()
    logs.start(settings.log_level)
    reach(settings)
    if back_to:
        if not roll_back(settings, back_to):
            raise BadStart(f"there is no revision {back_to}: nothing was changed.")
        echo(f"The database is at revision {back_to}.")
        return 0
    migrate(settings)
    echo("The database is up to date.")
    return 0


@cli.command()
def doctor(
    url: Annotated[str, typer.Option(help="Where platforms reach it, such as https://…")] = "",
    page: Annotated[str, typer.Option(help="Send a test page: a person, or a rung")] = "",
) -> int:
    """Checks settings, database, platforms and rooms; says what to mend."""
    from bot.ops.doctor import examine, send_test_page
    from bot.run import logs

    logs.start("CRITICAL")  # what is wrong is told below, once
    checks = send_test_page(os.environ, page) if page else examine(os.environ, url)
    for check in checks:
        echo(str(check))
    return int(any(check.state == "fail" for check in checks))


@cli.command()
def redact() -> int:
    """Takes patient identifiers out of standard input, line by line."""
    from bot.ops.redact import redact
    from bot.privacy import COUNTRIES, Guard, Rules

    settings = given()
    site = settings.hospital.privacy if settings.config else Rules()
    guard = Guard(Rules(site.mrn_patterns, site.domains, site.numbers, site.countries or COUNTRIES))
    try:
        return int(redact(sys.stdin.buffer, sys.stdout.buffer, guard.check) > 0)
    except BrokenPipeError:
        return _reader_gone()


@cli.command()
def export(
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.csv,  # noqa: A002
    out: Annotated[Path | None, typer.Option(help="A file; standard output without it.")] = None,
) -> int:
    """Writes the concerns out, without the names of those who asked not to be named."""
    from bot.ops import concern_export

    settings = given()
    reach(settings, migrated=True)
    try:
        if out is None:
            concern_export.export(settings, format.value, sys.stdout)
            sys.stdout.flush()
            return 0
        with out.open("w", encoding="utf-8", newline="") as file:
            concern_export.export(settings, format.value, file)
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        raise BadStart(f"cannot write {out or 'to standard output'}: {error.strerror}.") from None
    return 0


@manifests.command("slack")
def manifest_slack(
    url: Annotated[str, typer.Option(help="Your address, https://…; none for Socket Mode.")] = "",
    format: Annotated[Written, typer.Option(help="How to write it.")] = Written.yaml,  # noqa: A002
    least: Annotated[bool, typer.Option("--least", help="No optional permissions.")] = False,  # noqa: FBT002 - a flag
    many: Annotated[bool, typer.Option("--many", help="For several workspaces.")] = False,  # noqa: FBT002 - a flag
    steps: Annotated[bool, typer.Option("--steps", help="A step for workflows, too.")] = False,  # noqa: FBT002 - a flag
) -> int:
    """The app manifest, to paste into Slack."""
    from bot.ops.manifests import slack_manifest

    try:
        ways = {"everything": not least, "many": many, "steps": steps}
        echo(slack_manifest(url, format.value, **ways))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return 0


@cli.command()
def retention(
    dry_run: Annotated[bool, typer.Option(help="Only say what would go.")] = False,  # noqa: FBT002
) -> int:
    """Deletes what has been kept for long enough, as it does by itself every night."""
    from bot.ops.retention_run import delete_expired

    settings = given()
    reach(settings, migrated=True)
    deleted = delete_expired(settings, dry=dry_run)
    for what, count in sorted(deleted.items()):
        echo(f"{count:7}  {what}")
    echo("Nothing was changed." if dry_run else "The rest is not old enough, or under hold.")
    return 0


@audits.command("verify")
def audit_verify(
    head: Annotated[str, typer.Option(help="An end noted earlier: ROW:SEAL.")] = "",
) -> int:
    """Looks for rows that were changed, moved, put in or taken out; 1 if there are any."""
    from bot.ops.audit_check import UNPROVEN, verify

    row, _, seal = head.partition(":")
    if head and not (row.isdecimal() and seal):
        raise typer.BadParameter("--head is the ROW:SEAL that an earlier run printed.")
    settings = given()
    reach(settings, migrated=True)
    found = verify(settings, (int(row), seal) if head else None)
    for n, what in found.faults:
        echo(f"row {n} {what}" if n else what)
    how = "" if found.keyed else " There is no key: this shows mistakes, not malice."
    if found.unproven:
        echo(UNPROVEN.format(found.unproven, found.restarted))
    state = f"{len(found.faults)} faults" if found.faults else "nothing is wrong"
    echo(f"{found.rows} rows, {state}.{how}")
    echo(f"head {found.n}:{found.last}")
    return int(bool(found.faults))


@keys.callback(invoke_without_command=True)
def key(context: typer.Context) -> int:
    """Prints a new key for CORRIDOR_KEYS, which seals secrets in the database."""
    if context.invoked_subcommand is None:
        from bot.core.sealing import new_key

        echo(new_key())
    return 0


@keys.command("rotate")
def key_rotate() -> int:
    """Seals everything with the first of CORRIDOR_KEYS, so that the others can go."""
    from bot.ops.reseal import rotate_keys

    settings = given()
    if not settings.keys:
        raise BadStart("CORRIDOR_KEYS is not set: make a key with corridor key.")
    reach(settings, migrated=True)
    done = rotate_keys(settings)
    for place, count in done.failed.items():
        echo(f"{count:7}  {place}: no key opens it")
    echo(f"{done.done.total()} texts were sealed anew or opened, and all secrets.")
    if not done.failed:
        echo("Only the first key of CORRIDOR_KEYS is needed now; keep it with your backups.")
    return int(bool(done.failed))


@keys.command("give-up")
def key_give_up(
    confirm: Annotated[bool, typer.Option("--confirm", help="Do it: it can't be undone.")] = False,  # noqa: FBT002
) -> int:
    """Goes on without what a lost key sealed; says first what that is. Stop Corridor before."""
    from bot.ops import key_give_up as lost

    settings = given()
    if not settings.keys:
        raise BadStart("CORRIDOR_KEYS is not set: make a key with corridor key, and set it first.")
    reach(settings, migrated=True)
    loss = lost.give_up(settings) if confirm else lost.assess(settings)
    if not loss:
        echo("CORRIDOR_KEYS opens everything that is sealed: there is nothing to give up.")
        return 0
    echo("Given up:" if confirm else "No key in CORRIDOR_KEYS opens:")
    for count, what in loss.lines():
        echo(f"{count:7}  {what}")
    echo(lost.DONE if confirm else lost.NOT_YET)
    return 0


@manifests.command("teams")
def manifest_teams(
    out: Annotated[Path, typer.Option(help="Where to write it.")] = Path("corridor-teams.zip"),
    app_id: Annotated[str, typer.Option(help="The bot's id; TEAMS_APP_ID without it.")] = "",
    developer: Annotated[str, typer.Option(help="Who answers for it; the hospital.")] = "",
    website: Annotated[str, typer.Option(help="Their web page, https.")] = "",
    privacy: Annotated[str, typer.Option(help="Their privacy page; the web page.")] = "",
    terms: Annotated[str, typer.Option(help="Their terms of use; the web page.")] = "",
    app_version: Annotated[
        str, typer.Option(help="Higher at every upload, such as 1.0.1; Corridor's own.")
    ] = "",
    all_messages: Annotated[  # noqa: FBT002 - an option is never given by place
        bool, typer.Option("--all-messages", help="Ask to hear channels without a mention.")
    ] = False,
    preview: Annotated[  # noqa: FBT002
        bool, typer.Option("--preview", help="Slash commands; only for tenants that have them.")
    ] = False,
) -> int:
    """The app package for the Teams admin center."""
    given = {"app_id": app_id, "developer": developer, "website": website, "privacy": privacy}
    given |= {"terms": terms, "version": app_version}
    _teams_package(out, given, preview=preview, all_messages=all_messages)
    echo(f"{out} is written. Upload it in the Teams admin center, under Manage apps.")
    return 0


def _teams_package(out: Path, given: dict[str, str], **ways: bool) -> None:
    from adapters.teams.manifest import BadManifest, manifest, package
    from bot.ops import teams_package
    from bot.settings import BadSettings

    try:
        about = teams_package.about(os.environ, given)
        out.write_bytes(package(manifest(about, **ways)))
    except (BadManifest, BadSettings) as bad:
        raise BadStart(f"no package was written: {bad}") from None
    except OSError as error:
        raise BadStart(f"cannot write {out}: {error.strerror}.") from None
    if about.website == teams_package.NOWHERE:
        echo("corridor: the app has no web page of yours: give it with --website.", err=True)


def _reader_gone() -> int:
    """Whoever read our output has seen enough; nothing more is written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
