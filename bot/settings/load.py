"""Puts the environment and corridor.toml together and checks them as a whole."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.rules.hospital import Hospital
from bot.settings import playground_key
from bot.settings.hospital import hospital, seal_texts
from bot.settings.huddles import huddles
from bot.settings.invented import invented
from bot.settings.ladder import services
from bot.settings.lines import lines
from bot.settings.oncall import weekly
from bot.settings.people import Who
from bot.settings.plain import Wrong
from bot.settings.rosters import roster_words
from bot.settings.table import File, Table
from bot.settings.values import (
    BadSettings,
    Environment,
    Problem,
    Settings,
    Site,
    SlackOptions,
)
from bot.settings.variables import environment, loopback

Read: TypeAlias = Callable[[str], str]


def read_file(name: str) -> str:
    """The text of a file; OSError or UnicodeError where there is none that can be read."""
    return Path(name).read_text(encoding="utf-8-sig")


def load(env: Mapping[str, str], read: Read = read_file) -> Settings:
    """The settings, or BadSettings with every mistake in the environment and in the file.

    Without a corridor.toml they are those of the playground's invented hospital.
    """
    given, problems = environment(env)
    text = _text(given, read, problems)
    site, more = _site(given, invented() if text is None else text)
    settings = _together(given, site, "" if text is None else given.config)
    settings = replace(settings, paging=services(env, site.hospital))
    problems += more + _open_playground(settings)
    if problems:
        raise BadSettings(tuple(problems))
    return playground_key.read(settings, read)


def _text(given: Environment, read: Read, problems: list[Problem]) -> str | None:
    """The file's text, or None where the invented hospital stands in for it."""
    try:
        return read(given.config)
    except FileNotFoundError:
        problems += _missing(given)
    except (OSError, UnicodeError) as error:
        what = f"cannot be read ({type(error).__name__})."
        mend = "It must be UTF-8 text that this user may read."
        problems.append(Problem(given.config, what, mend))
    return None


def _missing(given: Environment) -> list[Problem]:
    """A missing file is a mistake where somebody counts on it."""
    if given.named:
        mend = "Mend CORRIDOR_CONFIG, or write the file after corridor.example.toml."
        return [Problem("CORRIDOR_CONFIG", f"names {given.config}, which is not there.", mend)]
    if given.slack or given.teams:
        what = "is not there, and a platform is set up for a hospital that has no name yet."
        return [Problem(given.config, what, "Copy corridor.example.toml and fill it in.")]
    return []


def _site(given: Environment, text: str) -> tuple[Site, list[Problem]]:
    """What the file says, and what is wrong with it in the order of its lines."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Site(Hospital("", "", ZoneInfo("UTC")), playground=False), [_syntax(given, error)]
    file = File(given.config, lines(text))
    site = _read(Table(values, (), file), given)
    return site, sorted(file.problems, key=lambda problem: int(problem.where.rpartition(":")[2]))


def _syntax(given: Environment, error: tomllib.TOMLDecodeError) -> Problem:
    what, _, place = str(error).partition(" (at ")
    found = re.search(r"line (\d+)", place)
    where = f"{given.config}:{found[1]}" if found else given.config
    return Problem(where, f"{what}.", "The rest of the file is checked once this is mended.")


def _read(top: Table, given: Environment) -> Site:
    place = hospital(top)
    # The workspaces that are known without the file: Slack tells its own only once it is asked.
    homes = {"web": "playground"}
    if given.teams and given.teams.tenant_id:
        homes["teams"] = given.teams.tenant_id
    who = Who(top, place.units, homes)
    rooms, people = who.rooms(), who.people()
    place = replace(place, rota=weekly(top.tables("oncall"), place.units, people))
    table = top.table("playground")
    enabled = table.flag("enabled")
    table.done()
    workspaces, options, emoji = _slack(top.table("slack"))
    place = replace(place, raise_emoji=emoji)
    site = Site(
        hospital=place,
        rooms=rooms,
        people=people,
        groups=who.groups(),
        huddles=huddles(top.tables("huddles"), rooms, place.units, people),
        seal_texts=seal_texts(top, keys=bool(given.keys)),
        playground=enabled,
        roster=roster_words(top.table("roster"), place.units),
        slack_workspaces=workspaces,
        slack_options=options,
    )
    top.done()
    return site


def _slack(table: Table) -> tuple[frozenset[str], SlackOptions, str]:
    """Ids of workspaces or of an organisation (Enterprise Grid), what else may be chosen, and the
    emoji that hints at a concern."""
    found = table.texts("workspaces", _workspace)
    options = SlackOptions(bool(table.flag("charts")), bool(table.flag("alerts")))
    emoji = table.read("raise_emoji", _emoji, "")
    table.done()
    return frozenset(found), options, emoji


def _emoji(text: str) -> str:
    name = text.strip().strip(":").lower()
    if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", name):
        what = f'"{text[:40]}" is not the name of an emoji.'
        raise Wrong(what, 'Write it as it is typed in Slack, such as ":raise-it:".')
    return name


def _workspace(text: str) -> str:
    if not re.fullmatch(r"[TE][A-Z0-9]{2,20}", text):
        raise Wrong(f'"{text}" is not a workspace.', "Slack's ids begin with T, or with E.")
    return text


def _together(given: Environment, site: Site, config: str) -> Settings:
    alone = given.slack is None and given.teams is None
    return Settings(
        hospital=site.hospital,
        rooms=site.rooms,
        people=site.people,
        groups=site.groups,
        huddles=site.huddles,
        seal_texts=site.seal_texts,
        database_url=given.database_url,
        config=config,
        host=given.host,
        port=given.port,
        metrics_port=given.metrics_port,
        metrics_token=given.metrics_token,
        log_level=given.log_level,
        slack=given.slack,
        teams=given.teams,
        playground=alone if site.playground is None else site.playground,
        slack_workspaces=site.slack_workspaces,
        roster=site.roster,
        slack_options=site.slack_options,
        keys=given.keys,
        ca_bundle=given.ca_bundle,
    )


def _open_playground(settings: Settings) -> list[Problem]:
    """Anyone who reaches the playground may act as anyone, so only this machine may."""
    if not settings.playground or loopback(settings.host):
        return []
    what = f"is {settings.host}, and in the playground anyone can act as anyone."
    mend = "Set HOST=127.0.0.1, or set up Slack or Teams and leave [playground] out."
    return [Problem("HOST", what, mend)]
