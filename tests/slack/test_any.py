"""Whatever our vocabulary can say, Slack takes it: nothing is refused, nothing is lost."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import forms as slack_forms
from adapters.slack import home, render
from adapters.slack.aloud import aloud
from adapters.slack.blocks import CardContext
from adapters.slack.size_limits import Room, at_most, strings, weigh
from bot.words.cards import Form, Message
from tests.contract.everything import EMPTY, EVERYTHING, FORM, HUGE
from tests.slack.limits import problems
from tests.slack.words import HOME, forms, messages

calm = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@calm
@given(messages)
def test_any_message_is_one_that_slack_takes(shown: Message) -> None:
    made = render.message(shown, HOME)
    assert problems(made) == []
    assert json.loads(json.dumps(made.blocks)) == made.blocks


@calm
@given(messages)
def test_any_reply_any_home_and_any_window_is_taken(shown: Message) -> None:
    for part in render.reply(shown, HOME):
        assert problems(part) == []
    assert problems(home.home(shown, HOME)) == []
    for number in range(3):
        assert problems(home.said(shown, HOME, number, "kept")) == []
    assert problems(home.skeleton(shown.title)) == []


@calm
@given(forms)
def test_any_form_is_one_that_slack_takes(shown: Form) -> None:
    for turn in range(2):
        assert problems(slack_forms.modal(shown, HOME, "C1", turn)) == []
    assert problems(slack_forms.asked(shown, HOME)) == []


@pytest.mark.parametrize("shown", [EVERYTHING, EMPTY, HUGE])
def test_the_contracts_examples_are_taken(shown: Message) -> None:
    views: list[Any] = [home.home(shown, HOME), home.said(shown, HOME)]
    for made in (render.message(shown, HOME), *render.reply(shown, HOME), *views):
        assert problems(made) == []
    assert problems(slack_forms.modal(FORM, HOME)) == []
    assert problems(slack_forms.asked(FORM, HOME)) == []


@calm
@given(messages, st.integers(-200, 200), st.integers(-100, 100))
def test_what_is_said_to_fit_does(shown: Message, weight: int, said: int) -> None:
    made = render.page(shown, CardContext(HOME))
    room = Room(len(made), weigh(made) + weight, len(aloud(made).encode()) + len(made) + said)
    assert not render.fits(made, room) or (weight >= 0 and len(aloud(made).encode()) <= room.text)
    assert at_most(made) >= sum(len(text.encode()) for text in strings(made))
