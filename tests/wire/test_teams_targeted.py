"""Messages in a room that one person alone sees: sent where they are switched on, and answered so
where somebody writes one to us."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.callback_data import pack
from bot.words.events import Action
from tests.wire.teams.doors import BOTH, setting
from tests.wire.teams.world import WARD, World, action, opened, words
from tests.wire.test_teams_belonging import raised
from tests.wire.test_teams_talk import CHAT, PATIENT, card

BEN = "a:29:ben"
WHAT = "What you can say to me"


@pytest.fixture(params=BOTH)
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    async with opened(tmp_path, TEAMS_TARGETED="on", **setting(request.param)) as found:
        yield found


@pytest.fixture(params=BOTH)
async def usual(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Where it is not switched on."""
    async with opened(tmp_path, **setting(request.param)) as found:
        yield found


def alone(world: World, who: str, text: str) -> list[str]:
    """What this person alone sees in the room, of what says so."""
    posts = world.microsoft.seen(WARD)
    return [
        words(p.activity) for p in posts if p.alone == f"29:{who}" and text in words(p.activity)
    ]


async def whispers(world: World, who: str, text: str, thread: str = "") -> str:
    """Written in the room for us alone to see: its id."""
    sent = world.message(who, text, f"{WARD};messageid={thread}" if thread else WARD)
    sent |= {"entities": [], "text": text, "recipient": sent["recipient"] | {"isTargeted": True}}
    assert (await world.post(sent)).status_code == 200
    return str(sent["id"])


def public(world: World) -> str:
    return words([post.activity for post in world.microsoft.read_by_all(WARD)])


async def test_an_answer_stays_in_the_room_and_nobody_else_reads_that_there_is_one(
    world: World,
) -> None:
    await world.says("ben", "help", WARD)
    await world.until(lambda: alone(world, "ben", WHAT))
    assert not world.microsoft.seen(BEN)
    assert not world.microsoft.read_by_all(WARD)
    assert "You asked for this" not in words(alone(world, "ben", WHAT))


async def test_by_default_nothing_is_sent_so(usual: World) -> None:
    await usual.says("ben", "help", WARD)
    await card(usual, BEN, WHAT)
    assert "isTargetedActivity" not in words([path for _, path, _, _ in usual.microsoft.asked])
    assert "I answered in our own chat" in public(usual)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "BadArgument"), (403, "BotNotInConversationRoster"), (404, "ConversationNotFound")],
)
async def test_what_teams_refuses_goes_the_old_way_once(
    world: World, status: int, code: str
) -> None:
    world.microsoft.failures.append((status, {}, {"error": {"code": code}}))
    await world.says("ben", "help", WARD)
    await card(world, BEN, WHAT)
    await world.until(lambda: alone(world, "ben", "I answered in our own chat"))
    assert not alone(world, "ben", WHAT)
    told = [p for p in world.microsoft.posts.values() if WHAT in words(p.activity)]
    assert len(told) == 1
    await world.says("ben", "help", WARD)  # the room was not forgotten for it
    await world.until(lambda: alone(world, "ben", WHAT))


async def test_where_teams_does_not_let_us_at_all(world: World) -> None:
    world.microsoft.targeting = False
    await world.says("ben", "help", WARD)
    await card(world, BEN, WHAT)
    await world.until(lambda: "I answered in our own chat" in public(world))


async def test_what_is_to_be_there_tomorrow_goes_to_their_own_chat(world: World) -> None:
    """They vanish after a day: no receipt, no file, and nothing that was said without a name."""
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    await card(world, CHAT, "C-101 is with IT")
    await world.until(lambda: alone(world, "ana", "I answered in our own chat"))
    assert not alone(world, "ana", "C-101 is with IT")
    await world.says("ana", "concerns csv", WARD)
    await world.says("ben", "anonymous the pump on 5 West is too loud", WARD)
    await world.until(lambda: world.microsoft.seen(BEN))
    assert not alone(world, "ben", "pump")


async def test_a_long_answer_to_a_press_on_a_card(world: World) -> None:
    ref, _ = await raised(world)
    show = Action("concern.show", ("101",))
    press = {"type": "Action.Execute", "verb": show.name, "data": pack(show)}
    answer = await world.presses("ben", press, ref, f"{WARD};messageid={ref}")
    assert "I answered you alone" in words(answer)
    await world.until(lambda: alone(world, "ben", "label printer dead"))
    assert not world.microsoft.seen(BEN)
    (post,) = [p for p in world.microsoft.seen(WARD) if p.alone == "29:ben"]
    assert post.thread == ref


async def test_a_button_on_what_one_person_sees_changes_it_in_place(world: World) -> None:
    await world.says("ben", "concerns open", WARD)
    await world.until(lambda: alone(world, "ben", "Nothing here"))
    await raised(world)
    await world.says("ben", "concerns open", WARD)
    await world.until(lambda: alone(world, "ben", "label printer"))
    posts = world.microsoft.posts.items()
    ref, post = next((r, p) for r, p in posts if p.alone and "label printer" in words(p.activity))
    show = action(post.activity, "Open") | {"type": "Action.Execute", "verb": "concern.show"}
    before = len(world.microsoft.posts)
    answer = await world.presses("ben", show, ref, WARD)
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    await world.until(lambda: world.microsoft.posts[ref].edits)
    assert world.microsoft.posts[ref].alone == "29:ben"
    assert len(world.microsoft.posts) == before
    assert not world.microsoft.seen(BEN)


@pytest.mark.parametrize("text", ["help", "metoo C-999", "concern label printer dead on 5 West"])
async def test_what_comes_so_is_answered_so(usual: World, text: str) -> None:
    """Whatever the settings say: whoever may write so has a package that allows it."""
    asked = await whispers(usual, "ben", text)
    await usual.until(lambda: alone(usual, "ben", ""))
    assert "I answered" not in public(usual)
    shown = alone(usual, "ben", "")
    assert f'"messageId": "{asked}"' in shown[0]


async def test_what_comes_so_and_can_not_be_answered_so_is_not_answered_publicly(
    usual: World,
) -> None:
    usual.microsoft.targeting = False
    await whispers(usual, "ben", "help")
    await card(usual, BEN, WHAT)
    await usual.says("ana", "help")
    await card(usual, CHAT, WHAT)
    assert not usual.microsoft.seen(WARD)


async def test_what_comes_so_under_a_card_does_not_cross(usual: World) -> None:
    ref, _ = await raised(usual)
    await whispers(usual, "ben", "the tray is empty", ref)
    await usual.until(lambda: alone(usual, "ben", ""))
    await usual.triage_shows("label printer dead")
    assert "tray" not in await usual.triage()
    assert "tray" not in public(usual)


async def test_nobody_is_asked_to_delete_what_nobody_else_reads(usual: World) -> None:
    await whispers(usual, "ben", f"concern printer dead, {PATIENT}")
    await usual.until(lambda: alone(usual, "ben", "") or usual.microsoft.seen(BEN))
    sent = usual.message("ben", f"concern printer dead, {PATIENT}", WARD)
    sent |= {"type": "messageUpdate", "recipient": sent["recipient"] | {"isTargeted": True}}
    assert (await usual.post(sent)).status_code == 200
    await usual.says("ana", "help")
    await card(usual, CHAT, WHAT)
    assert "Please edit or delete" not in usual.all_shown()
    assert "Smith" not in public(usual)
