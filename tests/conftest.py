import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Bot
from tests.storage.postgres import made, programs, served


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """Harbor City General on Wednesday 4 March 2026, 15:00."""
    bot = Bot(tmp_path / "corridor.db")
    yield bot
    bot.end()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL database with our tables in it."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: run make system")
        pytest.skip("no PostgreSQL: run make system")
    with served() as server:
        yield made(server, "corridor")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: their driver keeps an event loop running in this thread."""
    items.sort(key=lambda item: "browser" in item.path.parts)
