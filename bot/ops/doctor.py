"""Looks an installation over and says what to mend: settings, database, rooms, people."""

import os
from collections.abc import Iterator, Mapping

from bot.ops.checks import Check
from bot.ops.checks.guard import guard
from bot.ops.checks.known import known
from bot.ops.checks.network import network
from bot.ops.checks.oncall import rota
from bot.ops.checks.pager import page, pager
from bot.ops.checks.slack import slack
from bot.ops.checks.teams import teams
from bot.run.database import key_problem
from bot.settings import BadSettings, Settings, load
from bot.words.platforms import PLATFORMS, PlatformName
from storage.engine.migrate import newest
from storage.engine.private_files import open_to_others
from storage.upkeep.backup import file_of
from storage.upkeep.health import trouble

VARIABLES: Mapping[PlatformName, str] = {
    "slack": "set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN",
    "teams": "set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID",
    "web": "set [playground] enabled = true",
}


def examine(env: Mapping[str, str], url: str = "") -> list[Check]:
    """Every check, in the order an operator would make them. `url` is the address at which the
    platforms reach Corridor, where it is not this machine's own."""
    try:
        settings = load(env)
    except BadSettings as bad:
        return [
            Check("fail", problem.where, f"{problem.what} {problem.mend}".strip())
            for problem in bad.problems
        ]
    return [
        Check("ok", f"settings of {settings.hospital.name}, from {settings.config or 'no file'}"),
        *(database := list(_database(settings))),
        *_platforms(settings),
        *guard(settings),
        *network(settings),
        *slack(settings, url),
        *teams(settings, url),
        *pager(settings),
        *_rooms(settings),
        *_people(settings),
        *(rota(settings) if all(check.state != "fail" for check in database) else ()),
        *(known(settings) if all(check.state != "fail" for check in database) else ()),
        *_modes(settings),
        *_routes(settings),
    ]


def send_test_page(env: Mapping[str, str], name: str) -> list[Check]:
    """A page that says it is a test, to the services of a person, of a rung, or of that name."""
    try:
        return page(load(env), name)
    except BadSettings as bad:
        return [Check("fail", one.where, f"{one.what} {one.mend}".strip()) for one in bad.problems]


def _database(settings: Settings) -> Iterator[Check]:
    if wrong := trouble(settings.database_url):
        yield Check("fail", "database", wrong)
        return
    yield Check("ok", f"database, at revision {newest()}")
    yield from _files(settings)
    if wrong := key_problem(settings):
        yield Check("fail", "CORRIDOR_KEYS", wrong)
    elif not settings.keys:
        mend = "make one with corridor key: without it the audit log shows mistakes, not malice"
        yield Check("warn", "no CORRIDOR_KEYS", mend)


def _files(settings: Settings) -> Iterator[Check]:
    """Whether other users of this machine may read the database's files."""
    path = file_of(settings.database_url)
    for shared in open_to_others(path) if path and os.name == "posix" else ():
        mode = "700" if shared.is_dir() else "600"
        mend = f"others on this machine may read it: chmod {mode} {shared}"
        yield Check("warn", str(shared), mend)


def _platforms(settings: Settings) -> Iterator[Check]:
    """Each platform that variables or rooms speak of, and whether it can be spoken with."""
    set_up: Mapping[PlatformName, object] = {
        "slack": settings.slack,
        "teams": settings.teams,
        "web": settings.playground,
    }
    spoken_of = {room.channel.platform for room in settings.rooms}
    for platform in PLATFORMS:
        if platform in spoken_of and not set_up[platform]:
            mend = VARIABLES[platform]
            yield Check("warn", f"rooms on {platform}, which is not set up", mend)


def _rooms(settings: Settings) -> Iterator[Check]:
    triage = [room for room in settings.rooms if room.purpose == "triage"]
    if not triage:
        mend = 'add a [[rooms]] with purpose = "triage", or type setup in IT\'s channel'
        yield Check("warn", "no triage room, so nobody in IT sees concerns", mend)
    elif all(room.systems or room.kinds for room in triage):
        mend = "give one triage room neither systems nor kinds"
        yield Check("warn", "no triage room takes what the others do not", mend)
    wards = {room.unit for room in settings.rooms if room.purpose == "ward"}
    for unit in settings.hospital.units.values():
        if unit.id not in wards:
            mend = "its people can still raise concerns by direct message"
            yield Check("warn", f"unit {unit.id} has no ward room", mend)
    yield Check("ok", f"{len(settings.rooms)} rooms")


def _people(settings: Settings) -> Iterator[Check]:
    roles = {role for person in settings.people for role in person.roles}
    for role, why in (
        ("oncall", "without a rota nobody is paged for P1 and P2"),
        ("backup", "without a rota nobody is paged when an answer is late"),
        (
            "admin",
            "corridor bootstrap prints a code that makes somebody one",
        ),
    ):
        if role not in roles:
            yield Check("warn", f"nobody has the role {role}", why)
    yield Check("ok", f"{len(settings.people)} people")


def _modes(settings: Settings) -> Iterator[Check]:
    """Whether concerns can be raised in confidence, and who may open the names (R15a)."""
    if not settings.keys:
        mend = "make a key with corridor key, and set CORRIDOR_KEYS to it"
        what = "no key: raising in confidence and anonymous polls are not offered"
        yield Check("warn", what, mend)
    elif not any("custodian" in person.roles for person in settings.people):
        mend = 'give one or two people roles = ["custodian"], outside IT and the wards'
        yield Check("warn", "nobody can open the name behind a concern in confidence", mend)
    else:
        yield Check("ok", "concerns can be raised in confidence")


def _routes(settings: Settings) -> Iterator[Check]:
    hospital = settings.hospital
    if not hospital.phone:
        yield Check("warn", "no phone", "set [hospital] phone: it is shown on every P1 and P2")
    if not hospital.emergency:
        mend = "set [hospital] emergency: it comes first when words say that somebody is in danger"
        yield Check("warn", "no emergency number", mend)
    bare = [unit.id for unit in hospital.units.values() if not unit.crisis_plan]
    if bare:
        mend = "set crisis_plan on each: a sentence or a link, shown beside the emergency number"
        yield Check("warn", f"no crisis plan for {', '.join(bare)}", mend)
    if not hospital.event_report:
        yield Check("warn", "no event_report", "set [hospital] event_report for safety concerns")
    where = f"{settings.host}:{settings.port}"
    state = "playground on" if settings.playground else "listening on"
    yield Check("ok", f"{state} {where}")
