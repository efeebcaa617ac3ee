"""What somebody with the disk in hand sees: every version of the database that its files still hold."""

import re
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg

HEADER, FRAME = 32, 24  # bytes, in SQLite's write-ahead log


def of_sqlite(database: Path, work: Path) -> Iterator[sqlite3.Connection]:
    """The database as it was after each commit that the write-ahead log still holds, the oldest
    first."""
    log = database.with_name(f"{database.name}-wal").read_bytes()
    if not log:
        return
    (page,) = struct.unpack_from(">I", log, 8)
    for at in range(HEADER, len(log) - FRAME - page + 1, FRAME + page):
        (pages_after_commit,) = struct.unpack_from(">I", log, at + 4)
        if pages_after_commit:
            copy = work / "version.db"
            copy.with_name("version.db-shm").unlink(missing_ok=True)
            shutil.copy(database, copy)
            copy.with_name("version.db-wal").write_bytes(log[: at + FRAME + page])
            with closing(sqlite3.connect(copy)) as connection:
                yield connection


def bytes_of(folder: Path) -> bytes:
    """All that the files in a folder hold."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def rows_of_postgres(url: str, table: str) -> list[tuple[int, bytes]]:
    """Each row of a table, dead ones among them, as the number of the transaction that wrote it and
    its bytes; the oldest transaction first."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        (size,) = connection.execute(
            f"SELECT pg_relation_size('{table}') / current_setting('block_size')::int"
        ).fetchone() or (0,)
        read = "SELECT t_xmin::text::bigint, t_data FROM heap_page_items(get_raw_page(%s, %s))"
        found: list[tuple[int, bytes]] = []
        for block in range(size):
            found += [
                (int(number), bytes(data))
                for number, data in connection.execute(read, (table, block))
                if data is not None
            ]
    return sorted(found)


def files_of_postgres(url: str, *tables: str) -> bytes:
    """What the files of these tables, their overflow and their indexes hold, brought to disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (root,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        found = b""
        for table in tables:
            paths = connection.execute(
                "SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.oid = %(t)s::regclass"
                " OR c.oid = (SELECT reltoastrelid FROM pg_class WHERE oid = %(t)s::regclass)"
                " OR c.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %(t)s::regclass)",
                {"t": table},
            )
            found += b"".join(Path(root, path).read_bytes() for (path,) in paths)
    return found


def log_of_postgres(url: str) -> bytes:
    """The server's write-ahead log."""
    with psycopg.connect(url, autocommit=True) as connection:
        (root,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    return b"".join(file.read_bytes() for file in Path(root, "pg_wal").iterdir() if file.is_file())


def hashes(data: bytes) -> list[str]:
    """What looks like the keyed hash of a voter."""
    return [found.decode() for found in re.findall(rb"[0-9a-f]{64}", data)]
