"""Polls as Slack's own charts: nothing in them that the words below do not say."""

from typing import Any

import pytest

from adapters.slack.aloud import aloud
from adapters.slack.charts import CHART
from adapters.slack.render import message
from bot.words.cards import Bar, Bars, Heading, Message
from tests.slack.words import HOME
from tests.wire.slack.blocks import message_errors

NEWER = frozenset({CHART})
VOTES = Bars(
    (
        Bar("Monday", 5 / 9, "5 of 9, 55.6 % (95 % CI 26.7-81.1)"),
        Bar("Tuesday", 3 / 9, "3, 33.3 % (12.1-64.6)"),
        Bar("Neither of these two days", 1 / 9, "1, 11.1 % (2.0-43.5)"),
    )
)
MEANS = Bars((Bar("Speed", 0.6, "3.4 of 5 (n=7)"), Bar("Screens", 0, "no points")))


def drawn(*blocks: Bars | Heading) -> list[dict[str, Any]]:
    made = message(Message("P-101 Which day?", blocks), HOME, NEWER)
    assert message_errors(made.blocks) == []
    return made.blocks


def charts(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == CHART]


def test_a_chart_stands_under_its_heading_with_all_of_it_in_words_below() -> None:
    blocks = drawn(Heading("Clinical, 9 people"), VOTES)
    assert [block["type"] for block in blocks] == ["header", "rich_text", CHART, "rich_text"]
    (made,) = charts(blocks)
    assert made["title"] == "Clinical, 9 people"
    (series,) = made["chart"]["series"]
    points = [(point["label"], point["value"]) for point in series["data"]]
    assert points == [("Monday", 5), ("Tuesday", 3), ("Neither of these…", 1)]
    said = aloud(blocks)
    for bar in VOTES.bars:
        assert f"{bar.label}: {bar.said}" in said
    assert "█" not in str(blocks)


def test_its_figures_are_those_that_the_words_begin_with() -> None:
    (made,) = charts(drawn(MEANS))
    assert made["title"] == "P-101 Which day?"
    assert [p["value"] for p in made["chart"]["series"][0]["data"]] == [3.4, 0]


def test_a_message_has_two_charts_at_the_most_and_the_rest_are_drawn_as_before() -> None:
    blocks = drawn(VOTES, MEANS, VOTES)
    assert len(charts(blocks)) == 2
    assert "█" in str(blocks[-1])


@pytest.mark.parametrize(
    "bars",
    [
        Bars((Bar("only", 1, "5 of 5"),)),
        Bars(tuple(Bar(f"day {n}", 0.5, f"{n}") for n in range(21))),
        Bars((Bar("a", 0.5, "about half"), Bar("b", 0.5, "2"))),
        Bars((Bar("a", 0.5, "1,234"), Bar("b", 0.5, "2"))),
        Bars((Bar("the same long label 1", 0.5, "1"), Bar("the same long label 2", 0.5, "2"))),
        Bars(()),
    ],
)
def test_what_a_chart_would_show_less_of_is_drawn_as_before(bars: Bars) -> None:
    assert charts(drawn(bars)) == []


def test_without_the_setting_there_is_none() -> None:
    assert charts(message(Message("t", (VOTES,)), HOME).blocks) == []
