from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Bot


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """Harbor City General on Wednesday 4 March 2026, 15:00."""
    bot = Bot(tmp_path / "corridor.db")
    yield bot
    bot.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: their driver keeps an event loop running in this thread."""
    items.sort(key=lambda item: "browser" in item.path.parts)
