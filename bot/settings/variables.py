"""The environment: which variables there are, what each may hold, and which belong together."""

import binascii
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import TypeVar, cast, get_args
from urllib.parse import urlsplit

from bot.settings import network
from bot.settings.network import authorities
from bot.settings.plain import Wrong, one_of, suggestion, web_address
from bot.settings.values import Cloud, Environment, Problem, SlackSettings, TeamsSettings

T = TypeVar("T")

PLAIN = (
    "DATABASE_URL",
    "CORRIDOR_CONFIG",
    "CORRIDOR_KEYS",
    "CORRIDOR_CA_BUNDLE",
    "HOST",
    "PORT",
    "METRICS_PORT",
    "METRICS_TOKEN",
    "LOG_LEVEL",
)
SLACK = (
    *("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"),
    *("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_API_URL"),
)
TEAMS = (
    *("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID", "TEAMS_CLOUD"),
    *("TEAMS_OPENID_URL", "TEAMS_ALLOWED_SERVICE_URLS", "TEAMS_AUTH", "TEAMS_SDK"),
    "TEAMS_TARGETED",
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
CLOUDS: tuple[str, ...] = get_args(Cloud)
_FROM_ADDRESS = str.maketrans("-_", "+/")
_PORT = re.compile(r"[0-9]{1,5}")
_TOKEN = re.compile(r"[!-~]{20,200}")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_SERVER = re.compile(
    r"(.*@)?([^@/?:\[\]]*|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?/[^/?]+(\?.*)?", re.DOTALL
)


class Variables:
    """Reads the variables; an empty one counts as not set. Values are never quoted in `problems`
    where they may be secrets."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = {name: value.strip() for name, value in env.items() if value.strip()}
        self.problems: list[Problem] = []

    def wrong(self, name: str, what: str, mend: str) -> None:
        self.problems.append(Problem(name, what, mend))

    def text(self, name: str, default: str = "") -> str:
        return self.env.get(name, default)

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        try:
            return parse(self.env[name]) if name in self.env else default
        except Wrong as wrong:
            self.wrong(name, wrong.what, wrong.mend)
            return default

    def any(self, *names: str) -> bool:
        return any(name in self.env for name in names)


def environment(env: Mapping[str, str]) -> tuple[Environment, list[Problem]]:
    """What the variables say, with every mistake in them."""
    given, usual = Variables(env), Environment()
    host = given.read("HOST", _host, usual.host)
    found = Environment(
        database_url=given.read("DATABASE_URL", database_url, usual.database_url),
        config=given.text("CORRIDOR_CONFIG", usual.config),
        named=given.any("CORRIDOR_CONFIG"),
        host=host,
        port=given.read("PORT", _port, usual.port),
        metrics_port=given.read("METRICS_PORT", _port, usual.metrics_port),
        metrics_token=given.read("METRICS_TOKEN", _token, ""),
        log_level=given.read("LOG_LEVEL", lambda t: one_of(t.upper(), LEVELS), usual.log_level),
        slack=_slack(given),
        teams=_teams(given, host),
        keys=given.read("CORRIDOR_KEYS", _keys, ()),
        ca_bundle=given.read("CORRIDOR_CA_BUNDLE", authorities, ""),
    )
    if found.slack or found.teams:
        network.check(given)
    # A variable that is nearly one of ours, where ours is not set.
    ours = (*SLACK, *TEAMS, *PLAIN[:4])
    missing = [name for name in ours if not given.any(name)]
    for name in sorted(given.env.keys() - {*ours}):
        near = suggestion(name, missing, cutoff=0.85)
        if near and name.startswith(("SLACK_", "TEAMS_", "CORRIDOR_", "DATABASE_")):
            given.wrong(name, "is not a variable of Corridor.", near)
    return found, given.problems


def database_url(text: str) -> str:
    """The address as SQLAlchemy wants it, with psycopg for PostgreSQL."""
    scheme, colon, rest = text.partition("://")
    mend = "Write postgresql://user@host/name or sqlite:///path/to/file.db."
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and colon:
        if not _SERVER.fullmatch(rest):
            raise Wrong("is not a whole PostgreSQL address.", mend)
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        if rest.startswith("/:memory:"):
            raise Wrong("keeps nothing: it is a database in memory.", mend)
        return text
    raise Wrong("is neither a PostgreSQL address nor a SQLite file's.", mend)


def loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host(text: str) -> str:
    """An address or a name to listen on; the brackets of an IPv6 address are taken off."""
    try:
        return str(ipaddress.ip_address(text.removeprefix("[").removesuffix("]")))
    except ValueError:
        if _NAME.fullmatch(text):
            return text
    mend = "Write 127.0.0.1 for this machine only, or 0.0.0.0 for every way into it."
    raise Wrong(f'"{text}" is not an address to listen on.', mend)


def _port(text: str) -> int:
    if not _PORT.fullmatch(text) or not 0 < int(text) <= 65535:
        raise Wrong(f'"{text}" is not a port.', "Write a number from 1 to 65535.")
    return int(text)


def _token(text: str) -> str:
    """A secret that nobody guesses, as it can stand in a header."""
    if not _TOKEN.fullmatch(text):
        raise Wrong(
            "is no token: 20 characters or more, without spaces.",
            "Make one with: openssl rand -hex 32",
        )
    return text


def _slack(given: Variables) -> SlackSettings | None:
    if not given.any(*SLACK[:-1]):
        return None
    # A way in (Socket Mode or HTTP) and a way out (a bot token, or an app that is installed).
    if not given.any("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        mend = "Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP."
        given.wrong("SLACK_SIGNING_SECRET", "is missing: Slack cannot reach Corridor.", mend)
    if not given.any("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        mend = "Set it to the bot token of the installed app (xoxb-…)."
        given.wrong("SLACK_BOT_TOKEN", "is missing: Corridor cannot write to Slack.", mend)
    for name, partner in (
        ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
        ("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID"),
    ):
        if given.any(partner) and not given.any(name):
            given.wrong(name, f"is missing, and {partner} is set.", "Set both, or neither.")
    if given.any("SLACK_CLIENT_ID"):
        _slack_many(given)
    _slack_swapped(given)
    return SlackSettings(
        bot_token=given.text("SLACK_BOT_TOKEN"),
        signing_secret=given.text("SLACK_SIGNING_SECRET"),
        app_token=given.text("SLACK_APP_TOKEN"),
        client_id=given.text("SLACK_CLIENT_ID"),
        client_secret=given.text("SLACK_CLIENT_SECRET"),
        api_url=given.read("SLACK_API_URL", _secure, SlackSettings().api_url),
    )


def _slack_many(given: Variables) -> None:
    """Installed from a web page, so HTTP is needed, and a key for the tokens that it leaves."""
    if not given.any("CORRIDOR_KEYS"):
        what = "is missing: the tokens of installed workspaces are kept sealed with it."
        given.wrong("CORRIDOR_KEYS", what, "Make one with: corridor key")
    if not given.any("SLACK_SIGNING_SECRET"):
        what = "is missing, and SLACK_CLIENT_ID is set: workspaces install the app over HTTP."
        given.wrong("SLACK_SIGNING_SECRET", what, "Take it from the app's Basic Information.")
    if given.any("SLACK_APP_TOKEN"):
        what = "is set, and so is SLACK_CLIENT_ID: in Socket Mode nothing can be installed from."
        given.wrong("SLACK_APP_TOKEN", what, "Remove it, or use SLACK_BOT_TOKEN for one workspace.")


def _slack_swapped(given: Variables) -> None:
    """Slack's tokens say by their beginning what they are for; tokens are easily swapped."""
    for name, start in (("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-")):
        token = given.text(name).removeprefix("xoxe.")
        if token.startswith(("xox", "xapp-")) and not token.startswith(start):
            given.wrong(
                name,
                f"is another kind of token: it begins with {token[:4]}.",
                f"Use the one that begins with {start}.",
            )


def _teams(given: Variables, host: str) -> TeamsSettings | None:
    if not given.any(*TEAMS):
        return None
    check = given.read("TEAMS_AUTH", _on, default=True)
    _teams_whole(given, host, check=check)
    return TeamsSettings(
        app_id=given.text("TEAMS_APP_ID"),
        app_password=given.text("TEAMS_APP_PASSWORD"),
        tenant_id=given.text("TEAMS_TENANT_ID"),
        cloud=cast(Cloud, given.read("TEAMS_CLOUD", _cloud, "public")),
        openid_url=given.read("TEAMS_OPENID_URL", _secure, ""),
        service_urls=given.read("TEAMS_ALLOWED_SERVICE_URLS", _addresses, ()),
        check_tokens=check,
        sdk=given.read("TEAMS_SDK", _on, default=True),
        targeted=given.read("TEAMS_TARGETED", _on, default=False),
    )


def _teams_whole(given: Variables, host: str, *, check: bool) -> None:
    """An empty app id would turn off the check of who is speaking, so it is never accepted."""
    if not check and not loopback(host):
        mend = "Remove it, or set HOST=127.0.0.1 for a trial on this machine."
        given.wrong("TEAMS_AUTH", f"is off while HOST is {host}: anyone could post.", mend)
    if not check:
        return
    for name in ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"):
        if not given.any(name):
            mend = "Take it from the bot's registration in Azure, or remove all TEAMS_ variables."
            given.wrong(name, "is missing, and other TEAMS_ variables are set.", mend)


def _keys(text: str) -> tuple[str, ...]:
    """Keys for Fernet: 32 bytes each, as base64 for addresses."""
    keys = tuple(text.replace(",", " ").split())
    for key in keys:
        try:
            whole = len(binascii.a2b_base64(key.translate(_FROM_ADDRESS), strict_mode=True)) == 32
        except ValueError:
            whole = False
        if not whole:
            raise Wrong("holds what is no key.", "Make one with: corridor key")
    return keys


def _on(text: str) -> bool:
    return one_of(text.lower(), ("on", "off")) == "on"


def _cloud(text: str) -> str:
    return one_of(text.lower(), CLOUDS)


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(_secure(one) for one in text.replace(",", " ").split())


def _secure(text: str) -> str:
    """An https address; http only on this machine, for trials."""
    parts = urlsplit(web_address(text))
    if parts.scheme == "http" and not loopback(parts.hostname or ""):
        raise Wrong(f'"{text}" is not encrypted.', "Use https://.")
    return text
