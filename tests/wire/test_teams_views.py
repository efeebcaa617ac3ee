"""Cards that a client of Teams asks for anew by itself: with IT's buttons for IT alone, and a home
that does not go stale."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from bot.run.clock import utc_now
from bot.words.events import Account, Action, Press
from storage import HospitalSession
from storage.nouns import people, teams_directory
from tests.wire.teams.microsoft import TENANT
from tests.wire.teams.world import (
    IT_ROOM,
    SAM,
    TEAM,
    WARD,
    World,
    action,
    actions,
    words,
    world,
)
from tests.wire.test_teams_talk import CHAT, card

__all__ = ["world"]
ITS = {"Take", "Answer", "Hold", "Fixed", "More"}


def titles(shown: Any) -> set[str]:
    return {str(one.get("title")) for one in actions(shown)}


def refresh_of(shown: Mapping[str, Any]) -> Any:
    (attached,) = shown["attachments"]
    return attached["content"].get("refresh")


async def asks(world: World, who: str, refresh: Any, ref: str, room: str = "") -> Any:
    """What a client does for one of the `userIds`, or for whoever it is in a personal chat."""
    act = refresh["action"]
    value = {"action": {**act, "id": ""}, "trigger": "automatic"}
    sent = world.invoke("adaptiveCard/action", value, who, room, ref)
    answer = await world.post(sent)
    assert answer.status_code == 200, answer.status_code
    return answer.json()


async def of_it(world: World, *who: str) -> None:
    """They work in IT, and were met in the ward's team."""
    for one in who:
        await world.says(one, "help", WARD)
    await world.until(lambda: all(world.microsoft.seen(f"a:29:{one}") for one in who))
    for one in who:
        await world.says(one, "me")
        await world.app.writer.run(partial(_works_in_it, who=one))


def _works_in_it(db: HospitalSession, who: str) -> None:
    person = people.of_account(db, Account("teams", TENANT, f"aad-{who}"))
    assert person is not None
    person.side = "it"


async def raised(world: World) -> tuple[str, Any]:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    return await card(world, WARD, "label printer dead")


async def test_its_buttons_are_seen_by_it_alone(world: World) -> None:
    await of_it(world, "ben")
    ref, shown = await raised(world)
    assert not titles(shown) & ITS
    refresh = refresh_of(shown)
    assert refresh["userIds"] == ["29:ben"]
    answer = await asks(world, "ben", refresh, ref, WARD)
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    assert titles(answer["value"]) >= ITS
    assert answer["value"]["refresh"]["userIds"] == ["29:ben"]
    theirs = await asks(world, "ana", refresh, ref, WARD)
    assert not titles(theirs["value"]) & ITS
    assert "Me too" in titles(theirs["value"])


async def test_a_press_is_judged_by_itself(world: World) -> None:
    """Whoever got hold of IT's view has no more rights by it."""
    await of_it(world, "ben")
    ref, shown = await raised(world)
    view = await asks(world, "ben", refresh_of(shown), ref, WARD)
    take = action(view["value"], "Take")
    refused = await world.presses("ana", take, ref, WARD)
    assert "IT staff and clinical informatics can do that" in words(refused)
    await world.presses("ben", take, ref, WARD)
    await world.until(lambda: "Ben Cole" in words(world.microsoft.posts[ref].activity))
    assert take["fallback"]["type"] == "Action.Submit"


async def test_a_view_shows_what_is_so_now_and_edits_keep_it_asking(world: World) -> None:
    await of_it(world, "ben")
    ref, shown = await raised(world)
    old = refresh_of(shown)
    await world.it(Press("p1", IT_ROOM, SAM, Action("concern.take", ("101",))))
    view = await asks(world, "ben", old, ref, WARD)
    assert "Sam Ortiz" in words(view["value"])
    await world.until(lambda: world.microsoft.posts[ref].edits)
    assert refresh_of(world.microsoft.posts[ref].activity) == old


async def test_who_is_not_known_or_not_allowed_keeps_the_card_that_all_see(world: World) -> None:
    await of_it(world, "ben")
    ref, shown = await raised(world)
    for who in ("gil", "mia"):
        answer = await asks(world, who, refresh_of(shown), ref, WARD)
        assert answer["statusCode"] == 400
        assert answer["type"] == "application/vnd.microsoft.error"
    assert not world.microsoft.seen("a:29:gil")


async def test_asking_writes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await of_it(world, "ben")
    ref, shown = await raised(world)
    await world.triage_shows("label printer dead")
    await asyncio.sleep(0.5)
    ran: list[str] = []
    run, run_once = world.app.writer.run, world.app.writer.run_once

    async def noted(fn: Any, job: str = "", **more: Any) -> Any:
        ran.append(job)
        return await run(fn, job, **more) if job else await run(fn, **more)

    monkeypatch.setattr(world.app.writer, "run_once", lambda *_, **__: ran.append("event"))
    monkeypatch.setattr(world.app.writer, "run", noted)
    before = len(world.microsoft.asked)
    for _ in range(20):
        answer = await asks(world, "ben", refresh_of(shown), ref, WARD)
        assert titles(answer["value"]) >= ITS
    monkeypatch.setattr(world.app.writer, "run_once", run_once)
    assert "event" not in ran
    assert [path for m, path, _, _ in world.microsoft.asked[before:] if m != "GET"] == []


@pytest.mark.parametrize(("many", "shown_to"), [(60, 60), (61, 0)])
async def test_at_most_sixty_have_a_view_of_their_own(
    world: World, many: int, shown_to: int
) -> None:
    await world.says("ana", "help", WARD)
    await world.app.writer.run(lambda db: _colleagues(db, many))
    _, shown = await raised(world)
    refresh = refresh_of(shown)
    assert len(refresh["userIds"] if refresh else []) == shown_to


def _colleagues(db: HospitalSession, many: int) -> None:
    for n in range(many):
        people.meet(db, Account("teams", TENANT, f"aad-{n}", f"It {n}"), utc_now(), "it")
        values = {"mri": f"29:{n}", "teams": [TEAM], "looked_up": None}
        teams_directory.keep_member(db, TENANT, f"aad-{n}", values)


async def test_a_room_where_nobody_is_known_to_be_of_it_has_the_card_as_ever(
    world: World,
) -> None:
    _, shown = await raised(world)
    assert refresh_of(shown) is None


async def test_home_renews_itself_and_by_a_button(world: World) -> None:
    await world.says("ana", "home")
    ref, shown = await card(world, CHAT, "Nothing waits for you")
    refresh = refresh_of(shown)
    assert refresh["userIds"] == ["29:ana"]
    await world.says("ana", "concern label printer dead on 5 West")
    await card(world, CHAT, "C-101 is with IT")
    anew = await asks(world, "ana", refresh, ref)
    assert "label printer dead" in words(anew["value"])
    assert anew["value"]["refresh"]["userIds"] == ["29:ana"]
    assert "Ana Ruiz, " in anew["value"]["body"][0]["text"]  # and as of when
    pressed = await world.presses("ana", action(shown, "Renew"), ref)
    assert "label printer dead" in words(pressed["value"])
    await world.until(lambda: "label printer dead" in words(world.microsoft.posts[ref].activity))
