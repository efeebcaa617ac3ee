"""Spans as Slack's rich text, where nothing that people typed can become markup.

Times stay as the hospital's clock shows them. Slack could show them on the reader's own clock, but
then the two sides, the notification and a screen reader would name one moment differently; the zone
stands beside the time instead.
"""

import re
from collections.abc import Iterator, Sequence
from typing import assert_never
from urllib.parse import urlsplit

from adapters.slack.size_limits import ESCAPED, PIECE, SMALL, Json, clean, escape, heft, split
from bot.words import plain_text
from bot.words.cards import Bold, Link, Mention, Span, Spans, To, When
from bot.words.events import Account

PLATFORM = "slack"
LONGEST_URL, LONGEST_LINK = 2000, 900
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_ACTIVE = re.compile(r"[*_~`<>&]|:[^\s:]+:")
_EMOJI = re.compile(r":[^\s:]+:")
_BOLD_WELL = re.compile(r"(?:[^*]|(?<![^\s(])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![^\s.,:;)!?]))*")


def rich(told: Spans, workspace: str) -> list[Json]:
    """The spans as elements of a rich text: none is empty, none longer than a block may be."""
    return [element for span in told for element in _elements(span, workspace)]


def text(shown: str, **style: bool) -> list[Json]:
    """Words as they are, in as many pieces as it takes."""
    shown = clean(shown)
    pieces = [shown] if 0 < len(shown) * ESCAPED <= PIECE else split(shown, PIECE, heft)
    styled: Json = {"style": style} if style else {}
    return [{"type": "text", "text": piece} | styled for piece in pieces]


def plain(told: Spans) -> str:
    return clean(plain_text.spans(told))


def quiet(told: Spans, workspace: str) -> Json | None:
    """The spans as one text object, for places that take no rich text; None if they are too long.

    Slack's markup has no way to quote a character, so it is used only where no text has one that
    means anything; otherwise what is shown is plain.
    """
    shown = plain(told)
    if heft(shown) > SMALL:
        return None
    parts = [_marked(span, workspace) for span in told]
    marked = "".join(parts)
    if (
        all(map(_inert, told))
        and not _meet(parts)
        and _BOLD_WELL.fullmatch(marked)
        and heft(marked) <= SMALL
    ):
        return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return words(shown)


def words(shown: str) -> Json:
    """A plain text object; the caller sees to its length, and that it is not blank."""
    return {"type": "plain_text", "text": shown, "emoji": False}


def is_user(account: Account, workspace: str) -> bool:
    """Whether Slack can call this account by name in that workspace."""
    here = account.platform == PLATFORM and account.workspace == workspace
    return here and _USER.fullmatch(account.id) is not None


def _elements(span: Span, workspace: str) -> Iterator[Json]:
    match span:
        case str():
            yield from text(span)
        case Bold(shown):
            yield from text(shown, bold=True)
        case Link(shown, url) if _is_link(shown, url):
            yield {"type": "link", "url": url, "text": clean(shown) or url}
        case Mention(account) if is_user(account, workspace):
            yield {"type": "user", "user_id": account.id}
        case Link() | Mention() | When() | To():
            yield from text(plain_text.spans((span,)))
        case _:
            assert_never(span)


def _marked(span: Span, workspace: str) -> str:
    match span:
        case Bold(shown) if clean(shown):
            return f"*{clean(shown)}*"
        case Link(shown, url) if _is_link(shown, url):
            return f"<{escape(url)}|{clean(shown)}>"
        case Mention(account) if is_user(account, workspace):
            return f"<@{account.id}>"
        case _:
            return clean(plain_text.spans((span,)))


def _meet(parts: Sequence[str]) -> bool:
    """Whether the ends of texts that mean nothing alone make an emoji together."""
    return _EMOJI.search("".join(" " if part[:1] == "<" else part for part in parts)) is not None


def _inert(span: Span) -> bool:
    """Whether no character of it means anything to Slack."""
    match span:
        case Link(shown, url) if _is_link(shown, url):
            return (
                bool(clean(shown)) and not re.search(r"[|\n]", shown) and not _ACTIVE.search(shown)
            )
        case _:
            return not _ACTIVE.search(plain_text.spans((span,)))


def _is_link(shown: str, url: str) -> bool:
    """Whether Slack takes it as a link: an address of the web or of a mailbox, and not too long."""
    if not url.isprintable() or heft(url) > LONGEST_URL or heft(clean(shown)) > LONGEST_LINK:
        return False
    if re.search(r'[\s<>|"\\^`{}]', url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc if parts.scheme in {"http", "https"} else parts.scheme == "mailto")
