"""The stand-in for Teams' connector, in the world outside, and going wrong when a test says so."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.slack.faults import Busy, Drop, Fault, Faults, Garbage, Half, Hang, Plan, Status
from tests.wire.slack.server import gone, half
from tests.wire.teams.microsoft import Microsoft


@dataclass
class Connector(Microsoft):
    """`faults` befall writes; `lost` counts what was done though its answer was lost."""

    faults: Faults = field(default_factory=Faults)
    lost: int = 0
    busy: int = 0

    def fails(self, fault: Fault, times: int = 1, after: int = 0) -> None:
        self.faults.plans.append(Plan("*", fault, times, after, lambda _: True))

    async def _connector(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]
        fault = None if request.method == "GET" else self.faults.take("*", {})
        if fault is None:
            return await super()._connector(request)
        assert not isinstance(fault, str), "the connector has no words for what is wrong"
        done = not isinstance(fault, Busy) and fault.done
        first = await super()._connector(request) if done else None
        self.lost += done
        return await self._broken(request, fault, first)

    async def _broken(
        self, request: web.Request, fault: Fault, first: web.Response | None
    ) -> web.StreamResponse:
        match fault:
            case Busy(seconds):
                self.busy += 1
                return web.json_response({}, status=429, headers={"Retry-After": str(seconds)})
            case Status(code):
                return web.json_response({"error": {"code": "Trouble"}}, status=code)
            case Garbage(body, code):
                return web.Response(status=code, text=body, content_type="text/html")
            case Hang(seconds):
                await asyncio.sleep(seconds)
                return first or await super()._connector(request)
            case Half():
                return await half(request)
            case Drop() | str():
                return gone(request)

    def refs(self, place: str) -> Mapping[str, Any]:
        """What stands in a conversation, by its id."""
        return {r: p.activity for r, p in self.posts.items() if p.place == place and not p.deleted}
