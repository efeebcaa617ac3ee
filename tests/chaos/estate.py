"""A hospital on three platforms, with Corridor's processes between the stand-ins and a database."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from adapters.slack.manifest import manifest
from storage.engine.migrate import migrate
from storage.engine.unbound import open_database
from tests.chaos.connector import Connector
from tests.chaos.outside import Outside, outside
from tests.chaos.processes import Part, Process
from tests.wire.slack.people import People
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.teams.microsoft import APP, TENANT

TRIAGE, WARD = "it-triage", "ward-5w"
TEAMS_WARD = "19:ward-ed@thread.tacv2"
WEB_WARD = "ward-icu"
CONFIG = """
[hospital]
id = "harbor"
name = "Harbor City General"
zone = "America/New_York"
phone = "x5100"
[playground]
enabled = true
{units}{rooms}{people}
"""
UNIT = '[[units]]\nid = "{0}"\nname = "{1}"\ncare_area = "med-surg"\n'
ROOM = '[[rooms]]\nplatform = "{0}"\nid = "{1}"\npurpose = "{2}"\nunit = "{3}"\nname = "{4}"\n'
PERSON = '[[people]]\nname = "{0}"\nplatform = "{1}"\nid = "{2}"\nside = "{3}"\nunit = "{4}"\n'
UNITS = (("5W", "5 West"), ("ED", "Emergency"), ("ICU", "Intensive care"))


@dataclass
class Estate:
    """`url` is the database as Corridor's processes reach it, `direct` as we look into it. Slack
    sends through a `socket`, or over HTTP. The time that they go by is `ahead` of ours."""

    folder: Path
    url: str
    direct: str
    outside: Outside
    slack: FakeSlack
    teams: Connector
    more: dict[str, str] = field(default_factory=dict)
    socket: bool = False
    ahead: timedelta = timedelta()
    processes: list[Process] = field(default_factory=list)

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "DATABASE_URL": self.url,
            "CORRIDOR_CONFIG": str(self.folder / "corridor.toml"),
            "LOG_LEVEL": "INFO",
            "SLACK_BOT_TOKEN": self.slack.token,
            "SLACK_API_URL": self.slack.api_url,
            **self._way_in,
            "TEAMS_APP_ID": APP,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_AUTH": "off",
            "TEAMS_ALLOWED_SERVICE_URLS": self.teams.service_url,
            **self.more,
        }

    @property
    def _way_in(self) -> Mapping[str, str]:
        if self.socket:
            return {"SLACK_APP_TOKEN": self.slack.app_token}
        return {"SLACK_SIGNING_SECRET": self.slack.app.signing_secret}

    def starts(self, *parts: Part, before: Sequence[str] = ()) -> list[Process]:
        made = [Process(part, self.env, self.folder, before) for part in parts]
        self.processes += made
        for one in made:
            one.start()
        return made

    @property
    def doors(self) -> list[Process]:
        """The processes that take events."""
        return [one for one in self.processes if one.part != "worker"]

    def people(self, door: Process) -> People:
        """Who acts on Slack; Slack is patient, so that a test may be long."""
        pauses = (0.2, 0.5, 1.0, 2.0, *(3.0 for _ in range(40)))
        http = f"{door.url}/slack/events"
        found = self.slack.over_socket() if self.socket else self.slack.over_http(http)
        return found.hurried(3.0).stubborn(*pauses)

    @property
    def kills(self) -> int:
        return sum(one.kills for one in self.processes)


@contextmanager
def estate(
    folder: Path, url: str = "", direct: str = "", *, limits: bool = True
) -> Iterator[Estate]:
    """Nothing of Corridor's runs yet, but the database is there."""
    folder.mkdir(parents=True, exist_ok=True)
    at = url or f"sqlite:///{folder / 'corridor.db'}"
    _made(direct or at)
    with ExitStack() as stack:
        slack = stack.enter_context(FakeSlack(limits=limits))
        harbor(slack)
        slack.configure(manifest("https://corridor.example"))
        world = stack.enter_context(outside())
        teams = Connector()
        world.do(teams.start())
        stack.callback(lambda: world.do(teams.stop()))
        (folder / "corridor.toml").write_text(_config(slack), encoding="utf-8")
        found = Estate(folder, at, direct or at, world, slack, teams)
        stack.callback(_ended, found)
        yield found


def _ended(found: Estate) -> None:
    for one in found.processes:
        if one.alive:
            one.thaw()
            one.kill()


def _made(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.kw["bind"].dispose()


def _config(slack: FakeSlack) -> str:
    rooms = (
        ("slack", slack.channel(TRIAGE).id, "triage", "", "IT triage"),
        ("slack", slack.channel(WARD).id, "ward", "5W", "5 West"),
        ("teams", TEAMS_WARD, "ward", "ED", "Emergency"),
        ("web", WEB_WARD, "ward", "ICU", "Intensive care"),
    )
    people = (
        ("Ana Ruiz", "slack", slack.user("ana").id, "clinical", "5W"),
        ("Ben Cole", "slack", slack.user("ben").id, "clinical", "5W"),
        ("Sam Ortiz", "slack", slack.user("sam").id, "it", ""),
        ("Jo Park", "slack", slack.user("jo").id, "it", ""),
        ("Tom Webb", "teams", "aad-tom", "clinical", "ED"),
        ("Mia Chan", "web", "mia", "clinical", "ICU"),
    )
    return CONFIG.format(
        units="".join(UNIT.format(*one) for one in UNITS),
        rooms="".join(_without(ROOM.format(*one)) for one in rooms),
        people="".join(_without(_titled(PERSON.format(*one))) for one in people),
    )


def _without(text: str) -> str:
    """No empty values."""
    return text.replace('unit = ""\n', "")


def _titled(text: str) -> str:
    return text + ('roles = ["admin", "oncall", "backup"]\n' if "Jo Park" in text else "")
