"""Hospitals to break, and the table of what came of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.chaos.crowd import Told
from tests.chaos.estate import Estate, estate
from tests.chaos.figures import Figures, table
from tests.chaos.proxy import Proxy, proxied
from tests.chaos.truth import Truth, look, settled
from tests.storage.postgres import made

ROWS = pytest.StashKey[list[list[str]]]()
NUMBERS = count(1)
Check = Callable[[Estate, str, list[Told], float], Truth]


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Estate]:
    """On SQLite."""
    with estate(tmp_path) as found:
        yield found


@pytest.fixture
def shared(tmp_path: Path, postgres: str) -> Iterator[tuple[Estate, Proxy]]:
    """On PostgreSQL, which Corridor reaches over a wire that can be cut."""
    server = make_url(postgres).set(database="postgres").render_as_string(hide_password=False)
    direct = made(server, f"chaos{next(NUMBERS)}")
    with ExitStack() as stack:
        found = stack.enter_context(estate(tmp_path, direct))
        proxy = stack.enter_context(proxied(found.outside, make_url(direct).port or 0))
        wire = make_url(direct).set(port=proxy.port)
        found.url = wire.render_as_string(hide_password=False)
        yield found, proxy
        for one in found.processes:
            one.kill()


@pytest.fixture
def checked(request: pytest.FixtureRequest) -> Check:
    """Wait until all is shown, look, and note the figures; `seconds` is the longest wait."""

    def check(of: Estate, fault: str, told: list[Told], seconds: float) -> Truth:
        healed = settled(of, seconds)
        truth = look(of, told)
        rows = request.config.stash.setdefault(ROWS, [])
        rows.append(Figures(fault, told, truth, of, healed).row())
        return truth

    return check


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if rows := config.stash.get(ROWS, []):
        terminalreporter.section("faults")
        terminalreporter.write_line(table(rows))
