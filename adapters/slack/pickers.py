"""Slack's own pickers, for people, channels and moments: what they begin with, what they send.

What a picker can't pick is asked for beside it, in an input whose id has an end of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from adapters.slack.size_limits import BOXES, INPUT, Json, clean, split
from adapters.slack.spans import words
from adapters.slack.workspaces import PLATFORM
from bot.words.events import Account, Channel, Mentioned
from bot.words.fields import DateTimeField, ManyField, Option, PeopleField, RoomsField, TextField
from bot.words.picked import (
    account_mark,
    mentioned,
    moment_or_words,
    moment_text,
    parted_people,
    picked_moment,
    picked_people,
    room_key,
)

State: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
LAST = 10**10  # seconds since 1970: ten digits, as the documentation has it
NAMES, WORDS, ELSEWHERE = "~names", "~words", "~elsewhere"
USERS = frozenset({"users_select", "multi_users_select"})
CONVERSATIONS = {"include": ["public", "private"], "exclude_bot_users": True}


def people(field: PeopleField, workspace: str) -> Json:
    ids = [account.id for account in _ours(field, workspace)]
    if field.several:
        known = {"initial_users": ids} if ids else {}
        return {"type": "multi_users_select", "placeholder": words("Pick people")} | known
    known_one = {"initial_user": ids[0]} if ids else {}
    return {"type": "users_select", "placeholder": words("Pick someone")} | known_one


def moment(field: DateTimeField) -> Json:
    at = picked_moment(field.value)
    known = {"initial_date_time": int(at.timestamp())} if at and at.tzinfo else {}
    return {"type": "datetimepicker"} | known


def rooms(field: RoomsField, workspace: str) -> Json | None:
    """Slack's own list of channels; None where there are few, which are all shown to be ticked, or
    none of this workspace."""
    ours = [o for o in field.options if _here(o.channel, workspace)]
    if len(field.options) <= BOXES or not ours:
        return None
    ids = [o.channel.id for o in ours if o.value in field.value]
    known = {"initial_conversations": ids} if ids else {}
    kind = {"type": "multi_conversations_select", "placeholder": words("Pick channels")}
    return kind | {"filter": CONVERSATIONS} | known


def elsewhere(field: RoomsField, workspace: str) -> ManyField | None:
    """The rooms that Slack's own list does not have, to be ticked; None where it has all."""
    split_off = rooms(field, workspace) is not None
    shown = [o for o in field.options if not split_off or not _here(o.channel, workspace)]
    options = tuple(Option(o.value, o.label) for o in shown)
    if not options:
        return None
    if not split_off:
        return ManyField(
            field.id, field.label, options, field.value, field.required, field.hint, field.error
        )
    label = f"{field.label.rstrip('?')}, outside this workspace"
    return ManyField(f"{field.id}{ELSEWHERE}", label, options, field.value, required=False)


def beside(field: PeopleField | DateTimeField, workspace: str) -> TextField | None:
    """The text for whom or what can't be picked."""
    if not field.words:
        return None
    if isinstance(field, PeopleField):
        typed, limit, end = _typed(field, workspace), field.limit, NAMES
    else:
        typed, limit, end = "" if picked_moment(field.value) else field.value, 60, WORDS
    name = f"{field.id}{end}"
    return TextField(name, field.words, typed, required=False, limit=limit, hint=field.hint)


def stands(field: PeopleField | RoomsField | DateTimeField, workspace: str) -> str:
    """What would be sent if nothing were changed."""
    match field:
        case PeopleField():
            typed = _typed(field, workspace) if field.words else ""
            ours = _ours(field, workspace)
            begin = (split(clean(typed), INPUT) or [""])[0]
            return picked_people(ours if field.several else ours[:1], begin)
        case DateTimeField():
            at = picked_moment(field.value)
            if at is None:
                return field.value.strip() if field.words else ""
            return moment_text(at.astimezone(UTC)) if at.tzinfo else ""
        case RoomsField():
            chosen = [o.value for o in field.options if o.value in field.value]
            return ",".join(chosen) if rooms(field, workspace) is None else _in_order(chosen)


def value(given: Mapping[str, Any], workspace: str) -> str:
    """What one picker sent."""
    match given["type"]:
        case "users_select" | "multi_users_select":
            ids = [given.get("selected_user"), *(given.get("selected_users") or ())]
            return picked_people(Account(PLATFORM, workspace, str(one)) for one in ids if one)
        case "multi_conversations_select":
            found = given.get("selected_conversations") or ()
            return _in_order(room_key(Channel(PLATFORM, workspace, str(one))) for one in found)
        case "timepicker":
            return str(given.get("selected_time") or "")
        case "datetimepicker":
            seconds = given.get("selected_date_time")
            if not isinstance(seconds, int) or not 0 < seconds < LAST:
                return ""
            return moment_text(datetime.fromtimestamp(seconds, UTC))
        case _:
            return ""


def merged(found: Mapping[str, str]) -> dict[str, str]:
    """The fields by their own ids, with what was asked beside them."""
    whole = {name: text for name, text in found.items() if "~" not in name}
    for name, text in found.items():
        of, mark, _ = name.partition("~")
        before = whole.get(of, "")
        if name.endswith(NAMES):
            whole[of] = ", ".join(filter(None, (before, text.strip().strip(",").strip())))
        elif name.endswith(WORDS):
            whole[of] = moment_or_words(before, text)
        elif mark:
            whole[of] = _in_order(filter(None, (*before.split(","), *text.split(","))))
    return whole


def picked(state: State, workspace: str) -> tuple[Mentioned, ...]:
    """The people whom Slack's pickers name; nothing that was typed makes one."""
    given = (one for by_action in state.values() for one in by_action.values())
    return mentioned(value(one, workspace) for one in given if one.get("type") in USERS)


def _ours(field: PeopleField, workspace: str) -> list[Account]:
    accounts, _ = parted_people(field.value)
    return [one for one in accounts if (one.platform, one.workspace) == (PLATFORM, workspace)]


def _typed(field: PeopleField, workspace: str) -> str:
    accounts, typed = parted_people(field.value)
    ours = _ours(field, workspace)
    shown = ours if field.several else ours[:1]
    others = (account_mark(one) for one in accounts if one not in shown)
    return ", ".join(filter(None, (*others, typed)))


def _here(channel: Channel, workspace: str) -> bool:
    return (channel.platform, channel.workspace) == (PLATFORM, workspace)


def _in_order(keys: Iterable[str]) -> str:
    """Whatever order they were picked in, the same rooms are the same text."""
    return ",".join(sorted(set(keys)))


def parts(field: object, workspace: str) -> Iterator[TextField | ManyField]:
    """The inputs beside a field's own."""
    found: TextField | ManyField | None = None
    if isinstance(field, PeopleField | DateTimeField):
        found = beside(field, workspace)
    elif isinstance(field, RoomsField) and rooms(field, workspace) is not None:
        found = elsewhere(field, workspace)
    if found is not None:
        yield found
