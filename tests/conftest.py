import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.harness import Bot
from tests.storage.postgres import made, programs, served
from tests.tiers import slow


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    """Harbor City General on Wednesday 4 March 2026, 15:00."""
    bot = Bot(tmp_path / "corridor.db")
    yield bot
    bot.end()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL database with our tables in it, on a server of this process's own:
    each worker of a parallel run has one."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL: run make system")
        pytest.skip("no PostgreSQL: run make system")
    with served() as server:
        yield made(server, "corridor")


def pytest_configure() -> None:
    """Errors are logged without the colours and values that take half a second each. What stands
    for a platform listens on this machine: no proxy of ours is asked for it. No example is too
    slow: how long one takes depends on what else the machine does. In CI they are the same ones
    each time."""
    usual = settings.get_profile("ci" if os.environ.get("CI") else "default")
    settings.register_profile("any speed", parent=usual, deadline=None)
    settings.load_profile("any speed")
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    plain = structlog.dev.plain_traceback
    structlog.dev.ConsoleRenderer.get_active().exception_formatter = plain


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what tests/tiers.py calls slow. Browser tests come last: their driver keeps an event
    loop running in this thread."""
    for item in items:
        if slow(item.nodeid):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: "browser" in item.path.parts)
