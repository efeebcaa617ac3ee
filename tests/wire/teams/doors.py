"""The two doors to Teams, for suites that run over both: with Microsoft's SDK and without."""

import sys
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any, TypeAlias

import pytest

from adapters import teams
from adapters.teams.door import Door
from adapters.teams.http import HttpClient, Token
from adapters.teams.thin import Thin
from tests.wire.teams.microsoft import APP

Make: TypeAlias = Callable[[HttpClient, Token | None], Door]
INSTALLED = find_spec("botbuilder") is not None
NO_SDK = pytest.mark.skipif(not INSTALLED, reason="Microsoft's SDK is not installed")
ITS = (
    *("botbuilder", "botframework", "msrest", "msal", "jsonpickle", "isodate"),
    "azure",
)
"""What is installed for it alone."""
SDK, THIN = "sdk", "thin"
BOTH = (pytest.param(SDK, marks=NO_SDK), THIN)


def door(which: str) -> Make:
    if which == THIN:
        return Thin
    from adapters.teams.sdk import Sdk  # noqa: PLC0415 - it may not be installed

    return lambda http, token: Sdk(APP, http, token)


def setting(which: str) -> dict[str, str]:
    """What makes the served app take this door: the SDK's is there unless it is left out."""
    return {"TEAMS_SDK": "off"} if which == THIN else {}


def unloaded(patch: pytest.MonkeyPatch) -> None:
    """As if nobody had loaded the SDK yet."""
    for name in [name for name in sys.modules if name.split(".")[0] in ITS]:
        patch.delitem(sys.modules, name)
    patch.delitem(sys.modules, "adapters.teams.sdk", raising=False)
    patch.delattr(teams, "sdk", raising=False)


def without_sdk(patch: pytest.MonkeyPatch) -> None:
    """As it is where its line was taken out of pyproject.toml."""
    unloaded(patch)
    for name in ITS:
        patch.setitem(sys.modules, name, None)


class Wire:
    """A session whose requests are kept and answered as they are told."""

    def __init__(self, status: int = 201, body: bytes = b'{"id": "9"}') -> None:
        self.sent: list[tuple[str, str, Mapping[str, str], bytes]] = []
        self.status, self.body, self.headers = status, body, dict[str, str]()
        self.content, self.session = self, self

    def request(self, method: str, url: str, *, data: Any, headers: Any, **_: Any) -> Any:
        self.sent.append((method, url, headers, data))
        return self._answer()

    @asynccontextmanager
    async def _answer(self) -> Any:
        self.left = self.body
        yield self

    async def read(self, _: int) -> bytes:
        found, self.left = self.left, b""
        return found
