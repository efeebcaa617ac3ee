"""Rendered examples, kept as files: a change of how things look shows in review.

`make golden` writes them anew.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.slack import forms, home, render
from adapters.slack.blocks import ALERT
from adapters.teams.callback_data import REPLY
from adapters.teams.forms import dialog
from adapters.teams.render import message
from bot.core.router import opening, routes
from bot.features import FEATURES
from bot.words.belonging import placed
from bot.words.cards import Form, Found, Message, Renewing
from bot.words.events import Action, Renew, Search
from bot.words.plain_text import plain
from tests.contract.rigs import markup
from tests.generated import hold
from tests.golden import alerts, guests, huddles, modes, oncall, ops, pages, polls, wins
from tests.harness import BELONGING, HOME, TRIAGE, WARDS, Bot, form

HERE = Path(__file__).parent
OPENS = opening(routes(FEATURES))
NEWER = frozenset({ALERT})  # as a hospital may choose


def examples(bot: Bot) -> dict[str, Message | Form]:
    """The cards and forms people see most, from a dialog at a fixed time."""
    shown: dict[str, Message | Form] = {}
    bot.at("2026-03-08 01:50")
    asked = bot.says("ana", "concern eMAR frozen, pt Jane Sample MRN 12345678", WARDS["5W"])
    shown["review"] = form(asked)
    receipt = bot.fills("ana", asked)
    assert isinstance(receipt, Message)
    shown["receipt"] = receipt
    bot.says("sam", "On it, checking the cache", TRIAGE, under="concern:101:it")
    more = bot.presses("sam", "concern.more", "101")
    assert isinstance(more, Message)
    shown["more"] = more
    refused = bot.says("ana", "take C-101")
    assert isinstance(refused, Message)
    shown["refused"] = refused
    shown["fixed"] = form(bot.presses("sam", "concern.fixed", "101"))
    cards = {p.key: p.message for p in (*bot.posts(TRIAGE), *bot.posts(WARDS["5W"]))}
    shown["card-ward"], shown["card-triage"] = cards["concern:101"], cards["concern:101:it"]
    for name, where in (("cited", TRIAGE), ("cited-outside", bot.dm("sam"))):
        found = bot.send(Search(bot.id(), where, bot.account("sam"), "C-101", bot.now))
        assert isinstance(found, Found)
        ((_, shown[name]),) = found.cards
    shown["answer"] = cards["concern:101:entry:1"]
    asks = Renew("1", WARDS["5W"], bot.account("sam"), Action("concern.view", ("101",)))
    view = bot.run(bot.core(asks))
    assert isinstance(view, Renewing)
    shown["card-ward-to-it"] = replace(view, readers=("29:sam",))
    for who in ("ana", "sam"):
        home = bot.opens(who)
        assert isinstance(home, Message)
        shown[f"home-{who}"] = home
    shown |= wins.examples(bot) | polls.examples(bot) | huddles.examples(bot)
    shown |= modes.examples(bot) | ops.examples(bot)
    shown |= oncall.examples(bot) | pages.examples(bot) | alerts.examples(bot)
    elsewhere = bot.says("ana", "take C-101", WARDS["5W"])
    assert isinstance(elsewhere, Message)
    assert bot.last is not None
    with bot.database() as db:
        shown["refused-elsewhere"] = placed(elsewhere, BELONGING.sentence(db, bot.last))
    listed = bot.says("sam", "concerns open")
    assert isinstance(listed, Message)
    shown["concerns-open"] = listed
    return shown | guests.examples(bot)


def slack(name: str, shown: Message | Form) -> str:
    """As it goes to Slack: a message, a window, or a home tab."""
    where = HOME["slack"]
    if isinstance(shown, Form):
        made = forms.modal(shown, where, "C0TRIAGE", newer=NEWER)
    elif name.startswith("home"):
        made = home.home(shown, where)
    else:
        posted = render.message(shown, where)
        made = {"text": posted.text, "blocks": posted.blocks}
    return json.dumps(made, indent=1, ensure_ascii=False)


def teams(name: str, example: Message | Form) -> str:
    """As it goes to Teams: a card, or a dialog."""
    if isinstance(example, Form):
        return json.dumps(dialog(example), ensure_ascii=False, indent=1)
    own = REPLY if name.startswith("home") else ""  # which is asked for in one's own chat
    payload = message(example, opens=OPENS, origin=own)
    return json.dumps(payload, ensure_ascii=False, indent=1)


LOOKS: dict[str, Callable[[str, Message | Form], str]] = {
    "txt": lambda _, shown: plain(shown),
    "html": lambda _, shown: markup(shown),
    "slack.json": slack,
    "teams.json": teams,
}


@pytest.mark.parametrize("kind", LOOKS)
def test_examples_look_as_they_did(drawn: Mapping[str, Message | Form], kind: str) -> None:
    for name, example in drawn.items():
        text = f"{LOOKS[kind](name, example)}\n"
        hold(HERE / f"{name}.{kind}", text)
