"""The servers that the Slack rows compare, each a process of its own: Corridor as `corridor serve` runs
it, the bots of `tests.bench.peers`, and our way in with a core that says nothing.

    python -m tests.bench.slack_servers WHICH DATABASE API_URL
"""

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from adapters.network import Network
from adapters.slack import rate_limits
from adapters.slack.adapter import SlackAdapter
from bot.core.belonging import Belonging
from bot.core.router import Feature, Help, opening, routes
from bot.core.work import Work
from bot.features import FEATURES
from bot.ops.migrations import migrate
from bot.privacy import Guard
from bot.run import app as corridor
from bot.run import http_server
from bot.run.clock import utc_now
from bot.run.late_answers import LateAnswers
from bot.run.platforms import PlatformParts, slack
from bot.settings import Settings, load
from bot.words.cards import Message, Reply
from bot.words.delivery import Pace
from bot.words.events import Command, Event
from storage import Writer
from storage.engine.session import open_hospital
from tests.bench.fake_slack import SECRET, TOKEN
from tests.bench.peers import bare
from tests.bench.peers.textbook import textbook

CONFIG = """
[hospital]
id = "harbor"
name = "Harbor City General"
zone = "America/New_York"
[[rooms]]
platform = "slack"
workspace = "T0HOSPITAL"
id = "C0TRIAGE"
purpose = "triage"
[[people]]
name = "Elena Park"
platform = "slack"
workspace = "T0HOSPITAL"
id = "U0ELENA"
roles = ["leader"]
"""
WHOLE = frozenset({"web", "worker"})
Make = Callable[[str, str], ASGIApp]


def ours(database: str, api_url: str) -> ASGIApp:
    """All of it in one process, at the pace that Slack asks for."""
    settings = _settings(database, api_url)
    migrate(settings)
    corridor.take_short_turns()
    return corridor.build(settings, WHOLE).web


def unpaced(database: str, api_url: str) -> ASGIApp:
    """The same, but posts as fast as it can: the Slack of the benches refuses nobody, and the bots
    that ours is measured against keep to no pace."""
    SlackAdapter.pace = Pace()  # type: ignore[method-assign, assignment]
    rate_limits.TIERS = dict.fromkeys(rate_limits.TIERS, sys.maxsize)
    return ours(database, api_url)


def hello(database: str, api_url: str) -> ASGIApp:
    """The same with one more command, whose answer goes by the outbox."""
    corridor.FEATURES = (*FEATURES, greet)  # type: ignore[attr-defined, assignment]
    return unpaced(database, api_url)


greet = Feature("greet", (Help("greet", "says hello", more=True),))


@greet.command("greet")
def _hello(event: Command, work: Work) -> Reply:
    work.show(f"hello:{event.id}", Message("Hello"), event.channel)
    return None


def stub(database: str, api_url: str) -> ASGIApp:
    """Our way in, for all our commands: checked, understood, who it is looked up, and acknowledged.
    The core behind it keeps nothing and says nothing."""
    settings, table = _settings(database, api_url), routes(FEATURES)
    assert settings.slack is not None
    assert len({name for kind, name in table if kind is Command}) >= 30

    async def core(_: Event) -> None:
        """Nothing happens."""

    writer = Writer(open_hospital(database, settings.hospital.id))
    answers = LateAnswers(writer, utc_now, Belonging(table, ()))
    told = (settings, writer, Guard(), core, opening(table), Network(), answers, utc_now)
    platform = slack.serve(PlatformParts(*told), settings.slack)

    @asynccontextmanager
    async def closed(_: Starlette) -> AsyncIterator[None]:
        yield
        await platform.close()

    return Starlette(routes=list(platform.routes), lifespan=closed)


def _settings(database: str, api_url: str) -> Settings:
    env = {
        "DATABASE_URL": database,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
    }
    return load(env, lambda _: CONFIG)


SERVERS: Mapping[str, Make] = {
    "corridor": ours,
    "unpaced": unpaced,
    "hello": hello,
    "stub": stub,
    "textbook": textbook,
    "acknowledging": bare.acknowledging,
    "posting": bare.posting,
    "sharing": bare.sharing,
    "one": bare.one,
    "thirty": bare.thirty,
    "floor": bare.floor,
}


def main(which: str, database: str, api_url: str) -> None:
    app = SERVERS[which](database, api_url)
    corridor.freeze_garbage_collector()  # as each does that is run for long
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False)
    socket = config.bind_socket()
    print(socket.getsockname()[1], flush=True)  # noqa: T201 - how its parent learns the port
    if which in OURS:
        server = http_server.Server(http_server.configuration(app, "127.0.0.1", 0), MOST)
        server.run_until_told(socket)
    else:
        uvicorn.Server(config).run(sockets=[socket])


OURS, MOST = frozenset({"corridor", "unpaced", "hello"}), 1000  # connections

if __name__ == "__main__":
    main(*sys.argv[1:])
