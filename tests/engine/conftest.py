from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Bot
from tests.storage.postgres import emptied


@pytest.fixture(params=["sqlite", "postgres"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """The harness's bot, on both kinds of database."""
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "corridor.db", url=url)
    yield bot
    bot.end()
