"""A form that was stored is not stored again; one that was refused stored nothing, so it may come
again as it is (R43)."""

import asyncio
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from adapters.teams import forms as teams_forms
from adapters.teams import parse as teams
from adapters.teams.door import Kind
from adapters.teams.invoke_bodies import answered
from adapters.teams.parse_events import origin_of
from bot.core.idempotency import SENT_BEFORE
from bot.words.cards import Form
from bot.words.events import Action, Submit
from bot.words.fields import TextField
from bot.words.submissions import submission_id
from tests.harness import WARDS, Bot, said

NOTE = "the whole print cart was swapped with a new one today"
ASKED = Form("Answer", Action("concern.answer", ("101",)), (TextField("text", "Your words"),))


def sent(bot: Bot, name: str, **values: str) -> Submit:
    return Submit("f:1", bot.dm("sam"), bot.account("sam"), Action(name, ("101",)), values, bot.now)


def test_refused_and_sent_again_as_it_is_once_nothing_stands_in_its_way(bot: Bot) -> None:
    fixed = sent(bot, "concern.fixed", note=NOTE)
    assert "There is no C-101" in said(bot.send(fixed))
    bot.says("ana", "concern the printer is dead", WARDS["5W"])
    assert said(bot.send(fixed)) != said(SENT_BEFORE)
    assert "Fixed - please check" in bot.card("concern:101", WARDS["5W"])
    assert bot.send(fixed) == SENT_BEFORE


def test_a_form_that_came_back_may_be_sent_again_as_it_is(bot: Bot) -> None:
    bot.says("ana", "concern the printer is dead", WARDS["5W"])
    short = sent(bot, "concern.fixed", note="done")
    assert isinstance(bot.send(short), Form)
    assert isinstance(bot.send(short), Form)


def test_two_taps_at_once_that_are_refused_are_answered_alike(bot: Bot) -> None:
    bot.says("ana", "concern the printer is dead", WARDS["5W"])
    short = sent(bot, "concern.fixed", note="done")

    async def both() -> list[Any]:
        return list(await asyncio.gather(bot.core(short), bot.core(short)))

    assert all(isinstance(reply, Form) for reply in bot.run(both()))


def test_two_taps_at_once_are_stored_once(bot: Bot) -> None:
    bot.says("ana", "concern the printer is dead", WARDS["5W"])
    words = sent(bot, "concern.answer", text="please try the tray on the left")

    async def both() -> list[Any]:
        return list(await asyncio.gather(bot.core(words), bot.core(words)))

    assert bot.run(both()).count(SENT_BEFORE) == 1
    with bot.database() as db:
        stored = db.execute(text("SELECT count(*) FROM concern_entries WHERE kind = 'answer'"))
        assert stored.scalar() == 1


def test_what_something_else_says_is_something_else() -> None:
    action = Action("concern.answer", ("101",))
    name = submission_id("w1", action, {"text": "a"})
    assert name == submission_id("w1", action, {"text": "a"})
    others = {
        submission_id("w2", action, {"text": "a"}),
        submission_id("w1", replace(action, args=("102",)), {"text": "a"}),
        submission_id("w1", action, {"text": "b"}),
        submission_id("w1", action, {"text": "a", "more": ""}),
    }
    assert len({name} | others) == 5


def tapped(name: str, data: dict[str, Any]) -> Submit:
    """What Teams sends of a tap: each has an id of its own."""
    activity = {
        "type": "invoke",
        "id": name,
        "name": "task/submit",
        "serviceUrl": "https://service.example/",
        "from": {"id": "29:ana", "aadObjectId": "ana"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "tenant"}},
        "value": {"data": data},
    }
    where = origin_of(activity)
    event = teams.asked(Kind.SENT, activity, where, where.account, inside=True).event
    assert isinstance(event, Submit)
    return event


def drawn(once: str) -> dict[str, Any]:
    """The data of the button of a form."""
    card: Any = teams_forms.dialog(ASKED, once=once)["card"]
    data: dict[str, Any] = card["content"]["actions"][0]["data"]
    return data


def test_teams_second_tap_on_a_form_is_the_same_and_a_corrected_one_is_not() -> None:
    first = tapped("1", drawn("w1") | {"f.text": "try the left tray"})
    assert tapped("2", drawn("w1") | {"f.text": "try the left tray"}).id == first.id
    assert tapped("3", drawn("w1") | {"f.text": "try the right tray"}).id != first.id
    assert tapped("4", drawn("w2") | {"f.text": "try the left tray"}).id != first.id


def test_every_drawing_of_a_form_on_teams_has_a_word_of_its_own() -> None:
    asked = teams.Invoke(tapped("1", drawn("w1")), Kind.FETCHED)
    bodies = [str(answered(ASKED, asked, frozenset(), "tenant").body) for _ in range(2)]
    assert bodies[0] != bodies[1]
    assert all("'once'" in body for body in bodies)
