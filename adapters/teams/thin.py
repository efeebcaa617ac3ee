"""The door without Microsoft's SDK: a table of kinds, and five addresses of the connector."""

from collections.abc import Mapping
from typing import Any

from adapters.network.json_codec import dumps
from adapters.teams.door import INVOKES, NOT_OURS, TAKEN, Address, Handle, Kind
from adapters.teams.http import Answer, HttpClient, InvokeResult, Token, path, send

KINDS: Mapping[tuple[bool, str], Kind] = {(kind in INVOKES, kind.value): kind for kind in Kind}


class Thin:
    """The same as `Sdk`, in fewer steps. `token` is put on what goes over https only."""

    def __init__(self, http: HttpClient, token: Token | None) -> None:
        self._http, self._token = http, token

    async def turn(
        self, activity: Mapping[str, Any], claims: Mapping[str, Any], handle: Handle
    ) -> InvokeResult:
        kind = kind_of(activity)
        if kind is None:
            return NOT_OURS if activity.get("type") == "invoke" else TAKEN
        return await handle(kind)

    async def post(self, to: Address, activity: Mapping[str, Any]) -> Answer:
        where = path("conversations", to.conversation, "activities")
        return await self._ask(to.service_url, "POST", where + to.query, activity)

    async def change(self, to: Address, ref: str, activity: Mapping[str, Any]) -> Answer:
        where = path("conversations", to.conversation, "activities", ref)
        return await self._ask(to.service_url, "PUT", where + to.query, activity)

    async def member(self, of: Address, name: str) -> Answer:
        where = path("conversations", of.conversation, "members", name)
        return await self._ask(of.service_url, "GET", where)

    async def begin(self, service_url: str, asked: Mapping[str, Any]) -> Answer:
        return await self._ask(service_url, "POST", path("conversations"), asked)

    async def _ask(self, service_url: str, method: str, where: str, body: Any = None) -> Answer:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        data = None if body is None else dumps(body).encode()
        url = f"{service_url.rstrip('/')}{where}"
        return await send(self._http, self._token, method, url, headers, data)


def kind_of(activity: Mapping[str, Any]) -> Kind | None:
    """None for what does not concern us."""
    invoke = activity.get("type") == "invoke"
    return KINDS.get((invoke, str(activity.get("name" if invoke else "type", ""))))
