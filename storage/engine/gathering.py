"""Events of one kind that come together: a hundred people who say "me too" within one transaction.

Each reads the same things and changes the same ones. While the writer's jobs gather, what was read
with `once` is read once for all of them, and what they change in objects is written when the
gathering ends: before the next job of another kind, or with the commit. A job that gathers changes
nothing before it may still refuse, and asks the database for nothing that another one of its kind
has changed in an object.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from storage.engine.session import HospitalSession

GATHERED = "gathered"  # of a session: what was read since the gathering began
T = TypeVar("T")


def begin(db: HospitalSession) -> None:
    """The next job gathers with those right before it, if they did."""
    db.info.setdefault(GATHERED, {})


def end(db: HospitalSession) -> None:
    """Write what was gathered; what was read for it is read anew from here on."""
    if db.info.pop(GATHERED, None) is not None:
        db.flush()


def settle(db: HospitalSession) -> None:
    """Write what objects have changed, so that a statement past them sees it; while gathering, it
    need not (see above)."""
    if GATHERED not in db.info:
        db.flush()


def once(db: HospitalSession, key: tuple[object, ...], find: Callable[[], T]) -> T:
    """What `find` finds; asked once in a gathering, and every time outside of one."""
    held: dict[tuple[object, ...], Any] | None = db.info.get(GATHERED)
    if held is None:
        return find()
    if key not in held:
        held[key] = find()
    found: T = held[key]
    return found
