from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from adapters.slack.manifest import manifest
from tests.ops.processes import House, house
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import config, environment

_NUMBERS = count(1)


@pytest.fixture
def empty(postgres: str) -> Iterator[str]:
    """A database on PostgreSQL with nothing in it, not even tables."""
    name = f"ops_{next(_NUMBERS)}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'corridor.db'}"
    found: str = request.getfixturevalue("empty")
    return found


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(limits=False) as fake:
        harbor(fake)
        fake.configure(manifest("https://corridor.example"))
        yield fake


@pytest.fixture
def harbor_house(tmp_path: Path, slack: FakeSlack, url: str) -> Iterator[House]:
    """Harbor City General on its Slack, with an empty database."""
    env = {**environment(slack, "http"), "DATABASE_URL": url}
    with house(tmp_path, config(slack), **env) as made:
        yield made
