"""Microsoft's clouds: where each signs its tokens, gives out ours, and serves Teams."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True, slots=True)
class Cloud:
    """`openid` names the keys that sign what we are sent, `login` gives out our own tokens (with
    the tenant put in), `everywhere` is where a tenant can be written to that was never heard of,
    and `client` is where people open Teams."""

    openid: str
    issuer: str
    login: str
    scope: str
    hosts: frozenset[str]
    everywhere: str
    client: str = "https://teams.microsoft.com"


CLOUDS: Mapping[str, Cloud] = MappingProxyType(
    {
        "public": Cloud(
            "https://login.botframework.com/v1/.well-known/openidconfiguration",
            "https://api.botframework.com",
            "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            "https://api.botframework.com/.default",
            frozenset(("smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com")),
            "https://smba.trafficmanager.net/teams/",
            "https://teams.microsoft.com",
        ),
        "gcchigh": Cloud(
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "https://api.botframework.us",
            "https://login.microsoftonline.us/{tenant}/oauth2/v2.0/token",
            "https://api.botframework.us/.default",
            frozenset(("smba.infra.gov.teams.microsoft.us",)),
            "https://smba.infra.gov.teams.microsoft.us/gcch",
            "https://gov.teams.microsoft.us",
        ),
        "dod": Cloud(
            "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
            "https://api.botframework.us",
            "https://login.microsoftonline.us/{tenant}/oauth2/v2.0/token",
            "https://api.botframework.us/.default",
            frozenset(("smba.infra.dod.teams.microsoft.us",)),
            "https://smba.infra.dod.teams.microsoft.us/dod",
            "https://dod.teams.microsoft.us",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Reach:
    """The addresses that we talk to: the cloud's own hosts, and those that `allowed` begins;
    with `local`, this machine too, for trials."""

    hosts: frozenset[str]
    allowed: tuple[str, ...] = ()
    local: bool = False

    def has(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.scheme not in {"https", "http"}:
            return False
        if self.local and host in LOOPBACK:
            return True
        ours = parts.scheme == "https" and port in {None, 443} and host in self.hosts
        return ours or any(_begins(one, address) for one in self.allowed)


def _begins(allowed: str, address: str) -> bool:
    """Whether the address is `allowed`, or below it."""
    one, other = urlsplit(allowed), urlsplit(address)
    same = (one.scheme, one.netloc.lower()) == (other.scheme, other.netloc.lower())
    root = one.path.rstrip("/")
    return same and ".." not in other.path and f"{other.path}/".startswith(f"{root}/")
