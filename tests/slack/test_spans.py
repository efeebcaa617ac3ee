"""Texts in Slack: bold, links, people and times, and nothing that anybody typed into markup."""

import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import given

from adapters.slack.render import message, reply
from adapters.slack.size_limits import clean
from adapters.slack.spans import plain, quiet, rich
from bot.words.cards import Bold, Line, Link, Mention, Message, Note, Span, Spans, When
from bot.words.events import Account
from tests.contract.everything import NASTY
from tests.slack.words import HOME, spans

KIM = Account("slack", HOME, "U0KIM", "Kim Lee")


def only(*told: Span) -> dict[str, Any]:
    """The one element that a span becomes."""
    (element,) = rich(told, HOME)
    return element


def test_what_people_typed_is_text() -> None:
    assert only("<!channel> *b* :skull:") == {"type": "text", "text": "<!channel> *b* :skull:"}
    assert only(Bold("*b*")) == {"type": "text", "text": "*b*", "style": {"bold": True}}


def test_a_mention_calls_a_colleague_of_this_workspace_and_names_everyone_else() -> None:
    assert only(Mention(KIM)) == {"type": "user", "user_id": "U0KIM"}
    for account in (
        Account("slack", "T0OTHER", "U0KIM", "Kim Lee"),
        Account("teams", HOME, "U0KIM", "Kim Lee"),
        Account("slack", HOME, "<!channel>", "Kim Lee"),
        Account("slack", HOME, "U1> <!here", "Kim Lee"),
    ):
        assert only(Mention(account)) == {"type": "text", "text": "@Kim Lee"}
    assert only(Mention(Account("teams", "t", "x7"))) == {"type": "text", "text": "@x7"}


def test_a_time_is_told_by_the_hospitals_clock_on_every_side() -> None:
    moment = datetime(2026, 3, 8, 7, 5, tzinfo=UTC)
    assert only(When(moment, "03:05 EDT")) == {"type": "text", "text": "03:05 EDT"}


def test_a_link_is_a_link_only_to_the_web_or_a_mailbox() -> None:
    good = "https://intranet.example/a?b=1&c=2"
    assert only(Link("docs", good)) == {"type": "link", "url": good, "text": "docs"}
    assert only(Link("", good))["text"] == good
    assert only(Link("us", "mailto:it@hospital.example"))["type"] == "link"
    for bad in ("javascript:alert(1)", "https://", "http://[", "https://a b", "x", "https://a|b>"):
        assert only(Link("docs", bad)) == {"type": "text", "text": f"docs ({bad})"}


def test_what_shows_as_nothing_is_gone() -> None:
    assert only("a\x00b\ud800c\r\nd")["text"] == "abc\nd"
    assert rich(("", Bold(""), "\x00"), HOME) == []


def test_what_shows_as_nothing_is_gone_from_a_quiet_line_too() -> None:
    told: Spans = (Bold("a\ud800"), " ", Link("b\ud800", "https://x.example"), Bold("\x00"))
    found = quiet(told, HOME)
    assert found is not None
    assert found["text"] == "*a* <https://x.example|b>"


def test_a_quiet_line_has_its_link_where_that_is_safe() -> None:
    told: Spans = (Bold("C-7"), " is late, see ", Link("docs", "https://x.example/?a&b"), ".")
    assert quiet((*told, Mention(KIM)), HOME) == {
        "type": "mrkdwn",
        "text": "*C-7* is late, see <https://x.example/?a&amp;b|docs>.<@U0KIM>",
        "verbatim": True,
    }
    assert quiet((*told, " a*b"), HOME) == {
        "type": "plain_text",
        "text": "C-7 is late, see docs (https://x.example/?a&b). a*b",
        "emoji": False,
    }


def test_bold_is_left_out_where_slack_would_show_its_stars() -> None:
    for told in ((Bold("a"), "b"), ("a", Bold("b")), (Bold(" a"),), (Bold("a\nb"),)):
        found = quiet(told, HOME)
        assert found is not None
        assert found["type"] == "plain_text"


def test_texts_that_would_make_an_emoji_together_stay_as_they_were_typed() -> None:
    for told in (("at 8:", Bold("smile"), ":"), ("a:b", "c:d")):
        found = quiet(told, HOME)
        assert found is not None
        assert found["type"] == "plain_text"
    apart: Spans = ("Raised 8:05", Link("docs", "https://x.example"), ":05")
    assert (quiet(apart, HOME) or {})["type"] == "mrkdwn"


@given(spans)
def test_nothing_typed_becomes_markup(told: Spans) -> None:
    found = quiet(told, HOME)
    if found and found["type"] == "mrkdwn":
        ours = re.sub(
            r"<@[UW][A-Z0-9]+>|<(?:https?:|mailto:)[^<>|\s]+(?:\|[^<>|]+)?>", "", found["text"]
        )
        bolds = [span for span in told if isinstance(span, Bold) and clean(span.text)]
        assert ours.count("*") == 2 * len(bolds)
        assert not re.search(r"[<>&_~`]|:[^\s:]+:", ours)
    for element in rich(told, HOME):
        assert element["type"] in {"text", "link", "user"}


@given(spans)
def test_the_text_that_is_read_aloud_marks_up_nothing_either(told: Spans) -> None:
    for shown in (Line(told), Note(told)):
        (made,) = reply(Message("C-7", (shown,)), HOME)[:1]
        assert not re.search("<(?!@[UW][A-Z0-9]+>)|(?<![A-Z0-9])>", made.text)


def test_a_nasty_note_is_as_it_was_typed() -> None:
    (header, note) = message(Message("C-7", (Note((NASTY,)),)), HOME).blocks
    assert header["type"] == "header"
    assert note["elements"] == [{"type": "plain_text", "text": NASTY, "emoji": False}]
    assert plain((NASTY,)) == NASTY
