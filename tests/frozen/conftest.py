from pathlib import Path

import pytest

from tests.frozen.house import House, sqlite


@pytest.fixture
def house(tmp_path: Path) -> House:
    """The hospital that an earlier version wrote to a SQLite file."""
    return sqlite(tmp_path)
