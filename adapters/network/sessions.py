"""The HTTP sessions that all outward calls go through; nothing else opens one."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from adapters.network.json_codec import dumps
from adapters.network.network import Network

TOTAL, CONNECT = 15.0, 5.0  # seconds for a whole call, and of them to get a connection
LIMIT = 64  # connections at once


def open_session(
    network: Network,
    total: float = TOTAL,
    connect: float | None = CONNECT,
    traces: Sequence[aiohttp.TraceConfig] = (),
) -> aiohttp.ClientSession:
    """A session inside a running loop; whoever opens it closes it. aiohttp itself looks for the
    proxy of each address (`trust_env`), twice in a thread for each call: so only where there are
    any. Cookies are not kept."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=LIMIT, limit_per_host=LIMIT, ssl=network.tls),
        timeout=aiohttp.ClientTimeout(total=total, connect=connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=network.proxied and bool(getproxies().keys() - {"no"}),
        json_serialize=dumps,
        trace_configs=list(traces),
    )


def proxy_for(network: Network, url: str) -> str | None:
    """The proxy that an address is reached through, for libraries that want to be told, and for
    websockets, for which aiohttp would ask for a WSS_PROXY. It may hold a password."""
    parts = urlsplit(url)
    if not network.proxied or not parts.hostname or proxy_bypass(parts.hostname):
        return None
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    return getproxies().get(scheme) or None


def proxy_name(url: str) -> str:
    """The host and port of a proxy's address, without who logs in there."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
