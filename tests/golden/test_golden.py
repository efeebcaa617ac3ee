"""Rendered examples, kept as files: a change of how things look shows in review.

`make golden` writes them anew.
"""

import os
from pathlib import Path

import pytest

from bot.cards import Form, Message
from bot.plain import plain
from tests.contract.rigs import markup
from tests.golden import huddles, polls, wins
from tests.harness import TRIAGE, WARDS, Bot, form

HERE = Path(__file__).parent


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
    shown["fixed"] = form(bot.presses("sam", "concern.fixed", "101"))
    cards = {p.key: p.message for p in (*bot.posts(TRIAGE), *bot.posts(WARDS["5W"]))}
    shown["card-ward"], shown["card-triage"] = cards["concern:101"], cards["concern:101:it"]
    shown["answer"] = cards["concern:101:entry:1"]
    for who in ("ana", "sam"):
        home = bot.opens(who)
        assert isinstance(home, Message)
        shown[f"home-{who}"] = home
    return shown | wins.examples(bot) | polls.examples(bot) | huddles.examples(bot)


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_examples_look_as_they_did(bot: Bot, kind: str) -> None:
    for name, example in examples(bot).items():
        text = f"{plain(example) if kind == 'txt' else markup(example)}\n"
        path = HERE / f"{name}.{kind}"
        if os.environ.get("CORRIDOR_GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: see make golden"
