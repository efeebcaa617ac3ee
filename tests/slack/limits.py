"""What Slack would refuse of a payload: its SDK's own checks, and what those leave out.

The numbers are written out here once more, from Slack's pages, so that a wrong one in the adapter
shows.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack.render import Payload

LENGTHS = {
    "header": 150,
    "section": 3000,
    "context": 2000,
    "button": 75,
    "accessibility_label": 75,
    "value": 2000,
    "placeholder": 150,
    "label": 2000,
    "hint": 2000,
    "url": 3000,
    "action_id": 255,
    "block_id": 255,
}
IN_MESSAGES = {"header", "section", "context", "rich_text", "actions", "input", "table"}
RICH = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
MANY = {"radio_buttons": 10, "checkboxes": 10, "static_select": 100, "multi_static_select": 100}


def problems(shown: Payload | dict[str, Any]) -> list[str]:
    """Everything that is wrong with a message or a view; nothing if Slack would take it."""
    return [*(_message(shown) if isinstance(shown, Payload) else _view(shown))]


def _message(shown: Payload) -> Iterator[str]:
    yield from _blocks(shown.blocks, 50, IN_MESSAGES)
    if not shown.text.strip():
        yield "no text"
    if len(shown.text.encode()) > 4000:
        yield "msg_too_long when it is edited"
    for token in re.findall(r"<[^>]*>?|>", shown.text):
        if not re.fullmatch(r"<@[UW][A-Z0-9]+>", token):
            yield f"markup in the text: {token}"
    weight = sum(100 + sum(len(s.encode()) for s in _said(b)) for b in shown.blocks)
    if weight > 12_000:
        yield f"msg_blocks_too_long: {weight}"


def _view(shown: dict[str, Any]) -> Iterator[str]:
    try:
        View(**shown).to_dict()
    except SlackObjectFormationError as error:
        yield f"view: {error}"
    yield from _blocks(shown["blocks"], 100, IN_MESSAGES - {"table"})
    if len(json.dumps(shown)) > 250_000:
        yield "a view of more than 250 KB"
    if units(shown.get("private_metadata", "")) > 3000:
        yield "private_metadata"
    for name in ("title", "submit", "close"):
        if name in shown:
            yield from _text(shown[name], 24, name)
    if shown["type"] == "modal" and "submit" not in shown and _inputs(shown):
        yield "inputs and nothing to send them with"


def _inputs(shown: dict[str, Any]) -> bool:
    return any(block["type"] == "input" for block in shown["blocks"])


def _blocks(blocks: list[dict[str, Any]], most: int, kinds: set[str]) -> Iterator[str]:
    if not 0 < len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    ids = Counter(block["block_id"] for block in blocks)
    yield from (f"block_id {name} {n} times" for name, n in ids.items() if n > 1)
    acts = Counter(act for block in blocks if block["type"] != "input" for act in _acts(block))
    yield from (f"action_id {name} {n} times" for name, n in acts.items() if n > 1)
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "only_one_table_allowed"
    for block in blocks:
        yield from _of_sdk(block)
        if block["type"] in kinds:
            yield from _block(block)
        else:
            yield f"{block['type']} is not for this surface"


def _acts(block: dict[str, Any]) -> list[str]:
    found = [block.get("accessory", {}), *block.get("elements", ())]
    return [one["action_id"] for one in found if "action_id" in one]


def _of_sdk(block: dict[str, Any]) -> Iterator[str]:
    """What the SDK's model of the block refuses, or does not know."""
    try:
        parsed = Block.parse(block)
        known = parsed.to_dict() if parsed else None
    except (SlackObjectFormationError, TypeError) as error:
        yield f"{block['type']}: {error}"
        return
    if known != block:
        yield f"the SDK knows {block['type']} otherwise: {known}"


def _block(block: dict[str, Any]) -> Iterator[str]:
    yield from _length("block_id", block["block_id"])
    yield from KINDS[block["type"]](block)


def _header(block: dict[str, Any]) -> Iterator[str]:
    yield from _text(block["text"], LENGTHS[block["type"]], block["type"])
    if "accessory" in block:
        yield from _button(block["accessory"])


def _context(block: dict[str, Any]) -> Iterator[str]:
    yield from _count(block["elements"], 10, "context")
    for one in block["elements"]:
        yield from _text(one, LENGTHS["context"], "context")


def _actions(block: dict[str, Any]) -> Iterator[str]:
    yield from _count(block["elements"], 25, "actions")
    for one in block["elements"]:
        yield from _menu(one) if one["type"] == "overflow" else _button(one)


def _menu(made: dict[str, Any]) -> Iterator[str]:
    yield from _count(made["options"], 5, "overflow")
    for one in made["options"]:
        yield from _text(one["text"], 75, "option")
        if not 1 <= len(one["value"]) <= 150:
            yield f"value of {len(one['value'])} characters"


def _rich(block: dict[str, Any]) -> Iterator[str]:
    for part in block["elements"]:
        if part["type"] not in RICH or not part["elements"]:
            yield f"rich text of {part['type']} with {len(part['elements'])} elements"
        for leaf in part["elements"]:
            yield from _leaf(leaf)
    if not any(s.strip() for s in _said(block)):
        yield "blank rich text"


def _leaf(leaf: dict[str, Any]) -> Iterator[str]:
    match leaf:
        case {"type": "text", "text": str(text)} if text:
            pass
        case {"type": "link", "url": str(url), "text": str(text)} if text:
            yield from _length("url", url)
            if not re.match(r"https?://[^/\s]|mailto:", url):
                yield f"link to {url}"
        case {"type": "user", "user_id": str(user)} if re.fullmatch("[UW][A-Z0-9]+", user):
            pass
        case _:
            yield f"in rich text: {leaf}"


def _table(block: dict[str, Any]) -> Iterator[str]:
    rows = block["rows"]
    if not 0 < len(rows) <= 100 or len({len(row) for row in rows}) != 1:
        yield f"a table of {len(rows)} rows"
    yield from _count(rows[0], 20, "columns")
    yield from _count(block["column_settings"], 20, "column settings")
    for cell in (cell for row in rows for cell in row):
        if cell["type"] == "rich_text":
            yield from _rich(cell)
        elif cell["type"] != "raw_text" or not cell["text"].strip():
            yield f"cell {cell}"


def _button(made: dict[str, Any]) -> Iterator[str]:
    yield from _text(made["text"], LENGTHS["button"], "button")
    for name in ("value", "accessibility_label", "action_id"):
        if name in made:
            yield from _length(name, made[name])
    if "confirm" in made:
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            yield from _text(made["confirm"][name], most, f"confirm {name}")


def _input(block: dict[str, Any]) -> Iterator[str]:  # noqa: C901 - one case a kind
    yield from _text(block["label"], LENGTHS["label"], "label")
    if "hint" in block:
        yield from _text(block["hint"], LENGTHS["hint"], "hint")
    element = block["element"]
    if "placeholder" in element:
        yield from _text(element["placeholder"], LENGTHS["placeholder"], "placeholder")
    match element["type"]:
        case "plain_text_input":
            if not 1 <= element["max_length"] <= 3000:
                yield f"max_length {element['max_length']}"
            if units(element.get("initial_value", "")) > element["max_length"]:
                yield "initial_value is longer than may be typed"
        case "datepicker":
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-03-08")):
                yield "initial_date"
        case "timepicker" | "datetimepicker":
            yield from _moment(element)
        case "users_select" | "multi_users_select" | "multi_conversations_select":
            yield from _picked(element)
        case kind:
            yield from _choice(element, kind)


def _moment(element: dict[str, Any]) -> Iterator[str]:
    """Of a moment ten digits, the documentation says: whole seconds."""
    if not re.fullmatch(r"\d\d:\d\d", element.get("initial_time", "07:05")):
        yield "initial_time"
    if not re.fullmatch(r"\d{10}", str(element.get("initial_date_time", 10**9))):
        yield "initial_date_time"


def _picked(element: dict[str, Any]) -> Iterator[str]:
    known = element.get("initial_users", element.get("initial_conversations", ["U0"]))
    if not known or not all(re.fullmatch(r"[A-Z][A-Z0-9]+", one) for one in known):
        yield f"chosen in {element['type']}: {known}"


def _choice(element: dict[str, Any], kind: str) -> Iterator[str]:
    groups = element.get("option_groups", ())
    lists = [group["options"] for group in groups] or [element["options"]]
    for options in lists:
        yield from _count(options, MANY[kind], kind)
    if len(groups) > 100:
        yield "option groups"
    for group in groups:
        yield from _text(group["label"], 75, "group")
    yield from _every([option for options in lists for option in options], element)


def _every(every: list[dict[str, Any]], element: dict[str, Any]) -> Iterator[str]:
    if len({option["value"] for option in every}) != len(every):
        yield "an option's value twice"
    for option in every:
        yield from _text(option["text"], 75, "option")
        if "description" in option:
            yield from _text(option["description"], 75, "description")
        if not 1 <= units(option["value"]) <= 150:
            yield "an option's value"
    chosen = element.get("initial_options", [])
    chosen = [*chosen, element["initial_option"]] if "initial_option" in element else chosen
    if any(one not in every for one in chosen) or element.get("initial_options") == []:
        yield "chosen is what can't be chosen"


KINDS = {
    "header": _header,
    "section": _header,
    "context": _context,
    "rich_text": _rich,
    "actions": _actions,
    "table": _table,
    "input": _input,
}


def _text(shown: dict[str, Any], most: int, where: str) -> Iterator[str]:
    if not shown["text"].strip():
        yield f"blank {where}"
    if units(shown["text"]) > most:
        yield f"{where} of {units(shown['text'])}"
    if shown["type"] == "plain_text" and shown["emoji"]:
        yield f"{where} turns :emoji: into pictures"
    if shown["type"] == "mrkdwn" and (where not in {"section", "context"} or not shown["verbatim"]):
        yield f"{where} is markup"


def _length(name: str, value: str) -> Iterator[str]:
    if not 1 <= units(value) <= LENGTHS[name]:
        yield f"{name} of {units(value)}"


def _count(found: list[Any], most: int, what: str) -> Iterator[str]:
    if not 0 < len(found) <= most:
        yield f"{len(found)} {what}"


def _said(value: Any) -> Iterator[str]:
    """The texts that people see."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name in {"text", "url", "user_id"} and isinstance(one, str):
                yield one
            else:
                yield from _said(one)
    elif isinstance(value, list):
        for one in value:
            yield from _said(one)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
