"""What people typed into Slack is read as they saw it."""

import pytest

from adapters.slack.text import typed, with_ours
from bot.words.typed import addressed


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("eMAR &lt;frozen&gt; &amp;amp; slow", "eMAR <frozen> &amp; slow"),
        ("ask <@U0KIM|kim>", "ask @kim"),
        ("ask <@U0KIM>", "ask @U0KIM"),
        ("ask <@W0KIM|@kim>", "ask @kim"),
        ("in <#C0WARD|ward-5w>", "in #ward-5w"),
        ("in <#C0SECRET|>", "in #channel"),
        ("in <#C0SECRET>", "in #channel"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S0IT|@it-oncall> <!subteam^S0IT>", "@it-oncall @group"),
        ("since <!date^1772953500^{time}|7:05 AM>", "since 7:05 AM"),
        ("see <https://intranet.example/a?b=1&amp;c=2>", "see https://intranet.example/a?b=1&c=2"),
        ("see <https://intranet.example/|intranet.example>", "see intranet.example"),
        ("see <https://a.example|the page>", "see the page (https://a.example)"),
        (
            "see <https://evil.example|https://good.example>",
            "see https://good.example (https://evil.example)",
        ),
        ("<mailto:it@hospital.example|it@hospital.example>", "it@hospital.example"),
        ("call <tel:5100|5100>", "call 5100"),
        ("two\r\nlines\x00", "two\nlines"),
        ("a &lt;@U0KIM&gt; b", "a <@U0KIM> b"),
        ("pulse <40 and >150, <> and <b>", "pulse <40 and >150, <> and <b>"),
        ("", ""),
    ],
)
def test_slacks_markup_is_gone(sent: str, seen: str) -> None:
    assert typed(sent) == seen


def test_emoji_are_what_people_saw_where_slack_says_what_they_are() -> None:
    leaves = [
        {"type": "emoji", "name": "slightly_smiling_face", "unicode": "1f642"},
        {"type": "emoji", "name": "+1", "unicode": "1f44d-1f3fd", "skin_tone": 4},
        {"type": "emoji", "name": "hospital-logo"},
    ]
    blocks = [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": leaves}]}
    ]
    sent = "ok :slightly_smiling_face: :+1::skin-tone-4: :hospital-logo: at 7:05:30"
    assert typed(sent, blocks) == "ok 🙂 👍🏽 :hospital-logo: at 7:05:30"
    assert typed(sent) == sent
    assert typed(":x:", [{"type": "emoji", "name": "x", "unicode": "not hex"}, None]) == ":x:"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("<@U0BOT> concern printer dead", "concern printer dead"),
        (" <@U0BOT|corridor>: help", "help"),
        ("<@U0BOT>", ""),
        ("<@U0BOT>\nconcern printer dead", "concern printer dead"),
        ("<@U0BOT> <@U0BOT> concern dead", "concern dead"),
        ("*<@U0BOT>* concern dead", "concern dead"),
        ("&gt; <@U0BOT>, concern dead", "concern dead"),
        ("\u200b<@U0BOT> \u2014 concern dead", "concern dead"),
        ("ask <@U0BOT> for help", "ask for help"),
        ("it is dead <@U0BOT>", "it is dead"),
        ("<@U0KIM|Kim> help", "@Kim help"),
    ],
)
def test_a_mention_of_the_bot_is_not_part_of_what_was_said(sent: str, said: str) -> None:
    assert addressed(typed(with_ours(sent, "U0BOT"))) == said


def test_without_knowing_the_bot_nothing_is_taken_off() -> None:
    assert addressed(typed(with_ours(" <@U0KIM> help ", ""))) == "@U0KIM help"


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("pager <tel:+12125550147|212-555-0147> silent", "pager 212-555-0147 silent"),
        ("call <tel:+441615550100|0161 555 0100>", "call 0161 555 0100"),
        ("call <tel:00482913|me>", "call me (tel:00482913)"),
        ("call <tel:00482913|5100>", "call 5100 (tel:00482913)"),
    ],
)
def test_a_telephone_number_that_slack_linked_is_as_it_was_typed(sent: str, seen: str) -> None:
    assert typed(sent) == seen
