"""What people typed into Slack, as they saw it: without its markup for who, where and links."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from adapters.slack.size_limits import clean
from bot.words.typed import OURS

WORD = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_TOKEN = re.compile(r"<([@#!][^<>]+|[a-z][a-z0-9+.-]*:[^<>]+)>")
_NO_DIGIT = re.compile(r"\D")
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:(?::skin-tone-[2-6]:)?")


def typed(text: str, blocks: Iterable[object] = ()) -> str:
    """The text of a message or a command. `blocks` are the message's own, where Slack sends them:
    they tell what its :emoji: are. A channel that Slack does not name stays unnamed."""
    known = dict(_emoji(list(blocks)))
    shown = "".join(_parts(text))
    return clean(_SHORTCODE.sub(lambda m: known.get(m[0], m[0]), shown)) if known else clean(shown)


def with_ours(text: str, bot_user: str) -> str:
    """With `OURS` for every mention of the bot; the rest is still as Slack sent it."""
    if not bot_user:
        return text
    return re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>", OURS, text)


def people(text: str) -> Iterator[tuple[str, str]]:
    """The id of everybody whom a text mentions, and what stands behind the "@" in what is shown."""
    for found in _TOKEN.finditer(text):
        target, _, label = map(_plain, found[1].partition("|"))
        if target.startswith("@"):
            yield target[1:], _user(target, label)[1:]


def _parts(text: str) -> Iterator[str]:
    end = 0
    for found in _TOKEN.finditer(text):
        yield _plain(text[end : found.start()])
        yield _token(found[1])
        end = found.end()
    yield _plain(text[end:])


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(inside: str) -> str:
    """One of Slack's `<…>`: who, where, which group, when, or an address."""
    target, _, label = map(_plain, inside.partition("|"))
    told = _TOLD.get(target[:1], _link)
    return told(target, label)


def _user(target: str, label: str) -> str:
    return f"@{(label or target[1:]).removeprefix('@')}"


def _channel(target: str, label: str) -> str:
    return f"#{label or 'channel'}"


def _special(target: str, label: str) -> str:
    """`!here`, `!subteam^S1|@it`, `!date^0^{date}|1 January`."""
    if target.startswith("!subteam"):
        return f"@{label.removeprefix('@') or 'group'}"
    if target.startswith("!date"):
        return label
    return f"@{(label or target[1:]).removeprefix('@')}"


def _link(target: str, label: str) -> str:
    """An address as it was typed; with the words it was put behind, if it was."""
    bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", target).rstrip("/")
    if not label:
        return target.removeprefix("mailto:").removeprefix("tel:")
    if target.startswith("tel:") and _same_number(bare, label):
        return label
    return label if bare == label.rstrip("/") or target == label else f"{label} ({target})"


def _same_number(dialled: str, label: str) -> bool:
    """Whether a telephone number is the one that was typed, perhaps without its country."""
    typed_digits = _NO_DIGIT.sub("", label)
    return bool(typed_digits) and _NO_DIGIT.sub("", dialled).endswith(typed_digits.lstrip("0"))


_TOLD: Mapping[str, Callable[[str, str], str]] = {"@": _user, "#": _channel, "!": _special}


def _emoji(value: object) -> Iterator[tuple[str, str]]:
    """The emoji in the blocks of a message: how Slack spells them, and what they look like."""
    if isinstance(value, list):
        for one in value:
            yield from _emoji(one)
    elif isinstance(value, dict):
        if value.get("type") == "emoji":
            yield from _spelled(value)
        yield from _emoji(value.get("elements"))


def _spelled(emoji: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    name, code, tone = emoji.get("name"), emoji.get("unicode"), emoji.get("skin_tone")
    try:
        shown = "".join(chr(int(part, 16)) for part in str(code or "").split("-"))
    except (ValueError, OverflowError):  # an emoji of this workspace's own has none
        return
    yield f":{name}:" + (f":skin-tone-{tone}:" if tone else ""), shown


def word(told: object) -> str:
    """An id or a kind, as Slack names things, for the logs; nothing else gets in by being one."""
    found = str(told or "")
    return found if WORD.fullmatch(found) else "unknown"
