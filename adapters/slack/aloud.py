"""What Slack's blocks say, as text: for notifications, and for screen readers."""

import re
from collections.abc import Iterable

from adapters.slack.size_limits import Json, escape

MORE = "+"
"""The id, before it gets its number, of a block that goes on with the text of the one above."""
_LINK = re.compile(r"<([^@|>][^|>]*)\|([^>]*)>")


def aloud(blocks: Iterable[Json]) -> str:
    """All that blocks say but for their buttons, as text that Slack reads for markup: for
    notifications, and for screen readers, which read nothing else of a message."""
    told = ""
    for block in blocks:
        if said := _aloud(block):
            goes_on = str(block.get("block_id", "")).endswith(MORE)
            told += said if goes_on or not told else f"\n{said}"
    return told


def _aloud(block: Json) -> str:  # noqa: PLR0911 - one case a kind
    match block["type"]:
        case "header" | "section" | "alert":
            return _object(block["text"])
        case "context":
            return " ".join(map(_object, block["elements"]))
        case "rich_text":
            return "".join(map(_part, block["elements"]))
        case "table":
            head, *rows = [[_aloud(cell) for cell in row] for row in block["rows"]]
            return "\n".join(", ".join(map(_named, head, row)) for row in rows) or ", ".join(head)
        case "raw_text":
            return escape(block["text"])
        case "input":
            return _object(block["label"])
        case _:
            return ""


def _named(name: str, cell: str) -> str:
    return f"{name}: {cell}"


def _object(shown: Json) -> str:
    """Markup of ours is bold, links and mentions, of which only mentions are read right."""
    told: str = shown["text"]
    if shown["type"] != "mrkdwn":
        return escape(told)
    return _LINK.sub(lambda link: f"{link[2]} ({link[1]})", told.replace("*", ""))


def _part(part: Json) -> str:
    told = "".join(map(_element, part["elements"]))
    return f"“{told}”" if part["type"] == "rich_text_quote" else told


def _element(element: Json) -> str:
    match element["type"]:
        case "user":
            return f"<@{element['user_id']}>"
        case "link" if element["text"] != element["url"]:
            return escape(f"{element['text']} ({element['url']})")
        case _ if element.get("style", {}).get("code"):
            return ""
        case _:
            return escape(element["text"])
