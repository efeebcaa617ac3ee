"""The playground's own key: a newcomer tries what needs CORRIDOR_KEYS without setting anything.

It lies beside the playground's database, so it protects a copy of that file alone. A hospital on
Slack or Teams never gets one: its keys are in CORRIDOR_KEYS, away from the database.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.settings.values import Settings

NAME = "playground.key"
SQLITE = "sqlite:///"


def read(settings: Settings, read_file: Callable[[str], str]) -> Settings:
    """With the key that was made before, where there is one and it is to be used."""
    path = _path(settings)
    if path is None:
        return settings
    try:
        key = read_file(str(path)).strip()
    except OSError:
        return settings
    return replace(settings, keys=(key,)) if key else settings


def make(settings: Settings, new_key: Callable[[], str]) -> Settings:
    """With a new key, which only its owner may read, where one is to be used and there is none.
    Raises OSError where it can't be written."""
    path = _path(settings)
    if path is None:
        return settings
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = new_key()
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"{key}\n")
    except FileExistsError:  # another process was faster
        key = path.read_text("utf-8").strip()
    return replace(settings, keys=(key,))


def _path(settings: Settings) -> Path | None:
    """Where the key is; None where the playground is not alone, has keys, or is in no file."""
    alone = settings.playground and settings.slack is None and settings.teams is None
    if not alone or settings.keys or not settings.database_url.startswith(SQLITE):
        return None
    return Path(settings.database_url.removeprefix(SQLITE)).parent / NAME
