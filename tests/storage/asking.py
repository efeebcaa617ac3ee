"""Asks any function of storage something of Harbor City's: what it is given goes by the names and
kinds of what it takes, so that a new function is asked without a line here."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import select

import storage
from bot.features.setup import NewRoom
from bot.words.platforms import PLATFORMS
from storage import Base, HospitalSession
from storage.delivery import inbox
from storage.delivery.held_answers import HeldAnswer
from storage.delivery.outbox import Address
from storage.nouns import open_answers, sealed_ballots
from storage.nouns.ballots import Vote
from storage.nouns.concern_lists import Scope
from storage.nouns.huddle_schedule import Step
from storage.nouns.oncall import Turn
from storage.trust.erasure_of_words import Words
from tests.filled import EVERY_ROOM
from tests.harness import CAST, HOME, WARDS, staff

HID = "harbor"
NOW = datetime(2026, 3, 20, 15, tzinfo=UTC)
SPAN = timedelta(days=99)
WHERE = ("teams", HOME["teams"], "ana")
# What all others stand on: keys are for all, and a statement says whose rows it asks for.
LOW = ("base", "gathering", "loading", "migrate", "pgq", "prepared", "sealed_texts")
# By the name of a function's argument, or by the function and its argument.
GIVEN: dict[str, Any] = {
    "open_answers.unseal:number": 999,
    "hid": HID,
    "hospital_id": HID,
    "until": NOW + SPAN,
    "since": NOW - SPAN,
    "before": NOW + SPAN,
    "start": NOW - SPAN,
    "end": NOW + SPAN,
    "within": SPAN,
    "number": 101,
    "numbers": (101, 102, 1),
    "person_id": 1,
    "author_id": 7,
    "other": 2,
    "keep": 1,
    "lose": 2,
    "limit": 500,
    "words": "ana",
    "kind": "slack-install",
    "key": "concern:101",
    "role": "admin",
    "unit": "5W",
    "shift": "day",
    "slot": "",
    "wall": "2026-03-07 08:15",
    "states": ("new", "closed", "open", "fixed"),
    "names": ("quay", "bight"),
    "place": (*WHERE, True),
    "where": WHERE,
    "address": WHERE,
    "source": (*WHERE, "m1"),
    "email": "ana@harbor.example",
    "erasure_of_words.find:words": Words("Ana Ruiz", "", [(*WHERE[:2], "person")]),
    "account": staff("Ana Ruiz", "clinical", "teams").accounts[0],
    "channel": "room",
    "channels": ("room",),
    "destinations": (),
    "claims.claim:room": dict.fromkeys(PLATFORMS, 5),
    "full": (),
    "queue_heads.heads:destinations": None,
    "taken": (),
    "ref": "m1",
    "people": (1, 2),
    "room": NewRoom((*WHERE[:2], "new"), "wins", "New"),
    "sides": ("a", "b"),
    "frm": ("asking", "posted"),
    "people.seed:wanted": CAST,
    "rooms.seed:wanted": EVERY_ROOM,
    "inbox.already_handled:wanted": (inbox.idempotency_key(HID, ("Command", "slack"), NOW),),
    "handled": (inbox.idempotency_key(HID, ("Command", "new"), NOW),),
    "vote": Vote("1", "", "clinical", "1"),
    "playground.post:values": {"author": "ana", "text": "words", "at": NOW},
    "playground.changed:since": 0,
    "playground.changed:most": 100,
    "playground.account:account": "ana",
    "sealed_secrets.swap:name": ("slack-install", "d"),
    "sealed_secrets.drop:name": ("slack-install", "d"),
    "outbox.replace_unopened:place": {"key": "concern:101"},
    "turns": (Turn(1, "oncall", NOW, NOW + SPAN),),
    "oncall.replace:source": "rota.csv",
    **{f"imported.{name}:source": "staff.csv" for name in ("of_source", "mark", "unmark")},
    "imported.add:people": (),  # whoever is added is of the session's own hospital by their number
    "huddle_schedule.claim:step": lambda clock: Step(clock.wall, clock.next_run_at, 0, "", None),
    "concern_lists.page:scope": Scope(person=1),
    "concern_lists.count:scope": Scope(),
    "concern_lists.by_number:scope": Scope(),
    "held_answers.hold:answers": (HeldAnswer("t", *WHERE[:2], "person", "{}", NOW),),
    "ballots.begin:number": 999,
    **{
        f"sealed_ballots.{name}:number": 999
        for name in ("begin", "key", "of", "put", "withdraw", "join", "count")
    },
    "playground.post:key": "key",
    "teams_directory.keep:values": {
        "conversation": "19:x",
        "service_url": "https://x.example",
        "bot": "28:b",
        "kind": "personal",
        "team": "",
        "seen_at": NOW,
    },
}
KINDS: dict[type, Any] = {
    int: 1,
    str: "person",
    bool: True,
    float: 0.0,
    datetime: NOW,
    date: date(2026, 3, 9),
    timedelta: SPAN,
    Address: Address("teams", HOME["teams"], WARDS["5W"].id, dm=False),
}


def functions() -> list[Callable[..., Any]]:
    """Every public function of storage that is given a database."""
    return [
        fn
        for module in _modules()
        for name, fn in vars(module).items()
        if inspect.isfunction(fn) and fn.__module__ == module.__name__
        if not name.startswith("_") and "db" in inspect.signature(fn).parameters
    ]


def _modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(storage.__path__, "storage.")
    names = [one.name for one in found if not one.ispkg and ".migrations." not in one.name]
    return [importlib.import_module(name) for name in names if name.rpartition(".")[2] not in LOW]


def answer(db: HospitalSession, fn: Callable[..., Any]) -> Any:
    """What the function says of Harbor City."""
    takes = inspect.signature(fn, eval_str=True)
    here = fn.__module__.rpartition(".")[2]
    given: dict[str, Any] = {}
    for name, one in takes.parameters.items():
        if one.kind is one.VAR_KEYWORD:
            given |= _like(db, takes.return_annotation)
        elif one.default is one.empty or name in {"limit"}:
            given[name] = db if name == "db" else _value(db, f"{here}.{fn.__name__}", one)
    sealed = here == "sealed_ballots" and fn.__name__ != "begin"
    if sealed or fn is open_answers.unseal:
        sealed_ballots.begin(db, 999, NOW)  # others' polls may be closed by now
    return fn(**given)


def _value(db: HospitalSession, fn: str, one: inspect.Parameter) -> Any:
    if f"{fn}:{one.name}" in GIVEN:
        return GIVEN[f"{fn}:{one.name}"]
    kind = one.annotation
    if inspect.isclass(kind) and issubclass(kind, Base):
        return _first(db, kind)
    found = GIVEN.get(one.name)
    if found is not None and (kind not in KINDS or isinstance(found, kind)):
        return found
    return KINDS[kind] if kind in KINDS else _made(db, kind, fn, one.name)


def _made(db: HospitalSession, kind: Any, fn: str, name: str) -> Any:
    """A value with a part for each of its own; none, for what holds any number of things."""
    plain = str(kind)
    if "Mapping" in plain or "dict" in plain:
        return {}
    if any(word in plain for word in ("Iterable", "Collection", "Sequence", "list[", "tuple[")):
        return ()
    if " | None" in plain:
        return None
    takes = inspect.signature(kind, eval_str=True) if inspect.isclass(kind) else None
    assert takes is not None, f"tests/storage/asking.py must say what {fn} is given as {name}"
    return kind(**{one.name: _value(db, fn, one) for one in takes.parameters.values()})


def _first(db: HospitalSession, kind: type[Base]) -> Any:
    """A row of ours of that kind."""
    found = db.scalars(select(kind).where(kind.__table__.c.hospital_id == HID)).first()
    assert found is not None, f"tests/filled.py makes no {kind.__name__}"
    return found


def _like(db: HospitalSession, kind: type[Base]) -> dict[str, Any]:
    """What a new row is made of: what a row of that kind holds, but its keys."""
    one = _first(db, kind)
    given = ("version", "n")
    columns = [c for c in kind.__table__.columns if not c.primary_key and c.key not in given]
    return {c.key: getattr(one, c.key) for c in columns}
