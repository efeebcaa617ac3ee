from collections.abc import Mapping

import pytest

from bot.words.cards import Form, Message
from tests.golden.test_golden import examples
from tests.harness import Bot


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Message | Form]:
    """Every example, from one dialog: playing it takes most of the time that these tests need."""
    bot = Bot(tmp_path_factory.mktemp("golden") / "corridor.db")
    try:
        return examples(bot)
    finally:
        bot.end()
