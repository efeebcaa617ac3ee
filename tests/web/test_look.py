"""What the playground's pieces look like: people's text, long text, links, and unread marks."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from adapters.web import render
from adapters.web.page import Look
from adapters.web.people import PANES
from adapters.web.store import Page
from bot.words.cards import Link, When
from tests.contract.rigs import STAGE

WARD = PANES["ward"]


@pytest.mark.parametrize("told", [render.words, render.quote])
def test_a_long_text_scrolls_in_a_box_that_the_keyboard_reaches(
    told: Callable[[str], Markup],
) -> None:
    assert 'tabindex="0"' in told("x" * 40_000)
    assert 'tabindex="0"' in told("\n" * 40)
    assert "tabindex" not in told("good night")


def test_text_is_shown_as_it_was_typed() -> None:
    typed = "<b>*all*</b> @everyone & \u202e😀\nnext"
    assert "&lt;b&gt;*all*&lt;/b&gt; @everyone &amp; 😀\nnext</p>" in render.words(typed)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "http://[", ""])
def test_an_address_that_is_no_web_address_is_no_link(url: str) -> None:
    assert "href" not in render.span(Link("help", url))


def test_a_moment_is_readable_for_people_and_for_machines() -> None:
    at = datetime(2026, 3, 8, 7, 5, tzinfo=UTC)
    shown = render.span(When(at, "03:05 EDT"))
    assert shown == '<time datetime="2026-03-08T07:05:00+00:00">03:05 EDT</time>'


def test_unread_messages_are_marked_at_corridor_and_not_at_home() -> None:
    view = STAGE.view(WARD, "ana", "ward-5w")
    assert view is not None
    look = Look("Harbor City General", ZoneInfo("America/New_York"), STAGE)
    pane = look.pane(view, Page((), 0), {"@ana": 3}, None)
    assert '<span class="unread" data-unread="corridor"><span class="n">3</span>' in pane
    assert '<span class="unread" data-unread="home" hidden>' in pane
