"""A link to our own address in Slack: the card that is put under it (R41)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.slack.adapter import SlackAdapter
from bot.words.delivery import Pace
from tests.wire.running import eventually
from tests.wire.slack_api import FakeSlack, harbor
from tests.wire.slack_app import Scene, scene

URL = "https://corridor.example"
WORDS = "label printer on 5 West prints blank"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            yield found


def linked(at: Scene, who: str, where: str, text: str) -> None:
    at.people.says(who, where, text)


def under(at: Scene, where: str) -> list[Any]:
    """What stands under links in a channel."""
    return [card for m in at.slack.channel(where).messages for card in m.attachments]


def shown(at: Scene, where: str) -> str:
    eventually(lambda: under(at, where))
    return str(under(at, where))


def test_a_link_shows_the_card_where_staff_read(at: Scene) -> None:
    at.raised(WORDS)
    linked(at, "ana", "ward-5w", f"please look at {URL}/C-101 today")
    card = shown(at, "ward-5w")
    assert "C-101" in card
    assert WORDS in card
    assert "Ana Ruiz" not in card
    assert "button" not in card


def test_elsewhere_it_shows_the_number_and_no_words(at: Scene) -> None:
    at.slack.room("lunch", "ana", "sam")
    at.raised(WORDS)
    linked(at, "ana", "lunch", f"{URL}/c-101")
    card = shown(at, "lunch")
    assert "C-101" in card
    assert "label printer" not in card


def test_a_link_that_leads_to_nothing_stays_a_link(at: Scene) -> None:
    at.raised(WORDS)
    linked(at, "ana", "ward-5w", f"{URL}/C-404 and {URL}/slack/events")
    linked(at, "ana", "ward-5w", f"{URL}/C-101")
    card = shown(at, "ward-5w")
    assert "C-404" not in card
    assert len(at.slack.called("chat.unfurl")) == 1


def test_a_guest_shows_nobody_anything(at: Scene) -> None:
    at.slack.person("Vic Vendor", guest="ultra")
    at.slack.room("vendors", "vic", "ana")
    at.raised(WORDS)
    linked(at, "vic", "vendors", f"{URL}/C-101")
    linked(at, "ana", "vendors", f"{URL}/C-101")
    assert "label printer" not in shown(at, "vendors")
    assert len(at.slack.called("chat.unfurl")) == 1


def test_without_the_optional_permissions_nothing_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http", everything=False) as at:
            at.raised(WORDS)
            linked(at, "ana", "ward-5w", f"{URL}/C-101")
            at.people.command("sam", "/corridor", "C-101", "it-triage").result()
            assert not at.slack.called("chat.unfurl")


def test_whoever_follows_the_link_reads_what_to_type_and_nothing_else(at: Scene) -> None:
    at.raised(WORDS)
    there, nowhere = (httpx.get(f"{at.app.url}/C-{n}") for n in (101, 999))
    assert there.text == "To read C-101, type C-101 to Corridor in your chat.\n"
    assert nowhere.text == there.text.replace("101", "999")
