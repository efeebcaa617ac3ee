"""The stand-in for Slack knows Block Kit: what may be in messages, modals and Home tabs."""

from typing import Any

import pytest

from tests.wire.slack_api import message_errors, view_errors

Block = dict[str, Any]
PLAIN = {"type": "plain_text", "text": "Printers"}


def section(text: str = "x", **more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> Block:
    return {"type": "button", "text": PLAIN, "action_id": "take", **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def rich(*spans: Block) -> Block:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(spans)}],
    }


def select(*options: str, **more: Any) -> Block:
    shown = [{"text": {"type": "plain_text", "text": o}, "value": o} for o in options]
    return {"type": "static_select", "action_id": "unit", "options": shown, **more}


def asks(element: Block, **more: Any) -> Block:
    return {"type": "input", "label": PLAIN, "element": element, **more}


def table(rows: int = 2, cells: int = 2) -> Block:
    cell = {"type": "raw_text", "text": "a"}
    return {"type": "table", "rows": [[cell] * cells] * rows}


def modal(*blocks: Block, **more: Any) -> Block:
    return {"type": "modal", "title": PLAIN, "blocks": list(blocks), **more}


TYPED = {"type": "plain_text_input", "action_id": "what", "multiline": True, "max_length": 3000}
CONFIRM = {"title": PLAIN, "text": PLAIN, "confirm": PLAIN, "deny": PLAIN, "style": "danger"}

GOOD: list[Block] = [
    section("x" * 3000),
    section(fields=[{"type": "mrkdwn", "text": "y" * 2000}] * 10),
    {"type": "section", "fields": [PLAIN]},
    section(accessory=button(value="1", style="primary", confirm=CONFIRM)),
    {"type": "header", "text": {"type": "plain_text", "text": "h" * 150, "emoji": True}},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}, PLAIN]},
    actions(*(button(action_id=str(n)) for n in range(25))),
    actions(select("5 West", "ICU", placeholder=PLAIN)),
    rich(
        {"type": "text", "text": "Hi ", "style": {"bold": True}},
        {"type": "user", "user_id": "U0SAM001"},
        {"type": "link", "url": "https://x.example", "text": "page"},
        {"type": "date", "timestamp": 1772654400, "format": "{date} {time}", "fallback": "4 March"},
    ),
    table(rows=100, cells=20),
    {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a ward"},
    {"type": "markdown", "text": "**x**"},
    {"type": "card", "title": PLAIN, "body": PLAIN, "actions": [button()]},
    asks(TYPED, optional=True, hint=PLAIN),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_blocks_in_order(block: Block) -> None:
    assert message_errors([block]) == []


BAD: list[tuple[Block, str]] = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "must provide one of: text, fields [json-pointer:/blocks/0]"),
    (section(fields=[PLAIN] * 11), "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (
        section(fields=[{"type": "mrkdwn", "text": "x" * 2001}]),
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    (
        {"type": "header", "text": {"type": "plain_text", "text": "h" * 151}},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "h"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    (actions(), "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    (
        actions(*(button(action_id=str(n)) for n in range(26))),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(button(value="v" * 2001)),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        actions(button(style="loud")),
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
    ),
    (
        actions(button(confirm={"text": PLAIN})),
        "missing required field: title [json-pointer:/blocks/0/elements/0/confirm]",
    ),
    (
        actions(button(), button()),
        "`action_id` must be unique within a block [json-pointer:/blocks/0]",
    ),
    (
        actions(select(*map(str, range(101)))),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select("o" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ),
    (
        actions(select("a", initial_option={"text": PLAIN, "value": "b"})),
        "must match one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        rich({"type": "text", "text": ""}),
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ),
    (
        rich({"type": "text", "text": "x", "bold": True}),
        "invalid additional property: bold [json-pointer:/blocks/0/elements/0/elements/0]",
    ),
    (table(rows=101), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    (table(cells=21), "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
    ),
    ({"type": "alert", "text": PLAIN}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
    (
        {"type": "context", "elements": [PLAIN] * 11},
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        section(accessory={"type": "datetimepicker", "action_id": "when"}),
        "unsupported type: datetimepicker [json-pointer:/blocks/0/accessory/type]",
    ),
    (
        asks(TYPED | {"max_length": 3001}),
        "must be between 1 and 3000 [json-pointer:/blocks/0/element/max_length]",
    ),
]


@pytest.mark.parametrize(("block", "said"), BAD, ids=[said.split(" [")[0] for _, said in BAD])
def test_blocks_that_are_refused(block: Block, said: str) -> None:
    assert said in message_errors([block])


def test_a_message_holds_fifty_blocks() -> None:
    assert message_errors([{"type": "divider"}] * 50) == []
    said = "no more than 50 items allowed [json-pointer:/blocks]"
    assert message_errors([{"type": "divider"}] * 51) == [said]


def test_one_table_and_one_of_each_block_id() -> None:
    assert message_errors([table(), table()]) == ["only_one_table_allowed [json-pointer:/blocks]"]
    twice = [section(block_id="a"), section(block_id="a")]
    assert message_errors(twice) == ["`block_id` must be unique [json-pointer:/blocks/1/block_id]"]


def test_a_modal_in_order() -> None:
    fields = [asks(TYPED), asks(select("5 West", "ICU")), {"type": "alert", "text": PLAIN}]
    more = {"submit": PLAIN, "close": PLAIN, "callback_id": "c", "private_metadata": "m" * 3000}
    assert view_errors(modal(*fields, **more)) == []
    assert view_errors(modal(*[{"type": "divider"}] * 100)) == []


MODALS: list[tuple[Block, str]] = [
    (
        modal(section(), title={"type": "plain_text", "text": "t" * 25}),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    (
        {"type": "modal", "blocks": [section()]},
        "missing required field: title [json-pointer:/view]",
    ),
    (
        modal(asks(TYPED)),
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ),
    (modal(), "must provide at least 1 items [json-pointer:/view/blocks]"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(table()), "unsupported type: table [json-pointer:/view/blocks/0/type]"),
    (
        modal(section(), private_metadata="m" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    (
        modal(section(), callback_id="c" * 256),
        "must be less than 256 characters [json-pointer:/view/callback_id]",
    ),
    (modal(section(), close=None), "must not be null [json-pointer:/view/close]"),
    ({"type": "page", "blocks": []}, "unsupported type [json-pointer:/view/type]"),
    (
        modal(
            asks(TYPED | {"focus_on_load": True}),
            asks(TYPED | {"focus_on_load": True}),
            submit=PLAIN,
        ),
        "`focus_on_load` may be set on one element only [json-pointer:/view/blocks]",
    ),
]


@pytest.mark.parametrize(("view", "said"), MODALS, ids=[said.split(" [")[0] for _, said in MODALS])
def test_modals_that_are_refused(view: Block, said: str) -> None:
    assert said in view_errors(view)


def test_a_home_tab() -> None:
    home = {"type": "home", "blocks": [section(), actions(button()), asks(TYPED)]}
    assert view_errors(home) == []
    said = "invalid additional property: title [json-pointer:/view]"
    assert view_errors(home | {"title": PLAIN}) == [said]
    unsupported = view_errors({"type": "home", "blocks": [table()]})
    assert unsupported == ["unsupported type: table [json-pointer:/view/blocks/0/type]"]
