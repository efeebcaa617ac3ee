"""Modals in the stand-in for Slack, over HTTP and Socket Mode alike, with the real bolt in between."""

from typing import Any

import pytest

from tests.wire.sample import CARD, card, field, form, opened
from tests.wire.slack.settling import TROUBLE
from tests.wire.slack_api import FakeSlack
from tests.wire.toy import Toy


async def test_a_modal_is_filled_in_and_sent(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    view = slack.modal("sam")
    assert view is not None
    assert slack.text(view).startswith("Raise a concern\nWhat happened:")
    await app.people.submit("sam", {"What happened": "Printer down", "unit": "ICU"})
    got = app.last()["view"]
    assert got["state"]["values"]["what"]["value"]["value"] == "Printer down"
    assert got["state"]["values"]["unit"]["value"]["selected_option"]["value"] == "I"
    assert got["state"]["values"]["note"]["value"] == {"type": "plain_text_input", "value": None}
    assert (got["private_metadata"], got["callback_id"]) == ("k1", "raise")
    assert slack.modal("sam") is None


async def test_slack_itself_asks_for_required_fields(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    before = len(app.heard)
    answer = await app.people.submit("sam", {"what": "x" * 51})
    assert answer.errors == {
        "what": "Please enter no more than 50 characters.",
        "unit": "Please complete this required field.",
    }
    assert (answer.why, len(app.heard)) == ("not_sent", before)
    with pytest.raises(AssertionError, match="0 options are called 'Roof'"):
        app.people.submit("sam", {"unit": "Roof"})


async def test_errors_stand_beside_the_fields(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    app.answers = [(200, {"response_action": "errors", "errors": {"what": "Say more"}})]
    answer = await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert answer.errors == {"what": "Say more"}
    view = slack.modal("sam")
    assert view is not None
    assert "What happened: x\n! Say more" in slack.text(view)


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "vanish"},
        "Thank you",
    ],
)
async def test_answers_that_slack_does_not_understand(
    app: Toy, slack: FakeSlack, body: Any
) -> None:
    await opened(app)
    app.answers = [(200, body)]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    view = slack.modal("sam")
    assert view is not None
    assert (view.trouble, slack.troubles) == (TROUBLE, [(slack.user("sam").id, TROUBLE)])


async def test_a_submit_that_updates_keeps_what_was_typed(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    again = form(
        "Is this right?", field("what", "What happened"), field("more", "More") | {"optional": True}
    )
    app.answers = [(200, {"response_action": "update", "view": again})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    view = slack.modal("sam")
    assert view is not None
    assert (view.title, view.values["what"]["value"]["value"]) == ("Is this right?", "x")


async def test_views_stack_three_high(app: Toy, slack: FakeSlack) -> None:
    await opened(app)
    for title in ("Second", "Third"):
        app.answers = [(200, {"response_action": "push", "view": form(title)})]
        await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    sam = slack.user("sam").id
    assert [v.title for v in slack.views[sam]] == ["Raise a concern", "Second", "Third"]
    app.answers = [(200, {"response_action": "push", "view": form("Fourth")})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert slack.troubles[-1] == (sam, TROUBLE)
    await app.people.closes("sam")
    assert [v.title for v in slack.views[sam]] == ["Raise a concern", "Second"]
    app.answers = [(200, {"response_action": "clear"})]
    await app.people.submit("sam", {"what": "x", "unit": "ICU"})
    assert slack.modal("sam") is None


async def test_closing_tells_the_app_only_if_it_asked(app: Toy) -> None:
    await opened(app)
    assert (await app.people.closes("sam")).why == "not_sent"
    await opened(app, form(notify_on_close=True))
    assert (await app.people.closes("sam")).ok
    assert app.last()["type"] == "view_closed"


async def test_a_button_in_a_modal(app: Toy, slack: FakeSlack) -> None:
    await opened(app, form("Pick", CARD[1]))
    await app.people.press("sam", "modal", "Take it")
    got = app.last()
    assert (got["container"]["type"], "response_url" in got) == ("view", False)
    await app.client.views_push(trigger_id=got["trigger_id"], view=form("On top"))
    assert [v.title for v in slack.views[slack.user("sam").id]] == ["Pick", "On top"]


async def test_shortcuts(app: Toy, slack: FakeSlack) -> None:
    await app.people.shortcut("sam", "raise")
    assert (app.last()["type"], app.last()["callback_id"]) == ("shortcut", "raise")
    assert "channel" not in app.last()
    message = await card(app)
    await app.people.message_shortcut("sam", message, "raise_from")
    got = app.last()
    assert (got["type"], got["message"]["ts"]) == ("message_action", message.ts)
