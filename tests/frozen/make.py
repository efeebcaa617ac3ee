"""Writes the frozen hospital with the code of now: `python -m tests.frozen.make`.

Run once for each release whose data must be readable ever after, and never to make a failing
rehearsal pass: what is in `data` was written by the code of its time and lives in hospitals.
It makes, for either kind of database,

- the database itself: a SQLite file, or what pg_dump writes as plain SQL;
- `….record.json.gz`: what platforms showed, what should be shown, all sealed texts in the clear,
  the number of rows of each table, and where the audit log ended;
- `….acts.json.gz`: every button, window, verb and menu entry, and how it was answered.

Everybody in it is invented, and so are its keys.
"""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, make_url, select, text

from adapters.memory.adapter import MemoryAdapter
from bot.core.router import routes
from bot.features import FEATURES
from bot.words.cards import Message, Reply, dump
from bot.words.events import Command, Event, Press, Shortcut, Submit
from storage.delivery.shown import SHOWN
from storage.engine.migrate import current, migrate
from storage.engine.unbound import open_database
from storage.tables import METADATA
from storage.trust import audit_verification
from storage.trust.sealed_texts import columns
from tests.frozen import story, unsent
from tests.frozen.acts import Recorder, act_of, words_of
from tests.frozen.thaw import DATA, PLATFORMS, Shelf, Thawed, keys, thaw, undone
from tests.harness import Bot
from tests.storage.postgres import made, programs, served

Json = dict[str, Any]
RESTARTED = timedelta(minutes=2)  # after which leases have ended
NOT_FOR_OTHERS = ("\\restrict", "\\unrestrict")  # words of new minor versions that old ones refuse


@dataclass
class Made(Thawed):
    """The bot on a new database; `told` is every answer it gave, which people may still have."""

    told: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        Bot.__post_init__(self)

    def send(self, event: Event) -> Reply:
        reply = super().send(event)
        if isinstance(reply, Message) and isinstance(event, Command | Press | Submit | Shortcut):
            self.told.append({"act": act_of(event), "reply": dump(reply)})
        return reply


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "frozen.db"
        migrate_(f"sqlite:///{path}")
        record = filled(path, "")
        pack(DATA / "sqlite.db.gz", compact(path))
        write("sqlite", record, recorded(path, "", record))
    with served() as server:
        url = made(server, "frozen")
        record = filled(Path(), url)
        pack(DATA / "postgresql.sql.gz", dumped(url))
        write("postgresql", record, recorded(Path(), url, record))


def migrate_(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.kw["bind"].dispose()


def filled(path: Path, url: str) -> Json:
    """The story, told to an empty database; the record of what it left behind."""
    newest, oldest = keys()
    chats: dict[str, MemoryAdapter] = {name: Shelf() for name in PLATFORMS}
    bot = Made(path, url, cast=story.EVERYBODY, rooms=story.PLACES, chats=chats, keys=[oldest])
    bot.at(story.START)
    story.without_a_key(bot)
    bot.keys, bot.seal_texts = (newest, oldest), True
    bot.restart()
    story.with_keys(bot)
    story.today(bot)
    unsent.keep_what_no_dialog_reaches(bot)
    unsent.copy_to_playground(bot)
    unsent.leave_half_sent(bot)
    record = record_of(bot)
    if url:
        _by_the_storys_clock(bot)
    bot.end()
    return record


def _by_the_storys_clock(bot: Bot) -> None:
    """PostgreSQL's queue goes by the real clock; frozen, it is as old as all the rest."""
    times = ("created", "updated", "heartbeat", "execute_after")
    sets = ", ".join(f"{name} = {name} - (now() - CAST(:now AS timestamptz))" for name in times)
    with bot.database.begin() as db:
        db.execute(text(f"UPDATE pgqueuer SET {sets}"), {"now": bot.now})


def record_of(bot: Made) -> Json:
    revision = current(bot.database)
    with bot.database() as db:
        verified = audit_verification.verify(db)
        assert not verified.faults
        return {
            "now": bot.now.isoformat(),
            "revision": revision,
            "audit": {"rows": verified.rows, "n": verified.n, "last": verified.last},
            "told": bot.told,
            "posts": {name: _posts(bot, name) for name in PLATFORMS},
            "shown": [_plain(row) for row in db.execute(select(SHOWN)).mappings()],
            "texts": {str(column): _texts(db, column) for column in columns()},
            "rows": {
                table.name: db.scalar(select(func.count()).select_from(table))
                for table in METADATA.sorted_tables
            },
        }


def _posts(bot: Bot, platform: str) -> Json:
    return {
        ref: {
            "channel": words_of(post.channel),
            "thread": post.thread,
            "key": post.key,
            "message": dump(post.message),
        }
        for ref, post in bot.chats[platform].posts.items()
    }


def _texts(db: Any, column: Any) -> list[list[Any]]:
    """Every text of a column, after the keys of its row."""
    names = list(column.table.primary_key)
    rows = db.execute(select(*names, column).where(column != "").order_by(*names))
    return [[str(value) for value in row] for row in rows]


def _plain(row: Any) -> Json:
    known = {name: value for name, value in row.items() if not name.endswith(("_at", "_until"))}
    return known | {"body": json.loads(row["body"])}


def recorded(path: Path, url: str, record: Json) -> list[Json]:
    """Everything that can be done with it after it has started anew and delivered what waited."""
    bot = thaw(path, url, record)
    bot.now += RESTARTED
    bot.deliver()
    kinds = {Command: "command", Press: "press", Submit: "submit", Shortcut: "shortcut"}
    names = [(kinds[kind], name) for kind, name in routes(FEATURES) if kind in kinds]
    names = sorted(one for one in names if one != ("command", "*"))
    with undone(bot):
        acts = Recorder(bot).everything(record["told"], names)
    bot.end()
    return acts


def compact(path: Path) -> bytes:
    whole = path.with_name("whole.db")
    connection = sqlite3.connect(path)
    connection.execute("VACUUM INTO ?", (str(whole),))
    connection.close()
    return whole.read_bytes()


def dumped(url: str) -> bytes:
    """Rows as INSERTs, so that anything that speaks SQL can load it."""
    bin_, where = programs(), make_url(url)
    assert bin_ is not None
    place = ("-h", str(where.host), "-p", str(where.port), "-U", str(where.username))
    how = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=50")
    command = [str(bin_ / "pg_dump"), *place, *how, str(where.database)]
    out = subprocess.run(command, check=True, capture_output=True).stdout
    lines = [line for line in out.split(b"\n") if not line.decode().startswith(NOT_FOR_OTHERS)]
    return b"\n".join(lines)


def write(name: str, record: Json, acts: Sequence[Json]) -> None:
    for part, what in (("record", record), ("acts", acts)):
        said = json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        pack(DATA / f"{name}.{part}.json.gz", said.encode())
    counts = {kind: sum(act["answer"]["is"] == kind for act in acts) for kind in KINDS}
    sys.stdout.write(f"{name}: {len(record['shown'])} messages, {len(acts)} acts, {counts}\n")


KINDS = ("form", "message", "sentence", "nothing")


def pack(path: Path, data: bytes) -> None:
    """Without the time, so that equal data makes equal files."""
    path.write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
