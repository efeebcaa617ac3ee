"""What a message in Teams forwards or replies to: words of somebody else, which come as parts.

Microsoft Graph's `chatMessageAttachment` names the kinds: "forwardedMessageReference" and
"messageReference", whose content is JSON as a string. Clients also put the message that is replied
to into the HTML, as a block of their own kind, and its words into the plain text as well.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.network.json_codec import loads
from adapters.teams.text import parted_html, plain_html, typed

FORWARDED, REPLIED = "forwardedMessageReference", "messageReference"
_BODIES = {FORWARDED: "originalMessageContent", REPLIED: "messagePreview"}
_MENTION = re.compile(
    r"<span\b[^>]*schema\.skype\.com/Mention[^>]*>(.*?)</span>", re.IGNORECASE | re.DOTALL
)
_MARKED = frozenset({"xml", "html"})


def parted(activity: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Its writer's own words, and the messages that it forwards or replies to."""
    told = activity.get("text")
    text, also = told if isinstance(told, str) else "", referred(activity)
    if activity.get("textFormat") in _MARKED:
        _, quoted = parted_html(text)
        return typed(activity), _once((*quoted, *also))
    body = _body(activity)
    quoted = parted_html(body)[1] if body else ()
    if not quoted:
        return typed(activity), _once(also)
    # The plain text has the words of both; the HTML says which are whose.
    unquoted = {**activity, "text": _with_tags(body), "textFormat": "html"}
    return typed(unquoted), _once((*quoted, *also))


def _body(activity: Mapping[str, Any]) -> str:
    """The message as HTML, which comes as an attachment beside its plain text."""
    for one in activity.get("attachments", ()):
        if one.get("contentType") == "text/html" and isinstance(one.get("content"), str):
            return str(one["content"])
    return ""


def _with_tags(body: str) -> str:
    """With mentions as they are in the text: the HTML of clients has spans for them."""
    return _MENTION.sub(r"<at>\1</at>", body)


def referred(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The messages that its attachments refer to."""
    return tuple(_referred(message))


def _referred(activity: Mapping[str, Any]) -> Iterator[str]:
    for one in activity.get("attachments", ()):
        part = _BODIES.get(str(one.get("contentType")))
        told = _content(one.get("content")) if part else {}
        body = told.get(part or "")
        if isinstance(body, str) and (said := plain_html(body)):
            yield said if "<" in body else html.unescape(body).strip()


def _content(content: object) -> Mapping[str, Any]:
    """What such an attachment holds; nothing where it can't be read."""
    if isinstance(content, str):
        try:
            content = loads(content.encode())
        except (ValueError, RecursionError):
            return {}
    return content if isinstance(content, Mapping) else {}


def _once(quoted: tuple[str, ...]) -> tuple[str, ...]:
    """Some clients tell of the same message twice."""
    return tuple(dict.fromkeys(quoted))
