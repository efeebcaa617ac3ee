"""A SQLite database's files are for the user who runs Corridor alone, whatever the umask says."""

import os
from pathlib import Path
from typing import Any

PARTS = ("", "-wal", "-shm", "-journal")
FILE, FOLDER = 0o600, 0o700


def keep_private(_dialect: object, _record: object, words: Any, _named: object) -> None:
    """A listener for SQLAlchemy's `do_connect` event: before SQLite creates the file, create it
    where nobody else may read it; SQLite gives the files beside it the same mode."""
    path = Path(words[0])
    if not path.exists():
        path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE))
    tighten(path)


def tighten(path: Path) -> None:
    """Take away what others may do with files of ours from before, and with the folder where there
    is nothing else in it."""
    for part in PARTS:
        _limit(path.with_name(f"{path.name}{part}"), FILE)
    if all(one.name.startswith((path.stem, "playground")) for one in path.parent.iterdir()):
        _limit(path.parent, FOLDER)


def open_to_others(path: Path) -> list[Path]:
    """The files of the database at `path`, and its folder, that other users of this machine may
    read."""
    mine = [path.with_name(f"{path.name}{part}") for part in PARTS]
    return [one for one in (*mine, path.parent) if one.exists() and one.stat().st_mode & 0o077]


def _limit(path: Path, mode: int) -> None:
    try:
        found = path.stat()
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            path.chmod(mode)
    except FileNotFoundError:
        return
