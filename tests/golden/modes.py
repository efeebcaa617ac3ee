"""Examples of concerns without a name: the form, the promise kept, the code, what is told back."""

import json
import re
from dataclasses import replace
from datetime import timedelta

from bot.core.sealing import new_key
from bot.words.cards import Form, Message, dump, load
from bot.words.events import Action
from bot.words.plain_text import plain
from tests.harness import TRIAGE, Bot, form

CODE = "bcdf-ghjk-lmnp-qrst"  # in place of one left to chance
TEXT = "The label printer prints blank"


def examples(bot: Bot) -> dict[str, Message | Form]:
    """In a house of their own, which has a key: in confidence, then anonymously."""
    ours = Bot(bot.path.with_name("modes.db"), keys=[new_key()])
    ours.at("2026-03-04 02:00")
    shown = _confidential(ours) | _anonymous(ours)
    ours.end()
    return shown


def _confidential(bot: Bot) -> dict[str, Message | Form]:
    asked = form(bot.says("ana", "concern"))
    sealed = bot.fills("ana", asked, text=TEXT, mode="confidential")
    assert isinstance(sealed, Message)
    bot.says("sam", "answer C-101 which tray is it in?")
    card, told = (next(p for p in bot.posts(w) if ":101" in p.key) for w in (TRIAGE, "ana"))
    return {
        "mode-form": replace(asked, action=Action(asked.action.name, ("a-word-left-to-chance",))),
        "mode-confidential": sealed,
        "mode-card": card.message,
        "mode-answer": told.message,
    }


def _anonymous(bot: Bot) -> dict[str, Message | Form]:
    told = form(bot.says("ana", "anonymous"))
    warned = form(bot.fills("ana", told, text=f"On my night shift: {TEXT}"))
    sent = bot.fills("ana", warned, text=TEXT)
    assert isinstance(sent, Message)
    found = re.search(r"Your code: (\S+)", plain(sent))
    assert found
    bot.until(bot.now + timedelta(minutes=31))
    bot.says("sam", "answer C-102 which tray is it in?")
    seen = bot.presses("ana", "receipt.see", found[1])
    assert isinstance(seen, Message)
    args = ("a-word-left-to-chance", *warned.action.args[1:])
    return {
        "mode-warned": replace(warned, action=Action(warned.action.name, args)),
        "mode-code": _as(sent, found[1]),
        "mode-receipt": _as(seen, found[1]),
    }


def _as(message: Message, code: str) -> Message:
    shown = load(json.loads(json.dumps(dump(message)).replace(code, CODE)))
    assert isinstance(shown, Message)
    return shown
