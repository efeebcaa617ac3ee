"""Where messages of ours stand on one platform: what leads to them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from storage.delivery.shown import NOTHING, S
from storage.engine.session import HospitalSession


class Standing(NamedTuple):
    """A message that its platform has. `thread` is the ref of the message it is under, if any."""

    key: str
    channel: str
    dm: bool
    ref: str
    thread: str


def standing(
    db: HospitalSession, keys: Collection[str], platform: str, workspace: str
) -> list[Standing]:
    """Every message of these keys in the workspace, in an order of its own."""
    here = (S.hospital_id == db.hid, S.platform == platform, S.workspace == workspace)
    columns = (S.key, S.channel, S.dm, S.ref, S.parent_key)
    asked = select(*columns).where(*here, S.key.in_(keys), S.ref.is_not(None), S.dead == NOTHING)
    rows = db.execute(asked.order_by(S.seq)).all()
    parents = {row.parent_key for row in rows if row.parent_key}
    refs: dict[tuple[str, str], str] = {}
    if parents:
        above = select(S.key, S.channel, S.ref).where(*here, S.key.in_(parents))
        refs = {(row.key, row.channel): row.ref or "" for row in db.execute(above)}
    return [
        Standing(r.key, r.channel, r.dm, r.ref, refs.get((r.parent_key, r.channel), ""))
        for r in rows
    ]
