from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine.session import HospitalDatabase, open_hospital
from tests import prepared
from tests.storage.postgres import emptied


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HospitalDatabase]:
    """An empty database of both kinds, for the hospital "harbor"."""
    if request.param == "postgres":
        database = open_hospital(emptied(request.getfixturevalue("postgres")), "harbor")
    else:
        prepared.tables(tmp_path / "corridor.db")
        database = open_hospital(f"sqlite:///{tmp_path / 'corridor.db'}", "harbor")
    yield database
    database.kw["bind"].dispose()
