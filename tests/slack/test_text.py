"""What people typed into Slack is read as they saw it."""

import pytest

from adapters.slack.text import mention_stripped, typed


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
    ("sent", "rest"),
    [
        ("<@U0BOT> concern printer dead", "concern printer dead"),
        (" <@U0BOT|corridor>: help", "help"),
        ("<@U0BOT>", ""),
        ("<@U0BOT>\nconcern printer dead", "concern printer dead"),
        ("ask <@U0BOT> for help", "ask <@U0BOT> for help"),
        ("<@U0KIM> help", "<@U0KIM> help"),
    ],
)
def test_only_a_mention_of_the_bot_in_front_is_taken_off(sent: str, rest: str) -> None:
    assert mention_stripped(sent, "U0BOT") == rest


def test_without_knowing_the_bot_nothing_is_taken_off() -> None:
    assert mention_stripped(" <@U0KIM> help ", "") == "<@U0KIM> help"
