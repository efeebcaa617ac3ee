"""Tells from an error of an outward call what failed: proxy, DNS, TLS, time or connection."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from adapters.network.causes import MEND, WHY
from bot.words.delivery import Cause

# OpenSSL's X509_V_ERR_… codes.
VERIFY: Mapping[int, Cause] = {
    **dict.fromkeys((2, 18, 19, 20, 21, 24), Cause.TLS_UNKNOWN_CA),
    **dict.fromkeys((9, 10), Cause.TLS_EXPIRED),
    **dict.fromkeys((62, 64), Cause.TLS_WRONG_HOST),
}
ERRORS = (aiohttp.ClientError, TimeoutError, OSError)
"""What an outward call may raise."""


@dataclass(frozen=True, slots=True)
class Failure:
    """`about` is a host, with a port if one is known, or a status: never a whole address, which
    may hold a password."""

    cause: Cause
    about: str = ""

    @property
    def why(self) -> str:
        """What happened, one text for each cause."""
        return WHY[self.cause]

    @property
    def mend(self) -> str:
        return MEND[self.cause]

    def __str__(self) -> str:
        """What happened, where, and what to do."""
        return f"{self.why}{f' ({self.about})' if self.about else ''}: {self.mend}"


class Unreached(ConnectionError):
    """An outward call came to nothing; `failure` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


def failure_of(error: BaseException) -> Failure:
    """Why a call failed that raised one of `ERRORS`."""
    match error:
        case Unreached():
            return error.failure
        case aiohttp.ClientHttpProxyError():
            return Failure(_proxy(error.status), f"status {error.status}")
        case aiohttp.ClientConnectorCertificateError():
            return Failure(_certificate(error.certificate_error), _place(error))
        case aiohttp.ClientConnectorError():
            return Failure(_connector(error), _place(error))
        case TimeoutError():
            return Failure(Cause.TIMED_OUT)
        case _:
            return Failure(Cause.UNREACHABLE)


def _proxy(status: int) -> Cause:
    if status == 407:
        return Cause.PROXY_LOGIN
    return Cause.PROXY_UPSTREAM if status >= 500 else Cause.PROXY_REFUSED


def _certificate(error: Exception) -> Cause:
    code = getattr(error, "verify_code", 0)
    return VERIFY.get(code, Cause.TLS_FAILED)


def _connector(error: aiohttp.ClientConnectorError) -> Cause:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Cause.DNS
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return Cause.PROXY_UNREACHABLE
    tls = isinstance(error, aiohttp.ClientSSLError) or isinstance(error.os_error, ssl.SSLError)
    return Cause.TLS_FAILED if tls else Cause.UNREACHABLE


def _place(error: aiohttp.ClientConnectorError) -> str:
    return f"{error.host}:{error.port}" if error.port else error.host
