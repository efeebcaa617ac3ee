"""The variables that say how others are reached: proxies, and whose certificates are trusted."""

import ssl
from collections.abc import Callable
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from bot.settings.plain import Wrong

T = TypeVar("T")
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
MEND = "Write http://proxy:port, or http://user:password@proxy:port."


class Given(Protocol):
    """The variables, as `bot.settings.variables` reads them."""

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T: ...


def check(given: Given) -> None:
    """Whether what is set there can be followed: a proxy that is not understood is one that is
    silently passed by."""
    for name in PROXIES:
        given.read(name, _proxy, "")
    given.read("SSL_CERT_FILE", authorities, "")


def authorities(text: str) -> str:
    """The name of a file of certificates, PEM."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=text)
    except ssl.SSLError:
        raise Wrong(f'"{text}" holds no certificates.', "It must be a PEM file.") from None
    except OSError as error:
        raise Wrong(f'"{text}" cannot be read ({error.strerror}).', "Name a PEM file.") from None
    return text


def _proxy(text: str) -> str:
    """Its value may hold a password, so it is not quoted."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise Wrong("is no proxy that Corridor can use.", MEND)
    return text
