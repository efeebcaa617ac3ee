"""Teams' own pickers, for people, times and moments: what they begin with, what they send.

Teams asks for a moment by a day and a time; what can't be picked is asked for in a text beside it.
Their ids have ends of their own.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from adapters.teams.callback_data import FIELD, Json
from bot.words.events import Account, Mentioned
from bot.words.fields import DateTimeField, Field, PeopleField, TextField, TimeField
from bot.words.picked import (
    account_mark,
    mentioned,
    moment_or_words,
    parted_people,
    picked_moment,
    picked_people,
    picked_time,
)

Kind: TypeAlias = Literal["people", "moment"]
PLATFORM = "teams"
NAMES, TIME, WORDS = "~names", "~time", "~words"
# The people of the chat or team that the form stands in: those whom Teams tells a bot about.
PEOPLE = {"type": "Data.Query", "dataset": "graph.microsoft.com/users?scope=currentContext"}
MOST = 50


def kinds(fields: tuple[Field, ...]) -> dict[str, Kind]:
    """Which fields of a form are put together again from what Teams sends."""
    found: dict[str, Kind] = {f.id: "people" for f in fields if isinstance(f, PeopleField)}
    return found | {f.id: "moment" for f in fields if isinstance(f, DateTimeField)}


def people(field: PeopleField, asks: Json) -> Json:
    ids = [one.id for one in _ours(field)]
    value = ",".join(ids if field.several else ids[:1])
    more: Json = {"choices": [], "choices.data": PEOPLE, "isMultiSelect": field.several}
    return {"type": "Input.ChoiceSet", **asks, **more, "value": value, "wrap": True}


def clock(field: TimeField, asks: Json) -> Json:
    value = {"value": field.value} if picked_time(field.value) else {}
    return {"type": "Input.Time", **asks, **value}


def moment(field: DateTimeField, asks: Json) -> list[Json]:
    """A day, and at what time."""
    at = picked_moment(field.value)
    day: Json = {"type": "Input.Date", **asks}
    time: Json = {
        "type": "Input.Time",
        "id": f"{FIELD}{field.id}{TIME}",
        "label": f"{asks['label']}: at what time?",
        "spacing": "Small",
    }
    if at is None:
        return [day, time]
    return [day | {"value": f"{at:%Y-%m-%d}"}, time | {"value": f"{at:%H:%M}"}]


def beside(field: PeopleField | DateTimeField) -> TextField | None:
    """The text for whom or what can't be picked."""
    if not field.words:
        return None
    if isinstance(field, PeopleField):
        accounts, typed = parted_people(field.value)
        ours = _ours(field) if field.several else _ours(field)[:1]
        others = (account_mark(one) for one in accounts if one not in ours)
        typed, limit, end = ", ".join(filter(None, (*others, typed))), field.limit, NAMES
    else:
        typed, limit, end = "" if picked_moment(field.value) else field.value, 60, WORDS
    return TextField(f"{field.id}{end}", field.words, typed, required=False, limit=limit)


def merged(filled: Mapping[str, str], of: Mapping[str, str], tenant: str) -> dict[str, str]:
    """The fields by their own ids, with what was asked beside them."""
    whole = {name: text for name, text in filled.items() if "~" not in name}
    for name, kind in of.items():
        if kind == "people":
            typed = filled.get(f"{name}{NAMES}", "")
            whole[name] = picked_people(_accounts(filled.get(name, ""), tenant), typed)
        elif kind == "moment":
            parts = (filled.get(name, ""), filled.get(f"{name}{TIME}", "")[:5])
            picked = "T".join(filter(None, parts))
            whole[name] = moment_or_words(picked, filled.get(f"{name}{WORDS}", ""))
    return whole


def picked(filled: Mapping[str, str], of: Mapping[str, str], tenant: str) -> tuple[Mentioned, ...]:
    """The people whom Teams' pickers name; nothing that was typed makes one."""
    names = [name for name, kind in of.items() if kind == "people"]
    return mentioned(picked_people(_accounts(filled.get(name, ""), tenant)) for name in names)


def _accounts(value: str, tenant: str) -> list[Account]:
    ids = [one.strip() for one in value.split(",")][:MOST]
    return [Account(PLATFORM, tenant, one) for one in ids if one]


def _ours(field: PeopleField) -> list[Account]:
    return [one for one in parted_people(field.value)[0] if one.platform == PLATFORM]
