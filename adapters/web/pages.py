"""What the playground answers to a browser: the page, its live changes, and what visitors do."""

import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from markupsafe import Markup
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.web import parse
from adapters.web.adapter import WebAdapter
from adapters.web.cast import HOME, PANES, Pane, View, key_of
from adapters.web.page import EMOJI, Look, once, swap
from adapters.web.parse import Garbled, Sent
from adapters.web.render import HERE
from adapters.web.store import Draft, Entry, Page, Store
from bot.cards import Form, Reply
from bot.events import Event, Opened

Core: TypeAlias = Callable[[Event], Awaitable[Reply]]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
LONGEST = 256 * 1024
BEAT = 15.0
NOT_SAVED = "That was not saved. Nothing is lost: try again in a moment."
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Pages:
    """The playground's web pages. `clean` takes identifiers out of what people write in rooms,
    before any of it is kept; `core` gets it as it was written and does its own checking."""

    def __init__(
        self,
        core: Core,
        store: Store,
        adapter: WebAdapter,
        look: Look,
        clean: Callable[[str], str],
    ) -> None:
        self._core, self._store, self._adapter = core, store, adapter
        self._look, self._clean = look, clean

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything under "/"."""
        doing = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "raise": self._raise,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
        }
        posts = [
            Route(f"/web/{name}", self._doing(act), methods=["POST"]) for name, act in doing.items()
        ]
        return [
            Route("/", self._page),
            Route("/web/pane", self._one_pane),
            Route("/web/events", self._events),
            *posts,
            Mount("/web/static", StaticFiles(directory=HERE / "static")),
        ]

    # Looking

    async def _page(self, request: Request) -> Response:
        views = [self._view(pane, request.query_params, f"{name}.") for name, pane in PANES.items()]
        panes = [await self._pane(view) for view in views if view is not None]
        return _html(self._look.page(panes))

    async def _one_pane(self, request: Request) -> Response:
        pane = PANES.get(request.query_params.get("pane", ""))
        view = self._view(pane, request.query_params) if pane else None
        if view is None:
            return _sorry("There is no such half of the page.", 404)
        return _html(await self._pane(view))

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
        keys = self._keys(view)
        news = await self._store.news(self._key(view), page.version, view.actor.id, keys)
        return self._look.pane(view, page, news.unread, home)

    def _keys(self, view: View) -> set[str]:
        places = self._look.stage.places(view.pane, view.actor)
        return {key_of(place.channel) for place in places}

    @staticmethod
    def _key(view: View) -> str:
        """The channel that counts as read: none while the home page is open."""
        return "" if view.place.purpose == HOME else view.place.key

    async def _events(self, request: Request) -> Response:
        pane = PANES.get(request.query_params.get("pane", ""))
        view = self._view(pane, request.query_params) if pane else None
        since = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        if view is None or not since.isdecimal():
            return _sorry("There is no such half of the page.", 404)
        return EventSourceResponse(self._news(view, int(since)), ping=int(BEAT))

    async def _news(self, view: View, since: int) -> AsyncIterator[ServerSentEvent]:
        """What changed, as pieces the page puts in place; the version is the event's id."""
        unread: Mapping[str, int] | None = None
        async for _ in self._adapter.changes(BEAT):
            keys = self._keys(view)
            news = await self._store.news(self._key(view), since, view.actor.id, keys)
            if not news.entries and news.unread == unread:
                continue
            unread, since = news.unread, news.version
            said = [self._piece(view, entry) for entry in news.entries]
            ids = {p.key: p.id for p in self._look.stage.places(view.pane, view.actor)}
            counts = {ids[key]: n for key, n in unread.items() if key in ids}
            data = json.dumps({"said": said, "unread": counts})
            yield ServerSentEvent(data, event="news", id=str(since))

    def _piece(self, view: View, entry: Entry) -> dict[str, str]:
        whole = self._look.entry(view, entry) if entry.thread else self._look.root(view, entry)
        return {
            "ref": entry.ref,
            "thread": entry.thread,
            "part": str(self._look.entry(view, entry)),
            "whole": str(whole),
        }

    # Doing

    def _doing(self, act: Callable[[Sent], Awaitable[Response]]) -> Endpoint:
        async def handle(request: Request) -> Response:
            if (refusal := self._refusal(request)) is not None:
                return refusal
            try:
                sent = await self._sent(request)
                return await act(sent)
            except Garbled as garbled:
                return _sorry(str(garbled), 400)
            except Exception:  # noqa: BLE001 - the core has logged it; the visitor keeps the text
                return _sorry(NOT_SAVED, 503)

        return handle

    def _refusal(self, request: Request) -> Response | None:
        """Only our own page may act, and not without measure."""
        size = request.headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LONGEST:
            return _sorry("That is too long to send.", 413)
        site = request.headers.get("sec-fetch-site", "same-origin")
        token = request.headers.get("x-corridor", "")
        if site != "same-origin" or not secrets.compare_digest(token, self._look.token):
            return _sorry("This page is out of date. Reload it and try again.", 403)
        return None

    async def _sent(self, request: Request) -> Sent:
        async with request.form(max_fields=60, max_part_size=LONGEST) as form:
            values = {key: value for key, value in form.items() if isinstance(value, str)}
        pane = PANES.get(values.get("pane", ""))
        view = self._view(pane, values) if pane else None
        if view is None or view.actor.id != values.get("as"):
            raise Garbled("This page is out of date. Reload it and try again.")
        return Sent(values, view, datetime.now(UTC))

    async def _say(self, sent: Sent) -> Response:
        if not sent.text().strip():
            raise Garbled("There is nothing in it yet.")
        reply = await self._core(parse.said(sent))
        if not sent.text().lstrip().startswith("/"):
            await self._keep(sent)
        return self._answer(sent, reply, clear=True)

    async def _keep(self, sent: Sent) -> None:
        """A person's message, cleaned: the playground keeps nothing that the guard takes out."""
        channel, words = sent.view.place.key, self._clean(sent.text().strip())
        thread, author = sent.values.get("thread", ""), sent.view.actor.id
        key = f"said:{sent.id}"
        await self._store.post(Draft(channel, sent.once, key, words, sent.at, thread, author))
        self._adapter.changed()

    async def _press(self, sent: Sent) -> Response:
        reply = await self._core(parse.press(sent))
        return self._answer(sent, reply, clear=sent.values.get("origin") == "private")

    async def _submit(self, sent: Sent) -> Response:
        return self._answer(sent, await self._core(parse.submit(sent)), clear=True)

    async def _raise(self, sent: Sent) -> Response:
        entry = await self._store.get(sent.view.place.key, sent.values.get("ref", ""))
        text = entry.body if entry is not None and isinstance(entry.body, str) else ""
        return self._answer(sent, await self._core(parse.shortcut(sent, text)))

    async def _edit(self, sent: Sent) -> Response:
        return await self._change(sent, deleted=False)

    async def _delete(self, sent: Sent) -> Response:
        return await self._change(sent, deleted=True)

    async def _change(self, sent: Sent, *, deleted: bool) -> Response:
        """People change their own messages only."""
        channel, ref = sent.view.place.key, sent.values.get("ref", "")
        entry = await self._store.get(channel, ref)
        if entry is None or entry.author != sent.view.actor.id:
            raise Garbled("Only the one who wrote a message can change it.")
        reply = await self._core(parse.changed(sent, ref, entry.thread, deleted=deleted))
        if deleted:
            await self._store.remove(channel, ref)
        else:
            await self._store.edit(channel, ref, self._clean(sent.text().strip()))
        self._adapter.changed()
        return self._answer(sent, reply)

    async def _react(self, sent: Sent) -> Response:
        emoji, ref = sent.values.get("emoji", ""), sent.values.get("ref", "")
        entry = await self._store.get(sent.view.place.key, ref)
        if emoji not in EMOJI or entry is None:
            raise Garbled("This page is out of date. Reload it and try again.")
        me = sent.view.actor.id
        on = me not in dict(entry.reactions).get(emoji, ())
        reply = await self._core(parse.reacted(sent, emoji, added=on))
        await self._store.react(sent.view.place.key, ref, emoji, me, on=on)
        self._adapter.changed()
        return self._answer(sent, reply)

    def _answer(self, sent: Sent, reply: Reply, *, clear: bool = False) -> Response:
        """Put a form into a dialog and a message above the composer."""
        pane, view = sent.view.pane.name, sent.view
        html = self._look.private(view, reply)
        if isinstance(reply, Form):
            return _html(swap(f"modal-{pane}", html))
        pieces = swap(f"modal-{pane}", Markup(""))
        if reply is not None or clear:
            pieces += swap(f"private-{pane}", html)
        return _html(pieces)


def _html(text: str) -> HTMLResponse:
    return HTMLResponse(text, headers=HEADERS)


def _sorry(sentence: str, status: int) -> PlainTextResponse:
    return PlainTextResponse(sentence, status, headers=HEADERS)
