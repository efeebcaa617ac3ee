"""What the playground shows a browser: the page, its two panes, and what changes in them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeAlias

import structlog
from markupsafe import Markup
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from adapters.web import endpoint
from adapters.web.adapter import WebAdapter
from adapters.web.inbound import Core, Inbound
from adapters.web.page import Look, once
from adapters.web.parse import Garbled, number
from adapters.web.people import HOME, PANES, Pane, View, key_of
from adapters.web.render import HERE
from adapters.web.spelling import spelling
from adapters.web.store import Entry, News, Page, Store
from bot.words.cards import Reply
from bot.words.events import Opened
from bot.words.spelling import spelling_door

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
BEAT = 15
GLANCE = 2.0
NO_PANE = "There is no such half of the page."
OUT_OF_REACH = "The messages can't be read just now. Nothing is lost: reload in a moment."

log = structlog.get_logger()


class Pages:
    """The playground's web pages. `clean` takes identifiers out of what people write in rooms,
    before any of it is kept; `core` gets it as it was written and does its own checking. `clock`
    tells the time (UTC)."""

    def __init__(
        self,
        core: Core,
        store: Store,
        adapter: WebAdapter,
        look: Look,
        clean: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._core = spelling_door(core, spelling)
        self._store, self._adapter, self._look = store, adapter, look
        self._acts = Inbound(self._core, store, adapter, look, clean, clock)

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything under "/"."""
        return [
            Route("/", _guarded(self._page)),
            Route("/web/pane", _guarded(self._one_pane)),
            Route("/web/earlier", _guarded(self._earlier)),
            Route("/web/events", _guarded(self._events)),
            *self._acts.routes,
            Mount("/web/static", endpoint.Static(directory=HERE / "static")),
        ]

    async def _page(self, request: Request) -> Response:
        asked, token = request.query_params, endpoint.token(request)
        views = [self._view(pane, asked, f"{name}.") for name, pane in PANES.items()]
        panes = [await self._pane(view) for view in views if view is not None]
        answer = endpoint.page(self._look.page(panes, token))
        return endpoint.remember(answer, token, https=request.url.scheme == "https")

    async def _one_pane(self, request: Request) -> Response:
        view = self._asked(request)
        return endpoint.page(await self._pane(view)) if view else endpoint.sorry(NO_PANE, 404)

    async def _earlier(self, request: Request) -> Response:
        """Older messages, to stand before those that the pane shows."""
        view, before = self._asked(request), number(request.query_params.get("before", ""))
        if view is None:
            return endpoint.sorry(NO_PANE, 404)
        page = await self._store.page(view.place.key, before)
        return endpoint.page(self._look.earlier(view, page))

    def _asked(self, request: Request) -> View | None:
        pane = PANES.get(request.query_params.get("pane", ""))
        return self._view(pane, request.query_params) if pane else None

    def _view(self, pane: Pane, asked: Mapping[str, str], prefix: str = "") -> View | None:
        who, where = asked.get(f"{prefix}as", ""), asked.get(f"{prefix}at", "")
        return self._look.stage.view(pane, who, where)

    async def _pane(self, view: View) -> Markup:
        home: Reply = None
        page = Page((), 0)
        if view.place.purpose == HOME:
            home = await self._core(Opened(once(), view.place.channel, view.actor.account))
        else:
            page = await self._store.page(view.place.key)
        news = await self._look_for(view, page.version)
        return self._look.pane(view, page, news.unread, home)

    async def _look_for(self, view: View, since: int) -> News:
        """What is new for a pane. The channel it shows counts as read; none while it shows home."""
        shown = "" if view.place.purpose == HOME else view.place.key
        places = self._look.stage.places(view.pane, view.actor)
        keys = {key_of(place.channel) for place in places}
        return await self._store.news(shown, since, view.actor.id, keys)

    async def _events(self, request: Request) -> Response:
        view = self._asked(request)
        sent = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        since = number(sent)
        if view is None:
            return endpoint.sorry(NO_PANE, 404)
        return EventSourceResponse(self._news(view, since), ping=BEAT)

    async def _news(self, view: View, since: int) -> AsyncIterator[ServerSentEvent]:
        """What changed, as pieces the page puts in place; the version is the event's id."""
        unread: Mapping[str, int] | None = None
        async for _ in self._adapter.changes(GLANCE):
            news = await self._glance(view, since)
            if news is None or not (news.entries or news.too_many or news.unread != unread):
                continue
            unread, since = news.unread, news.version
            yield self._told(view, news)

    async def _glance(self, view: View, since: int) -> News | None:
        """None while nothing can be read: the next look may find it again."""
        try:
            return await self._look_for(view, since)
        except Exception as error:  # an open page outlives an outage
            log.warning("the playground's messages can't be read", exc_info=error)
            return None

    def _told(self, view: View, news: News) -> ServerSentEvent:
        places = self._look.stage.places(view.pane, view.actor)
        ids = {p.key: p.id for p in places if p.purpose != HOME}
        counts = {ids[key]: n for key, n in news.unread.items() if key in ids}
        said = [self._piece(view, entry) for entry in news.entries]
        data = json.dumps({"said": said, "unread": counts, "reload": news.too_many})
        return ServerSentEvent(data, event="news", id=str(news.version))

    def _piece(self, view: View, entry: Entry) -> dict[str, str | int]:
        part = str(self._look.entry(view, entry))
        whole = part if entry.thread else str(self._look.root(view, entry))
        return {
            "ref": entry.ref,
            "seq": entry.seq,
            "thread": entry.thread,
            "part": part,
            "whole": whole,
        }


def _guarded(look: Endpoint) -> Endpoint:
    """A sentence for the visitor, and the error for the log, when nothing can be read."""

    async def handle(request: Request) -> Response:
        try:
            return await look(request)
        except Garbled as garbled:
            return endpoint.sorry(str(garbled), 400)
        except Exception:  # logged here, and said in plain words
            log.exception("a page could not be shown", path=request.url.path)
            return endpoint.sorry(OUT_OF_REACH, 503)

    return handle
