"""Slack's newer blocks over the wire: taken, refused, and never an error for anybody."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.network import Network
from adapters.slack.adapter import SlackAdapter
from adapters.slack.charts import CHART
from adapters.slack.client import WebApi
from adapters.slack.manifest import manifest
from adapters.slack.new_blocks import NewBlocks
from adapters.slack.workspaces import OneBot
from bot.settings import SlackOptions
from bot.words.cards import Bar, Bars, Message
from bot.words.delivery import Pace, Sent
from bot.words.events import Channel
from tests.features.polling import cast_many
from tests.harness import TRIAGE
from tests.wire.running import eventually
from tests.wire.slack_api import TEAM, FakeSlack, harbor
from tests.wire.slack_app import Scene, scene
from tests.wire.slack_bot import SlackBot

WORDS = "scanner dead, pt John Smith MRN 00482913 waits"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http", "[slack]\nalerts = true\n") as found:
            yield found


def test_without_the_hospitals_word_no_client_has_to_know_the_block(tmp_path: Path) -> None:
    """Seen with a client that does not: it showed a word in the place of the emergency number."""
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as at:
            opened(at, "ana")
            assert "alert" not in kinds(at, "ana")
            view = at.slack.modal("ana")
            assert view is not None
            assert "x5100" in json.dumps(view.blocks)


def has_alert(args: dict[str, Any]) -> bool:
    return '"alert"' in json.dumps(args).replace("\\", "")


def kinds(at: Scene, who: str) -> list[str]:
    view = at.slack.modal(who)
    assert view is not None
    return [block["type"] for block in view.blocks]


def opened(at: Scene, who: str) -> None:
    at.people.command(who, "/concern", "", "ward-5w").result()
    eventually(lambda: at.slack.modal(who))


def test_the_emergency_line_and_what_was_taken_out_are_alerts_in_windows(at: Scene) -> None:
    opened(at, "ana")
    assert kinds(at, "ana")[0] == "alert"
    at.people.submit("ana", {"What is wrong?": WORDS}).result()
    view = at.slack.modal("ana")
    assert view is not None
    levels = {b["level"] for b in view.blocks if b["type"] == "alert"}
    assert levels == {"info", "warning"}
    assert "What looks like patient data was taken out." in at.slack.text(view)


def test_a_workspace_that_refuses_alerts_gets_the_same_window_without(at: Scene) -> None:
    at.slack.fails("views.open", "invalid_arguments", times=9, when=has_alert)
    opened(at, "ana")
    view = at.slack.modal("ana")
    assert view is not None
    assert "alert" not in kinds(at, "ana")
    assert "A patient in danger is a phone call" in at.slack.text(view)
    # What comes in answer to a window that was sent can't be tried, so none is in it.
    at.people.submit("ana", {"What is wrong?": WORDS}).result()
    assert "alert" not in kinds(at, "ana")
    before = len(at.slack.called("views.open"))
    opened(at, "ben")
    assert len(at.slack.called("views.open")) == before + 1
    assert not at.slack.ephemerals


def test_an_answer_to_a_window_has_no_alert_before_one_was_taken(at: Scene) -> None:
    at.raised()
    at.people.says("sam", "it-triage", "@corridor take C-101").result()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    at.people.press("sam", card, "Answer").result()
    eventually(lambda: at.slack.modal("sam"))
    assert "alert" not in kinds(at, "sam")
    at.people.submit("sam", {"Your words": "John Smith, MRN 00482913, is done"}).result()
    view = at.slack.modal("sam")
    assert view is not None
    assert "What looks like patient data was taken out." in at.slack.text(view)
    assert "alert" not in kinds(at, "sam")


BARS = Message("P-7", (Bars((Bar("Monday", 0.6, "6 of 10"), Bar("Tuesday", 0.4, "4 of 10"))),))
ROOM = Channel("slack", TEAM, "")


def posted(slack: FakeSlack, *, times: int = 1) -> list[Any]:
    """A poll's card in IT's room, shown and then edited, by an adapter that may draw charts."""
    room = replace(ROOM, id=slack.channel("it-triage").id)

    async def run() -> list[Any]:
        web = WebApi(slack.api_url, Network())
        newer = NewBlocks(frozenset({CHART}))
        adapter = SlackAdapter(web, OneBot(web, slack.token), newer=newer)
        found = []
        for n in range(times):
            sent = await adapter.post(room, BARS, thread="", key=f"poll:{n}")
            assert isinstance(sent, Sent)
            found += [sent, await adapter.edit(room, sent.ref, BARS)]
        await web.end()
        return found

    return asyncio.run(run())


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(limits=False) as found:
        harbor(found)
        found.configure(manifest("https://corridor.example"))
        yield found


def test_a_chart_is_posted_with_its_words(slack: FakeSlack) -> None:
    assert all(isinstance(one, Sent) for one in posted(slack))
    (card,) = slack.channel("it-triage").messages
    assert [b["type"] for b in card.blocks] == ["header", "data_visualization", "rich_text"]
    assert "Monday: 6 of 10\nTuesday: 4 of 10" in card.text


def test_a_chart_that_slack_refuses_is_posted_as_drawn_bars_and_not_tried_again(
    slack: FakeSlack,
) -> None:
    def has_chart(args: dict[str, Any]) -> bool:
        return "data_visualization" in json.dumps(args)

    slack.fails("chat.postMessage", "invalid_blocks", times=9, when=has_chart)
    assert all(isinstance(one, Sent) for one in posted(slack, times=2))
    first, second = slack.channel("it-triage").messages
    for card in (first, second):
        assert "data_visualization" not in str(card.blocks)
        assert "█" in str(card.blocks)
        assert "Monday: 6 of 10" in card.text
    assert len(slack.called("chat.postMessage")) == 3


@pytest.mark.parametrize("charts", [False, True])
def test_a_closed_poll_has_charts_where_the_hospital_wants_them(
    tmp_path: Path, *, charts: bool
) -> None:
    with FakeSlack(limits=False) as slack:
        options = SlackOptions(charts=charts)
        bot = SlackBot(tmp_path / "corridor.db", fake=slack, options=options)
        bot.says("jo", "poll Which scanner? | A | B | C --in all --closes in 2 hours")
        cast_many(bot, 101, {"clinical": {"1": 5, "2": 2}, "it": {"2": 6, "3": 1}})
        bot.wait(hours=2)
        card = next(m for m in slack.channel(TRIAGE.id).messages if "P-101" in m.text)
        found = [b for b in card.blocks if b["type"] == "data_visualization"]
        assert len(found) == (2 if charts else 0)
        for chart in found:
            for point in chart["chart"]["series"][0]["data"]:
                assert f"{point['label']}: {point['value']}" in card.text
        bot.end()
