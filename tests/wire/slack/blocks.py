"""Block Kit's blocks: which there are, where each may be used, and how much of each.

The surfaces are those of Slack's reference pages, and where those err, what is known to show.
"""

from collections.abc import Iterator
from typing import Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.wire.slack.checks import (
    Check,
    Complaints,
    also,
    any_field,
    complain,
    flag,
    many,
    number,
    one_of,
    shape,
    typed,
    words,
)
from tests.wire.slack.elements import (
    ACCESSORY,
    ACTIONS,
    CONTEXT,
    ID,
    IMAGE,
    INPUT,
    NUMBER_CELL,
    SLACK_FILE,
    URL,
    plain,
    text,
)
from tests.wire.slack.rich import RICH
from tests.wire.slack.things import Json

Surface = Literal["message", "modal", "home"]
MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MOST_TEXT = 12_000  # of all blocks of a message; more gives msg_blocks_too_long (bolt-js #2509)
MARKDOWN = 12_000
NAMED = {"block_id": ID}

TABLE_CELL = typed(
    {"rich_text": RICH, "raw_text": shape({"text": words(3000)}), "raw_number": NUMBER_CELL}
)
BASIC: dict[str, Check] = {
    "section": also(
        shape(
            {},
            {
                **NAMED,
                "text": text(3000),
                "fields": many(text(2000), 10),
                "accessory": ACCESSORY,
                "expand": flag,
            },
        ),
        any_field(["text", "fields"]),
    ),
    "header": shape({"text": plain(150)}, NAMED),
    "divider": shape({}, NAMED),
    "context": shape({"elements": many(CONTEXT, 10)}, NAMED),
    "actions": shape({"elements": many(ACTIONS, 25)}, NAMED),
    "image": also(
        shape(
            {"alt_text": words(2000)},
            {**NAMED, "image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        ),
        any_field(["image_url", "slack_file"]),
    ),
    "rich_text": RICH,
    "input": shape(
        {"label": plain(2000), "element": INPUT},
        {**NAMED, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
}
TABLE = shape(
    {"rows": many(many(TABLE_CELL, 20), 100)},
    {
        **NAMED,
        "column_settings": many(
            shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}), 20
        ),
    },
)
CARD = also(
    shape(
        {},
        {
            **NAMED,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "hero_image": typed({"image": IMAGE}),
            "icon": typed({"image": IMAGE}),
            "actions": many(ACTIONS, 2),
        },
    ),
    any_field(["hero_image", "title", "actions", "body"]),
)
LABEL = words(20)
SERIES = shape({"name": LABEL, "data": many(shape({"label": LABEL, "value": number}), 20, 1)})
AXIS = shape({"categories": many(LABEL, 20, 1)}, {"x_label": words(50), "y_label": words(50)})
CHART = shape(
    {
        "title": words(50),
        "chart": typed({"bar": shape({"series": many(SERIES, 6, 1), "axis_config": AXIS})}),
    },
    NAMED,
)
MOST_CHARTS = 2
MESSAGE = {
    "data_visualization": CHART,
    "table": TABLE,
    "markdown": shape({"text": words(MARKDOWN)}, NAMED),
    "card": CARD,
}
ALERT = shape(
    {"text": text(3000)},
    {**NAMED, "level": one_of("default", "info", "warning", "error", "success")},
)
ALLOWED: dict[Surface, dict[str, Check]] = {
    "message": BASIC | MESSAGE,
    "modal": BASIC | {"alert": ALERT},
    "home": BASIC | {"card": CARD},
}
TITLE = plain(24)
COMMON = {
    "private_metadata": words(3000, 0),
    "callback_id": words(255, 0),
    "external_id": words(255, 0),
}
ENDS = {"submit": TITLE, "close": TITLE, "clear_on_close": flag, "notify_on_close": flag}


def message_errors(blocks: Json) -> list[str]:
    """What Slack would say of a message's blocks; nothing when they are in order."""
    found = list(_blocks(blocks, "/blocks", "message"))
    return found or list(_sdk_blocks(blocks))


def view_errors(view: Json) -> list[str]:
    """The same of a modal or a Home tab, by its own type."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return [complain("unsupported type", "/view/type")]
    may = COMMON | (ENDS if view["type"] == "modal" else {})
    must = {"blocks": _nothing} | ({"title": TITLE} if view["type"] == "modal" else {})
    found = list(shape(must, may)(view, "/view"))
    found += _blocks(view.get("blocks"), "/view/blocks", view["type"])
    return found or list(_ends(view)) or list(_sdk_view(view))


def _nothing(value: Json, path: str) -> Complaints:
    yield from ()


def _blocks(blocks: Json, path: str, surface: Surface) -> Iterator[str]:
    least = 0 if surface == "message" else 1
    each = typed(ALLOWED[surface])
    found = list(many(each, MOST_BLOCKS[surface], least)(blocks, path))
    yield from found
    if not found:
        yield from _unlike(blocks, path)
        yield from _single(blocks, path)


def _unlike(blocks: list[Json], path: str) -> Complaints:
    """No id twice: block ids in all of it, action ids within a block."""
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        name = block.get("block_id")
        if name is not None and name in seen:
            yield complain("`block_id` must be unique", f"{path}/{i}/block_id")
        seen.add(name or "")
        actions = [e.get("action_id") for e in _interactive(block) if e.get("action_id")]
        if len(actions) != len(set(actions)):
            yield complain("`action_id` must be unique within a block", f"{path}/{i}")


def _interactive(block: Json) -> list[Json]:
    """The elements of a block that may have an action id."""
    inner = [block.get("accessory"), block.get("element"), *block.get("actions", [])]
    elements = block.get("elements", []) if block["type"] == "actions" else []
    return [e for e in [*inner, *elements] if e]


def _single(blocks: list[Json], path: str) -> Complaints:
    if sum(b["type"] == "table" for b in blocks) > 1:
        yield complain("only_one_table_allowed", path)
    charts = [b["chart"] for b in blocks if b["type"] == "data_visualization"]
    if len(charts) > MOST_CHARTS:
        yield complain(f"must be less than {MOST_CHARTS + 1} charts", path)
    for chart in charts:
        labels = [[point["label"] for point in one["data"]] for one in chart["series"]]
        if any(one != chart["axis_config"]["categories"] for one in labels):
            yield complain("labels must match categories", path)
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MARKDOWN:
        yield complain(f"must be less than {MARKDOWN + 1} characters", path)
    focused = [e for b in blocks for e in _interactive(b) if e.get("focus_on_load")]
    if len(focused) > 1:
        yield complain("`focus_on_load` may be set on one element only", path)


def _ends(view: Json) -> Complaints:
    asks = [i for i, b in enumerate(view["blocks"]) if b["type"] == "input"]
    if view["type"] == "modal" and asks and "submit" not in view:
        what = "must define `submit` to use an `input` block in modals"
        yield complain(what, f"/view/blocks/{asks[0]}/input")
    if len(str(view).encode()) > 250_000:
        yield complain("view_too_large", "/view")


def _sdk_blocks(blocks: list[Json]) -> Iterator[str]:
    """What the SDK's own models refuse and the checks above let through."""
    for i, block in enumerate(blocks):
        try:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.to_dict()
        except (SlackObjectFormationError, TypeError, KeyError) as error:
            yield complain(str(error), f"/blocks/{i}")


def _sdk_view(view: Json) -> Iterator[str]:
    try:
        View(**view).to_dict()
    except (SlackObjectFormationError, TypeError, KeyError) as error:
        yield complain(str(error), "/view")


def written(value: Json) -> int:
    """Characters of text in blocks, as Slack counts towards msg_blocks_too_long."""
    if isinstance(value, dict):
        own = sum(len(v) for k, v in value.items() if k in {"text", "url"} and isinstance(v, str))
        return own + sum(written(v) for v in value.values())
    if isinstance(value, list):
        return sum(written(v) for v in value)
    return 0
