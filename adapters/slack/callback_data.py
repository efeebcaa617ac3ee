"""Packs an action into a button or a form, and unpacks what comes back without trusting it."""

import json
import re
from functools import lru_cache

from adapters.slack.size_limits import PRIVATE
from bot.words.events import Action

NAME = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
WHOLE = "slack.whole"
"""What the button of a shortened message carries. The adapter answers it itself: with the whole
message in a window (`home.said`), at the page that the one argument names."""
_JSON = json.JSONEncoder(separators=(",", ":"))
_HTML = str.maketrans({"&": "\\u0026", "<": "\\u003c", ">": "\\u003e"})


class Garbled(Exception):
    """It came back as we never sent it: forged, or from another version."""


@lru_cache(1024)
def pack(action: Action) -> str:
    """In ASCII and without a character that anybody escapes on the way."""
    return _JSON.encode([action.name, *action.args]).translate(_HTML)


def unpack(packed: object) -> Action:
    """The action that `pack` made; Garbled for anything else."""
    if not isinstance(packed, str) or len(packed) > PRIVATE:
        raise Garbled("not a packed action")
    try:
        found = json.loads(packed)
    except (ValueError, RecursionError):
        raise Garbled("not a packed action") from None
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise Garbled("not a packed action")
    if not found or not NAME.fullmatch(found[0]):
        raise Garbled("not the name of an action")
    return Action(found[0], tuple(found[1:]))
