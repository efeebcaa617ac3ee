"""Slack's and Teams' adapters name the same role alike, so whoever knows one finds the way in the
other."""

from pathlib import Path

import pytest

ADAPTERS = Path(__file__).parents[2] / "adapters"
ROLES = {
    "delivers for the relay": "adapter.py",
    "takes what the platform sends over HTTP": "endpoint.py",
    "turns requests into the vocabulary": "parse.py",
    "reads where an event comes from": "parse_events.py",
    "reads what people typed": "text.py",
    "knows who people are": "people.py",
    "carries actions in buttons and forms": "callback_data.py",
    "renders messages": "render.py",
    "renders blocks": "blocks.py",
    "renders spans": "spans.py",
    "renders forms": "forms.py",
    "renders the platform's own pickers": "pickers.py",
    "keeps to the platform's size limits": "size_limits.py",
    "keeps to the platform's rate limits": "rate_limits.py",
    "calls the platform": "client.py",
    "says where a message stands": "links.py",
    "answers whoever acted": "replies.py",
    "spells what to type": "spelling.py",
    "says what must be remembered": "store.py",
    "wraps the platform's SDK": "sdk.py",
    "writes the app manifest": "manifest.py",
    "checks an installation for the doctor": "checks.py",
    "names the causes that an operator can mend": "causes.py",
}
CLASSES = {
    "replies.py": "Replies",
    "people.py": "People",
    "rate_limits.py": "RateLimits",
    "blocks.py": "CardContext",
    "endpoint.py": "Endpoint",
}


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_its_file(platform: str, role: str) -> None:
    assert (ADAPTERS / platform / ROLES[role]).is_file(), f"{platform}: what {role}?"


def test_every_shared_name_is_a_role() -> None:
    slack, teams = ({f.name for f in (ADAPTERS / p).glob("*.py")} for p in ("slack", "teams"))
    assert (slack & teams) - {"__init__.py"} == set(ROLES.values())


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("file", CLASSES)
def test_the_class_of_a_role_has_its_name(platform: str, file: str) -> None:
    assert f"\nclass {CLASSES[file]}" in (ADAPTERS / platform / file).read_text("utf-8")
