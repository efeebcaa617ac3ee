"""What a person reads on a rendered Teams payload, and the buttons they find there."""

import re
from collections.abc import Iterator
from typing import Any

PLACES = ("attachments", "card", "content", "body", "items", "columns", "rows", "cells", "actions")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every element and action, from the outside in; not what an older client falls back to."""
    if isinstance(value, list):
        for one in value:
            yield from parts(one)
    elif isinstance(value, dict):
        yield value
        for place in (*PLACES, "facts", "inlines", "choices"):
            yield from parts(value.get(place))


def text(payload: Any) -> str:
    """All that is shown, in its order, a line an element."""
    return "\n".join(filter(None, map(_said, parts(payload))))


def _said(part: dict[str, Any]) -> str:
    match part:
        case {"type": "TextBlock", "text": words}:
            return unmarked(words)
        case {"type": "RichTextBlock", "inlines": runs}:
            return "".join(run["text"] for run in runs)
        case {"title": title, "value": value} if "type" not in part:
            return f"{unmarked(title)}: {unmarked(value)}"
        case {"label": label, **rest}:
            return f"{label} {rest.get('value', '')}"
        case {"title": title}:
            return str(title)
        case _:
            return ""


def unmarked(marked: str) -> str:
    """Markdown as it shows, with paragraphs on lines of their own."""
    shown = re.sub(r"\[((?:[^\\\]]|\\.)*)\]\([^)]*\)", r"\1", marked.replace("\n\n", "\n"))
    plain = re.sub(r"(?<!\\)(?:\*\*|</?at>)", "", shown)
    return _ESCAPE.sub(r"\1", plain)


def actions(payload: Any) -> list[dict[str, Any]]:
    """Every button that does something, those that a question unfolds too."""
    found = (part for part in parts(payload) if str(part.get("type", "")).startswith("Action."))
    return [part for part in found if part["type"] not in ("Action.ShowCard", "Action.OpenUrl")]


def only(payload: Any, kind: str) -> list[dict[str, Any]]:
    return [part for part in parts(payload) if part.get("type") == kind]
