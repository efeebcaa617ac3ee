"""Whatever Slack or the network answers is one of three things: done, later, or never."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.causes import OPERATOR, SLOW
from adapters.slack.outcomes import (
    BUSY,
    GONE,
    LONGEST,
    RECHECK,
    UNSAID,
    code_of,
    failed,
    retry_after,
)
from bot.words.delivery import TryLater, Undeliverable


def error(data: Any, status: int = 200, **headers: str) -> SlackApiError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.example/api/chat.postMessage",
        req_args={},
        data=data,
        headers=named,
        status_code=status,
    )
    return SlackApiError("", answer)  # type: ignore[no-untyped-call]


def code(word: str) -> SlackApiError:
    return error({"ok": False, "error": word})


@pytest.mark.parametrize("word", GONE)
def test_what_will_never_arrive_says_why(word: str) -> None:
    assert failed(code(word)) == Undeliverable(GONE[word])


@pytest.mark.parametrize("word", OPERATOR)
def test_what_an_operator_mends_is_kept_and_says_what_to_do(word: str) -> None:
    assert failed(code(word)) == TryLater(RECHECK, OPERATOR[word])


def test_the_four_that_hospitals_meet_most_are_given_up() -> None:
    met = ("channel_not_found", "not_in_channel", "is_archived", "account_inactive")
    assert all(isinstance(failed(code(word)), Undeliverable) for word in met)


def test_a_refusal_that_nobody_listed_is_given_up_by_its_own_word() -> None:
    assert failed(code("brand_new_reason")) == Undeliverable("Slack refused it: brand_new_reason")


@pytest.mark.parametrize("word", sorted(BUSY))
def test_a_workspace_that_takes_nothing_for_now_is_tried_again(word: str) -> None:
    end = failed(code(word))
    assert isinstance(end, TryLater)
    assert end.after == RECHECK


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("30", 30.0),
        ("1.5", 1.5),
        ("0", UNSAID),
        ("", UNSAID),
        ("-5", UNSAID),
        ("nan", UNSAID),
        ("inf", UNSAID),
        ("soon", UNSAID),
        ("1e9", LONGEST),
    ],
)
def test_slacks_patience_is_kept_to_as_far_as_it_makes_sense(given: str, seconds: float) -> None:
    for name in ("Retry_After", "retry_after"):
        limited = error({"ok": False, "error": "ratelimited"}, 429, **{name: given})
        assert failed(limited) == TryLater(seconds, SLOW)


def test_too_many_requests_are_known_by_the_status_too() -> None:
    assert failed(error({}, 429, Retry_After="7")) == TryLater(7.0, SLOW)
    assert retry_after(error({}, 429)) == 0.0


@pytest.mark.parametrize(
    "lost",
    [
        error({}, 503),
        error({}, 500),
        error({}),
        error({"ok": False, "error": "internal_error"}),
        error({"ok": False, "error": "fatal_error"}),
        error({"ok": False, "error": "service_unavailable"}, 503),
        error({"ok": False, "error": "Please sign in to the guest network"}),
        error({"ok": False, "error": ["odd"]}),
        error("a page of plain text", 502),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientPayloadError(),
        aiohttp.ClientOSError(104, "reset"),
        TimeoutError(),
        ConnectionResetError(),
    ],
)
def test_what_may_have_been_done_names_no_time_so_that_it_is_looked_for(lost: Exception) -> None:
    end = failed(lost)
    assert isinstance(end, TryLater)
    assert end.after == 0
    assert end.why


def test_a_mistake_of_ours_is_not_taken_for_slacks() -> None:
    with pytest.raises(KeyError):
        failed(KeyError("ts"))


def test_a_code_is_a_word_and_never_a_sentence() -> None:
    assert code_of(code("not_in_channel")) == "not_in_channel"
    assert code_of(code("pt Jane Sample is in 12")) == ""
    assert code_of(error("a page")) == ""
