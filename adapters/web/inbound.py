"""Hands what visitors do on the playground to the core, and shows its answers as pieces of page."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeAlias

import structlog
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from adapters.web import endpoint, parse
from adapters.web.adapter import WebAdapter
from adapters.web.page import EMOJI, Look, once, swap
from adapters.web.parse import Garbled, PageRequest
from adapters.web.people import HOME, PANES, View
from adapters.web.store import Draft, Entry, Store
from bot.words.cards import Form, Message, Reply
from bot.words.events import Event, Opened

Core: TypeAlias = Callable[[Event], Awaitable[Reply]]
Act: TypeAlias = Callable[[PageRequest], Awaitable[Response]]
LONGEST = 40_000
NOT_SAVED = "That was not saved. Nothing is lost: try again in a moment."
UNCHECKED = (
    "Your text could not be checked for patient data, so nothing was stored or sent."
    " Try other words, or phone IT."
)

log = structlog.get_logger()


class Inbound:
    """Takes what pages send. A failure leaves the text in the visitor's box and says so."""

    def __init__(
        self,
        core: Core,
        store: Store,
        adapter: WebAdapter,
        look: Look,
        clean: Callable[[str], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._core, self._store, self._adapter = core, store, adapter
        self._look, self._clean, self._clock = look, clean, clock

    @property
    def routes(self) -> list[BaseRoute]:
        acts: dict[str, Act] = {
            "say": self._say,
            "press": self._press,
            "submit": self._submit,
            "raise": self._raise,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
        }
        return [Route(f"/web/{n}", self._doing(act), methods=["POST"]) for n, act in acts.items()]

    def _doing(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            if (refusal := endpoint.refusal(request)) is not None:
                return refusal
            try:
                return await act(await self._sent(request))
            except Garbled as garbled:
                return endpoint.sorry(str(garbled), 400)
            except HTTPException:
                return endpoint.sorry(endpoint.OUT_OF_DATE, 400)
            except Exception:  # logged here; the visitor keeps the text
                log.exception("an act was not saved", path=request.url.path)
                return endpoint.sorry(NOT_SAVED, 503)

        return handle

    async def _sent(self, request: Request) -> PageRequest:
        async with request.form(max_files=0, max_fields=60, max_part_size=endpoint.LONGEST) as form:
            values = parse.fields(form.multi_items())
        pane = PANES.get(values.get("pane", ""))
        stage = self._look.stage
        view = stage.view(pane, values.get("as", ""), values.get("at", "")) if pane else None
        # Nobody acts as someone else, or elsewhere, because what the page named is gone.
        if view is None or (view.actor.id, view.place.id) != (values.get("as"), values.get("at")):
            raise Garbled(endpoint.OUT_OF_DATE)
        return PageRequest(values, view, self._clock(), self._look.stage.cast)

    async def _say(self, sent: PageRequest) -> Response:
        words = self._cleaned(sent)
        reply = await self._core(parse.said(sent))
        if not parse.unkept(sent):
            thread, author = sent.values.get("thread", ""), sent.view.actor.id
            key, channel = f"said:{sent.id}", sent.view.place.key
            await self._store.post(Draft(channel, sent.once, key, words, sent.at, thread, author))
            self._adapter.changed()
        return await self._answer(sent, reply)

    def _cleaned(self, sent: PageRequest) -> str:
        """What someone wrote, as it may be kept: the playground keeps nothing that the guard
        takes out, and nothing that could not be checked."""
        text = sent.text().strip()
        if not text:
            raise Garbled("There is nothing in it yet.")
        if len(text) > LONGEST:
            raise Garbled(
                f"That is {len(text):,} characters, and {LONGEST:,} is the most."
                " Nothing was sent: say it in a few sentences."
            )
        try:
            return self._clean(text)
        except Exception:  # noqa: BLE001 - whatever it was, nothing of the text may go on
            raise Garbled(UNCHECKED) from None

    async def _press(self, sent: PageRequest) -> Response:
        reply = await self._core(parse.press(sent))
        return await self._answer(sent, reply, clear=sent.values.get("origin") == "private")

    async def _submit(self, sent: PageRequest) -> Response:
        return await self._answer(sent, await self._core(parse.submit(sent)), close=True)

    async def _raise(self, sent: PageRequest) -> Response:
        ref = sent.values.get("ref", "")
        entry = await self._found(sent, ref) if ref else None
        text = entry.body if entry is not None and isinstance(entry.body, str) else ""
        return await self._answer(sent, await self._core(parse.shortcut(sent, text)))

    async def _edit(self, sent: PageRequest) -> Response:
        words, entry = self._cleaned(sent), await self._own(sent)
        reply = await self._core(parse.changed(sent, entry.ref, entry.thread, deleted=False))
        await self._store.edit(entry.channel, entry.ref, words)
        self._adapter.changed()
        return await self._answer(sent, reply)

    async def _delete(self, sent: PageRequest) -> Response:
        entry = await self._own(sent)
        reply = await self._core(parse.changed(sent, entry.ref, entry.thread, deleted=True))
        await self._store.remove(entry.channel, entry.ref)
        self._adapter.changed()
        return await self._answer(sent, reply)

    async def _react(self, sent: PageRequest) -> Response:
        """Puts an emoji on a message or takes it off, as the menu said it would."""
        emoji, on = sent.values.get("emoji", ""), sent.values.get("on") == "1"
        if emoji not in EMOJI:
            raise Garbled(endpoint.OUT_OF_DATE)
        entry = await self._found(sent, sent.values.get("ref", ""))
        reply = await self._core(parse.reacted(sent, emoji, added=on))
        await self._store.react(entry.channel, entry.ref, emoji, sent.view.actor.id, on=on)
        self._adapter.changed()
        return await self._answer(sent, reply)

    async def _own(self, sent: PageRequest) -> Entry:
        """People change their own messages only."""
        entry = await self._store.get(sent.view.place.key, sent.values.get("ref", ""))
        if entry is None or entry.author != sent.view.actor.id or entry.deleted:
            raise Garbled("Only the one who wrote a message can change it.")
        return entry

    async def _found(self, sent: PageRequest, ref: str) -> Entry:
        entry = await self._store.get(sent.view.place.key, ref)
        if entry is None or entry.deleted:
            raise Garbled("That message is gone. Reload the page to see what is there now.")
        return entry

    async def _answer(
        self, sent: PageRequest, reply: Reply, *, clear: bool = False, close: bool = False
    ) -> Response:
        """Put a form into a dialog, and a message above the composer.

        No answer leaves what was there, unless the act was in it: a private message (`clear`), or
        a form (`close`).
        """
        pane, view = sent.view.pane.name, sent.view
        html = self._look.private(view, reply)
        if isinstance(reply, Form):
            return endpoint.page(swap(f"modal-{pane}", html))
        pieces = swap(f"modal-{pane}", Markup("")) if close else Markup("")
        if isinstance(reply, Message) or clear:
            pieces += swap(f"private-{pane}", html)
        return endpoint.page(pieces + await self._home(view))

    async def _home(self, view: View) -> Markup:
        """The home page as the act left it, for who acted there."""
        if view.place.purpose != HOME:
            return Markup("")
        shown = await self._core(Opened(once(), view.place.channel, view.actor.account))
        return swap(f"log-{view.pane.name}", self._look.home(view, shown))
