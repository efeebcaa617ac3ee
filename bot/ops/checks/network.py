"""The doctor's look at the way out: which proxy the platforms are asked by."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from adapters.network import Network
from bot.ops.checks.check import Check
from bot.settings import Settings


def network(settings: Settings) -> Iterator[Check]:
    """A line for each platform that is asked by a proxy; none says who logs in there."""
    from adapters.network.sessions import proxy_for, proxy_name

    for address in _asked(settings):
        if proxy := proxy_for(Network(settings.ca_bundle), address):
            host = urlsplit(address).hostname
            yield Check("ok", f"{host} is asked by the proxy {proxy_name(proxy)}")


def _asked(settings: Settings) -> Iterator[str]:
    from adapters.teams.clouds import CLOUDS

    if settings.slack is not None:
        yield settings.slack.api_url
    if settings.teams is not None:
        yield CLOUDS[settings.teams.cloud].login
