"""The checks themselves find what Slack would refuse."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from adapters.slack.forms import modal
from adapters.slack.home import home
from adapters.slack.render import Payload, message
from tests.contract.everything import EVERYTHING, FORM
from tests.slack.limits import problems
from tests.slack.words import HOME

Spoil: Any = Callable[[list[dict[str, Any]]], object]


def find(blocks: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(block for block in blocks if block["type"] == kind)


def button(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = find(blocks, "actions")["elements"][0]
    return found


SPOILED: dict[str, Spoil] = {
    "51 blocks": lambda b: b.extend(
        {**find(b, "header"), "block_id": f"d{n}"} for n in range(51 - len(b))
    ),
    "divider is not": lambda b: b.append({"type": "divider", "block_id": "d"}),
    "block_id 0 2 times": lambda b: b[1].update(block_id="0"),
    "action_id 13.1 2 times": lambda b: button(b).update(action_id="13.1"),
    "header of 151": lambda b: find(b, "header")["text"].update(text="x" * 151),
    "blank header": lambda b: find(b, "header")["text"].update(text="  "),
    "header turns": lambda b: find(b, "header")["text"].update(emoji=True),
    "section: text attribute": lambda b: find(b, "section")["text"].update(text="x" * 3001),
    "0 actions": lambda b: find(b, "actions").update(elements=[]),
    "value of 2001": lambda b: button(b).update(value="x" * 2001),
    "confirm deny of 31": lambda b: find(b, "actions")["elements"][1]["confirm"]["deny"].update(
        text="x" * 31
    ),
    "only_one_table_allowed": lambda b: b.append({**find(b, "table"), "block_id": "t"}),
    "a table of 101": lambda b: find(b, "table").update(rows=find(b, "table")["rows"][:1] * 101),
    "in rich text": lambda b: find(b, "rich_text")["elements"][0]["elements"].append(
        {"type": "broadcast", "range": "channel"}
    ),
    "blank rich text": lambda b: find(b, "rich_text").update(
        elements=[{"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}]
    ),
    "msg_blocks_too_long": lambda b: find(b, "rich_text")["elements"][0]["elements"].append(
        {"type": "text", "text": "x" * 12_000}
    ),
    "otherwise": lambda b: find(b, "header").update(colour="red"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_message_is_found_out(what: str) -> None:
    whole = message(EVERYTHING, HOME)
    spoiled = Payload(whole.text, deepcopy(whole.blocks))
    SPOILED[what](spoiled.blocks)
    assert problems(whole) == []
    assert any(what in found for found in problems(spoiled)), problems(spoiled)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no text"),
        ("x" * 4001, "msg_too_long"),
        ("hi <!channel>", "markup"),
        ("a > b", "markup"),
    ],
)
def test_a_spoiled_text_is_found_out(text: str, what: str) -> None:
    assert what in problems(Payload(text, message(EVERYTHING, HOME).blocks))[0]


def element(view: dict[str, Any], kind: str) -> dict[str, Any]:
    inputs = (block["element"] for block in view["blocks"] if block["type"] == "input")
    return next(one for one in inputs if one["type"] == kind)


VIEWS: dict[str, Callable[[dict[str, Any]], object]] = {
    "540 blocks": lambda v: v.update(blocks=v["blocks"] * 20),
    "title of 25": lambda v: v["title"].update(text="x" * 25),
    "private_metadata": lambda v: v.update(private_metadata="x" * 3001),
    "250 KB": lambda v: v.update(private_metadata="x" * 250_001),
    "nothing to send": lambda v: v.pop("submit"),
    "max_length 3001": lambda v: element(v, "plain_text_input").update(max_length=3001),
    "initial_value": lambda v: element(v, "plain_text_input").update(max_length=1),
    "can't be chosen": lambda v: element(v, "radio_buttons").update(
        initial_option={**element(v, "radio_buttons")["options"][0], "value": "9:z"}
    ),
    "11 checkboxes": lambda v: element(v, "checkboxes").update(
        options=[{**element(v, "checkboxes")["options"][0], "value": f"{n}"} for n in range(11)]
    ),
    "value twice": lambda v: element(v, "static_select")["options"][1].update(value="0:0"),
    "option of 76": lambda v: element(v, "static_select")["options"][1]["text"].update(
        text="x" * 76
    ),
    "table is not for this surface": lambda v: v["blocks"].append(
        find(message(EVERYTHING, HOME).blocks, "table")
    ),
}


@pytest.mark.parametrize("what", VIEWS)
def test_a_spoiled_window_is_found_out(what: str) -> None:
    spoiled = deepcopy(modal(FORM, HOME))
    VIEWS[what](spoiled)
    assert any(what in found for found in problems(spoiled)), problems(spoiled)


def test_a_home_tab_has_nothing_to_send() -> None:
    shown = home(EVERYTHING, HOME)
    assert problems(shown) == []
    assert (
        problems(shown | {"submit": {"type": "plain_text", "text": "Send", "emoji": False}}) != []
    )
