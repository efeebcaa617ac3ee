from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine.unbound import Database, open_database
from tests import prepared
from tests.storage.postgres import emptied


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of both kinds."""
    if request.param == "postgres":
        database = open_database(emptied(request.getfixturevalue("postgres")))
    else:
        prepared.tables(tmp_path / "corridor.db")
        database = open_database(f"sqlite:///{tmp_path / 'corridor.db'}")
    yield database
    database.kw["bind"].dispose()
