"""The bodies that answer invokes: a toast, a card for the one who pressed, a dialog."""

import secrets
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.teams import forms, render, search
from adapters.teams.callback_data import REPLY, VIEW, Json
from adapters.teams.door import Kind
from adapters.teams.parse import Invoke
from bot.words.cards import Form, Message, Renewing, Reply

TOAST = "application/vnd.microsoft.activity.message"
STAYS: Json = {
    "statusCode": 400,
    "type": "application/vnd.microsoft.error",
    "value": {"code": "BadRequest", "message": "There is nothing newer to show."},
}
DONE = "Done."
ELSEWHERE = "I answered in our own chat."
SLOW = "This takes a moment. The answer comes in our own chat."
ALONE = "I answered you alone, here or in our own chat."
SLOW_ALONE = "This takes a moment. The answer comes to you alone, here or in our own chat."
STALE = "That button is from an older version. Type home to see what is current."


@dataclass(frozen=True, slots=True)
class InvokeBody:
    """The body, and whether the reply has yet to be said in the person's own chat (`say`), or to
    take the place of the card that was pressed (`replace`)."""

    body: Json
    say: bool = False
    replace: bool = False


def answered(
    reply: Reply, asked: Invoke, opens: frozenset[str], tenant: str, elsewhere: str = ELSEWHERE
) -> InvokeBody:
    """`elsewhere` says where what is too long is said."""
    if asked.kind is Kind.ACTED:
        return _acted(reply, asked, opens, tenant, elsewhere)
    if asked.kind is Kind.QUERIED:
        return InvokeBody(search.results(reply))
    if asked.kind is Kind.FETCHED or isinstance(reply, Form):
        return InvokeBody(_page(reply))
    return InvokeBody(_closing(reply))


def busy(kind: Kind, slow: str = SLOW) -> Json:
    """The answer while the real one is on its way; to a search none is."""
    if kind is Kind.QUERIED:
        return search.said(search.TOO_SLOW)
    return toast(slow) if kind is Kind.ACTED else closed(slow)


def stale(kind: Kind) -> Json:
    """To what no card of this version sends."""
    if kind is Kind.QUERIED:
        return search.said(search.NOTHING)
    return toast(STALE) if kind is Kind.ACTED else closed(STALE)


def renewed(reply: Reply, asked: Invoke, opens: frozenset[str], tenant: str, who: str) -> Json:
    """The card as it looks now to whom the connector calls `who`; else it stays as it is."""
    if not isinstance(reply, Renewing):
        return STAYS
    shown = replace(reply, readers=(who,) if who else ())
    return _card(render.card(shown, opens=opens, origin=asked.origin or VIEW, tenant=tenant))


def toast(text: str) -> Json:
    return {"statusCode": 200, "type": TOAST, "value": text}


def closed(text: str) -> Json:
    """A dialog that says one thing and can only be closed."""
    return {"task": {"type": "message", "value": text}}


def _acted(
    reply: Reply, asked: Invoke, opens: frozenset[str], tenant: str, elsewhere: str
) -> InvokeBody:
    """A private card of ours becomes its own answer; a card that others see stays, and what is
    too long for a toast is said to the person alone."""
    mine = asked.origin in {REPLY, VIEW}
    origin, replace = (asked.origin, asked.origin == REPLY) if mine else (VIEW, False)
    match reply:
        case None:
            return InvokeBody(toast(DONE))
        case Form():
            asks = forms.inline_card(reply, origin=origin, once=secrets.token_hex(8))
            return InvokeBody(_card(asks), replace=replace)
        case Message(title, ()):
            return InvokeBody(toast(title))
        case Message() if mine:
            shown = render.card(reply, opens=opens, origin=origin, tenant=tenant)
            return InvokeBody(_card(shown), replace=replace)
        case Message():
            text = render.toast(reply)
            return InvokeBody(toast(text or elsewhere), say=text is None)
        case _:
            assert_never(reply)


def _card(content: Json) -> Json:
    return {"statusCode": 200, "type": render.CARD, "value": content}


def _page(reply: Reply) -> Json:
    match reply:
        case None:
            return closed(DONE)
        case Form():
            asks = forms.dialog(reply, once=secrets.token_hex(8))
            return {"task": {"type": "continue", "value": asks}}
        case Message():
            return {"task": {"type": "continue", "value": forms.said(reply)}}
        case _:
            assert_never(reply)


def _closing(reply: Message | None) -> Json:
    """What a form that was sent, or a button in a dialog, is answered with: nothing closes it."""
    if reply is None:
        return {}
    text = render.toast(reply)
    return closed(text) if text else _page(reply)
