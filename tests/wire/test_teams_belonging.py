"""A private answer that comes in somebody's own chat names the room and the thing it belongs to."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from adapters.teams import replies as teams_replies
from adapters.teams.callback_data import pack
from bot.words.events import Action
from storage import Unavailable
from tests.wire.teams.world import TEAM, WARD, World, action, words, world
from tests.wire.test_teams_talk import CHAT, PATIENT, card, held

__all__ = ["world"]
ROOM = "5 West nurses"
ABOUT_ONE, ASKED = f"This is about C-101 in {ROOM}.", f"You asked for this in {ROOM}."


async def says(
    world: World, who: str, words_: str, thread: str = "", more: Mapping[str, Any] | None = None
) -> None:
    """Said in the ward's room, whose name Teams tells this time."""
    sent = world.message(who, words_, f"{WARD};messageid={thread}" if thread else WARD)
    sent |= more or {}
    sent["channelData"] |= {"team": {"id": TEAM}, "channel": {"id": WARD, "name": ROOM}}
    assert (await world.post(sent)).status_code == 200


async def raised(world: World) -> tuple[str, Any]:
    await says(world, "ana", "concern label printer dead on 5 West")
    await card(world, CHAT, "C-101 is with IT")
    return await card(world, WARD, "label printer dead")


async def test_the_receipt_of_what_was_raised_in_a_room(world: World) -> None:
    await raised(world)
    await card(world, CHAT, ASKED)


async def test_an_answer_to_typed_words_names_the_number_in_them(world: World) -> None:
    await raised(world)
    await says(world, "ben", "metoo C-101")
    await card(world, "a:29:ben", ABOUT_ONE)


async def test_an_answer_to_words_in_a_cards_thread_names_that_card(world: World) -> None:
    ref, _ = await raised(world)
    await says(world, "ben", "me", ref)
    await card(world, "a:29:ben", ABOUT_ONE)


async def test_a_refusal_says_nothing_of_what_there_is(world: World) -> None:
    await says(world, "ben", "metoo C-999")
    _, shown = await card(world, "a:29:ben", f"This is about C-999 in {ROOM}.")
    assert "There is no C-999" in words(shown)


async def test_talk_in_a_thread_that_can_not_cross(world: World) -> None:
    ref, _ = await raised(world)
    await says(world, "ben", f"the tray is empty, {PATIENT}", ref)
    chat = await world.until(lambda: world.microsoft.seen("a:29:ben"))
    await world.until(lambda: ROOM in words([p.activity for p in world.microsoft.seen("a:29:ben")]))
    assert "Smith" not in words([post.activity for post in chat])


async def test_a_command_typed_without_our_name(world: World) -> None:
    """Nobody spoke to us, so the room reads nothing of the hint."""
    await raised(world)
    before = len(world.microsoft.seen(WARD))
    await says(world, "ben", "", more={"entities": [], "text": "metoo C-101"})
    await card(world, "a:29:ben", f"This is about your message in {ROOM}.")
    assert len(world.microsoft.seen(WARD)) == before


async def test_a_form_after_typed_words(world: World) -> None:
    await says(world, "ana", "poll")
    await card(world, CHAT, ASKED)


async def test_an_answer_too_long_for_a_notice_on_the_card(world: World) -> None:
    ref, _ = await raised(world)
    show = Action("concern.show", ("101",))
    press = {"type": "Action.Execute", "verb": show.name, "data": pack(show)}
    answer = await world.presses("ben", press, ref, WARD)
    assert "I answered in our own chat" in words(answer)
    await card(world, "a:29:ben", ABOUT_ONE)


async def test_an_answer_that_takes_long(world: World) -> None:
    ref, shown = await raised(world)
    other = held(world)
    answer = await world.presses("ben", action(shown, "Me too"), ref, WARD)
    assert "This takes a moment" in words(answer)
    other.execute("ROLLBACK")
    other.close()
    await card(world, "a:29:ben", ABOUT_ONE)


async def test_what_could_not_be_saved_and_came_too_late_to_say_so_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, shown = await raised(world)
    monkeypatch.setattr("adapters.teams.endpoint.INVOKE_PATIENCE", 0.5)

    async def fails(*_: object) -> None:
        await asyncio.sleep(1)
        raise Unavailable

    monkeypatch.setattr("bot.core.dispatcher.Core._taken", fails)
    await world.presses("ben", action(shown, "Me too"), ref, WARD)
    _, told = await card(world, "a:29:ben", "That was not saved")
    assert "This is about C-101" in words(told)


async def test_an_answer_that_comes_by_the_outbox(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teams_replies, "TRIES", 1)
    await raised(world)
    done, left = world.microsoft._done, [503]

    def busy(method: str, parts: list[str], body: Any) -> web.Response:
        if left and ASKED in words(body):
            return web.Response(status=left.pop())
        return done(method, parts, body)

    world.microsoft._done = busy  # type: ignore[method-assign]
    await says(world, "ana", "away until friday")
    _, shown = await card(world, CHAT, "I could not tell you this at once.")
    assert words(shown["attachments"]).count(ASKED) == 2  # as a line, and in the card's own words


async def test_nothing_is_said_of_it_in_ones_own_chat(world: World) -> None:
    await raised(world)
    await world.says("ben", "metoo C-101")
    _, shown = await card(world, "a:29:ben", "C-101")
    assert "This is about" not in words(shown)


async def test_guests_are_told_neither(world: World) -> None:
    await raised(world)
    await says(world, "gil", "metoo C-101")
    _, shown = await card(world, "a:29:gil", "for the staff of this hospital")
    assert "C-101" not in words(shown)
    assert ROOM not in words(shown)


async def test_nothing_ties_a_person_to_what_they_did_without_a_name(world: World) -> None:
    await says(world, "ben", "anonymous the pump on 5 West is too loud")
    shown = await world.until(lambda: world.microsoft.seen("a:29:ben"))
    assert ROOM not in words([post.activity for post in shown])
