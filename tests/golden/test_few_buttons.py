"""R42: few buttons on a card, and none that read alike; on every example. How each platform names
them is in `test_accessible_names`."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.blocks import SHORT
from bot.words.cards import Button, Buttons, Form, Message, Row

HERE = Path(__file__).parent
MOST = 6
TEAMS = sorted(HERE.glob("*.teams.json"))


def blocks(shown: Message | Form) -> Iterator[Buttons | Row]:
    for block in shown.intro if isinstance(shown, Form) else shown.blocks:
        if isinstance(block, Buttons | Row):
            yield block


def visible(shown: Message | Form) -> list[Button]:
    """What stands on the card itself; each row of a list has the way to its own thing besides."""
    return [b for block in blocks(shown) if isinstance(block, Buttons) for b in block.buttons]


def test_no_card_has_more_than_six_acts_and_each_reads_as_itself(
    drawn: Mapping[str, Message | Form],
) -> None:
    assert len(drawn) > 50
    many = {name: len(visible(shown)) for name, shown in drawn.items()}
    assert {name: n for name, n in many.items() if n > MOST} == {}
    for name, shown in drawn.items():
        every = [b.label for b in visible(shown)]
        every += [b.label for one in blocks(shown) if isinstance(one, Buttons) for b in one.more]
        assert max(Counter(every).values(), default=1) == 1, name


def test_one_button_leads_at_the_most(drawn: Mapping[str, Message | Form]) -> None:
    many = {
        name: [b.label for b in visible(shown) if b.style == "primary"]
        for name, shown in drawn.items()
    }
    assert {name: labels for name, labels in many.items() if len(labels) > 1} == {}


@pytest.mark.parametrize("path", TEAMS, ids=lambda path: path.name)
def test_what_is_short_or_stands_twice_is_read_out_with_what_it_is_about(path: Path) -> None:
    acts = [
        one
        for one in _parts(json.loads(path.read_text("utf-8")))
        if one.get("type") in {"Action.Execute", "Action.Submit", "Action.ShowCard"}
    ]
    # An older client's act and the one that asks by itself stand for another act.
    shown = [one for one in acts if one.get("verb") or "fallback" not in one]
    stands_for = [id(one["fallback"]) for one in acts if "fallback" in one]
    shown = [one for one in shown if id(one) not in stands_for]
    titles = Counter(one["title"] for one in shown)
    bare = [
        one["title"]
        for one in shown
        if one.get("data", {}).get("do") != "renew"
        and (len(one["title"]) <= SHORT or titles[one["title"]] > 1)
        and ": " not in one.get("tooltip", "")
    ]
    assert bare == []


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _parts(one)
