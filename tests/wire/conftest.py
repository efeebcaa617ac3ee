"""A stand-in for Slack with Harbor City General in it."""

from collections.abc import Iterator

import pytest

from tests.wire.slack_api import FakeSlack, harbor


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """Rate limits as Slack has them; everyone of Harbor City General, the bot in every room."""
    with FakeSlack() as slack:
        harbor(slack)
        yield slack
