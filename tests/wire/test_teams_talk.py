"""Talking to Corridor on Teams, over the wire: chats, rooms, buttons, dialogs, the message menu."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.rules.priority import CARE_QUESTION, HARM_QUESTION
from bot.run.clock import utc_now
from bot.words.events import Action, Press, Said, Submit
from storage.delivery import outbox
from tests.wire.teams.microsoft import BOT, TENANT
from tests.wire.teams.world import (
    IT_ROOM,
    SAM,
    WARD,
    World,
    action,
    fixture,
    opened,
    words,
    world,
)

__all__ = ["world"]

CHAT = "a:29:ana"
PATIENT = "pt John Smith MRN 00482913"


async def card(world: World, place: str, text: str) -> tuple[str, Any]:
    """The message in a place that says so: its id and how it looks now."""

    def found() -> Any:
        return [
            (ref, post.activity)
            for ref, post in world.microsoft.posts.items()
            if post.place == place and not post.deleted and text in words(post.activity)
        ]

    shown: list[tuple[str, Any]] = await world.until(found)
    return shown[-1]


@pytest.mark.parametrize("word", ["hi", "Hello", "help", "HELP"])
async def test_a_greeting_is_answered_with_what_to_do(world: World, word: str) -> None:
    await world.says("ana", word)
    _, shown = await card(world, CHAT, "What you can say to me")
    assert "x5100" in words(shown)
    assert shown["summary"].startswith("What you can say to me")


async def test_in_a_room_everybody_learns_only_that_there_is_an_answer(world: World) -> None:
    await world.says("ana", "help", WARD)
    await card(world, CHAT, "What you can say to me")
    told = await world.until(lambda: world.microsoft.seen(WARD))
    assert [post.activity["text"] for post in told] == ["I answered in our own chat."]
    assert told[0].thread


async def test_where_we_may_not_write_in_private_the_room_is_told_no_more(world: World) -> None:
    world.microsoft.blockers.add("29:ben")
    await world.says("ben", "home", WARD)
    (told,) = await world.until(lambda: world.microsoft.seen(WARD))
    assert "can't write to you in private" in told.activity["text"]
    assert "Ben" not in words(told.activity)


async def test_one_tap_opens_a_form_and_what_is_wrong_is_said_in_it(world: World) -> None:
    await world.says("ana", "help")
    ref, shown = await card(world, CHAT, "What you can say to me")
    opened = await world.presses("ana", action(shown, "Raise a concern"), ref)
    assert opened["task"]["type"] == "continue"
    assert opened["task"]["value"]["title"] == "Raise a concern"
    send = action(opened, "Send to IT")
    empty = await world.presses("ana", send, **{"f.text": "  "})
    assert empty["task"]["type"] == "continue"
    assert "Say in one sentence" in words(empty) or "error" in words(empty).lower()
    done = await world.presses("ana", send, **{"f.text": "label printer dead"})
    assert "C-101 is with IT" in words(done)
    await card(world, CHAT, "label printer dead")
    await world.triage_shows("label printer dead")


async def test_a_typed_command_that_needs_a_form_shows_it_in_the_chat(world: World) -> None:
    await world.says("ana", "concern")
    ref, shown = await card(world, CHAT, "What is wrong?")
    send = action(shown, "Send to IT")
    assert send["type"] == "Action.Execute"
    answer = await world.presses("ana", send, ref, **{"f.text": ""})
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    answer = await world.presses("ana", send, ref, **{"f.text": "badge reader is off"})
    assert "C-101 is with IT" in words(answer["value"])
    await world.until(lambda: "C-101 is with IT" in words(world.microsoft.posts[ref].activity))


async def test_a_private_receipt_becomes_its_own_next_question(world: World) -> None:
    await world.says("ana", "concern scanner beeps twice on 5 West")
    ref, shown = await card(world, CHAT, CARE_QUESTION)
    answer = await world.presses("ana", action(shown, "Slowed"), ref)
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    assert HARM_QUESTION in words(answer["value"])
    await world.until(lambda: HARM_QUESTION in words(world.microsoft.posts[ref].activity))
    answer = await world.presses("ana", action(answer["value"], "No"), ref)
    assert "That is all" in words(answer["value"])


async def test_a_concern_of_a_room_is_a_card_there_and_a_receipt_in_private(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, _ = await card(world, WARD, "C-101")
    _, receipt = await card(world, CHAT, "C-101 is with IT")
    assert CARE_QUESTION in words(receipt)
    room = [words(post.activity) for post in world.microsoft.seen(WARD)]
    assert not any(CARE_QUESTION in one for one in room)
    assert world.microsoft.posts[ref].conversation == WARD


async def test_a_press_on_a_rooms_card_is_a_toast_and_the_card_changes_in_place(
    world: World,
) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, shown = await card(world, WARD, "label printer dead")
    answer = await world.presses("ben", action(shown, "Me too"), ref, WARD)
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    await world.until(lambda: world.microsoft.posts[ref].edits)
    assert "2" in words(world.microsoft.posts[ref].activity)


async def test_an_old_client_presses_by_message(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, shown = await card(world, WARD, "label printer dead")
    data = action(shown, "Me too")["data"]
    await world.post(world.activity("message", "ben", WARD, value=data, replyToId=ref))
    await world.until(lambda: world.microsoft.posts[ref].edits)


async def test_talk_in_a_cards_thread_crosses_and_so_do_its_edits(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, _ = await card(world, WARD, "label printer dead")
    under = f"{WARD};messageid={ref}"
    said = world.message("ana", "the tray is empty, I looked", under)
    await world.post(said)
    await world.triage_shows("the tray is empty, I looked")
    edited = world.activity("messageUpdate", "ana", under, text="the tray is full, I looked")
    edited |= {"id": said["id"], "timestamp": "2026-11-24T10:01:00Z"}
    await world.post(edited)
    await world.triage_shows("the tray is full, I looked")
    gone = world.activity("messageDelete", "ana", under) | {"id": said["id"]}
    await world.post(gone)
    await world.triage_until(lambda found: "the tray" not in found)


async def test_what_it_answers_is_said_in_the_cards_thread(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, _ = await card(world, WARD, "label printer dead")
    await world.triage_shows("label printer dead")
    answer = Submit(
        "s1", IT_ROOM, SAM, Action("concern.answer", ("101", "answer")), {"text": "On my way"}
    )
    await world.it(answer)
    said, shown = await card(world, WARD, "On my way")
    assert "Sam Ortiz" in words(shown)
    assert world.microsoft.posts[said].thread == ref


async def test_the_message_menu_raises_what_somebody_wrote(world: World) -> None:
    sent = fixture("invoke-compose-message", world.microsoft)
    answer = (await world.post(sent)).json()
    assert answer["task"]["type"] == "continue"
    assert "the wristband printer\\neats labels" in words(answer)
    send = action(answer, "Send to IT")
    value = {"commandId": "raiseConcern", "commandContext": "message"}
    data = send["data"] | {"f.text": "the wristband printer eats labels"}
    submit = sent | {"id": "f:99", "name": "composeExtension/submitAction"}
    done = await world.post(submit | {"value": value | {"data": data}})
    assert "C-101 is with IT" in words(done.json())
    await world.triage_shows("the wristband printer eats labels")


async def test_a_chat_that_we_are_not_in_is_left_alone(world: World) -> None:
    sent = fixture("invoke-compose-private-chat", world.microsoft)
    answer = (await world.post(sent)).json()
    send = action(answer, "Send to IT")
    data = send["data"] | {"f.text": "the wristband printer eats labels"}
    submit = sent | {"id": "f:98", "name": "composeExtension/submitAction"}
    await world.post(submit | {"value": {"data": data}})
    _, shown = await card(world, "a:aad-ana", "C-101")
    assert "wristband" in words(shown)
    assert not world.microsoft.seen(sent["conversation"]["id"])


async def test_the_message_menu_shows_patient_data_cleaned(world: World) -> None:
    sent = fixture("invoke-compose-message", world.microsoft)
    sent["value"]["messagePayload"]["body"]["content"] = f"<p>printer dead, {PATIENT}</p>"
    answer = words((await world.post(sent)).json())
    assert "printer dead" in answer
    for planted in ("John", "Smith", "00482913"):
        assert planted not in answer + world.stored() + world.log.getvalue()


async def test_when_added_it_says_why_what_and_how(world: World) -> None:
    await world.post(fixture("installation-add-personal", world.microsoft))
    added = fixture("installation-add-personal", world.microsoft)
    member = {"type": "conversationUpdate", "id": "f:97", "membersAdded": [{"id": BOT}]}
    await world.post(added | member)
    shown = await world.until(lambda: world.microsoft.seen("a:1personalAna"))
    assert "between the ward and IT" in words(shown[0].activity)
    await world.says("ana", "help")
    await card(world, CHAT, "What you can say to me")
    assert len(world.microsoft.seen("a:1personalAna")) == 1


async def test_a_room_that_we_are_added_to_is_told_too(world: World) -> None:
    await world.post(fixture("conversation-update-bot-added", world.microsoft))
    _, shown = await card(world, WARD, "between the ward and IT")
    assert "@Corridor setup" in words(shown)


@pytest.mark.parametrize("standing", [{"userRole": "guest"}, {"tenantId": "tenant-other"}])
async def test_guests_and_strangers_are_told_that_it_is_not_for_them(
    world: World, standing: dict[str, str]
) -> None:
    world.microsoft.members["29:gil"] |= {"userRole": "user"} | standing
    await world.says("gil", "concern printer dead on 5 West")
    await card(world, "a:29:gil", "for the staff of this hospital")
    assert "C-101" not in await world.triage()


async def test_people_are_known_by_what_the_tenant_says(world: World) -> None:
    await world.says("ben", "me")
    await card(world, "a:29:ben", "Ben Cole")
    asked = [path for method, path, _, _ in world.microsoft.asked if method == "GET"]
    await world.says("ben", "home")
    await world.until(lambda: len(world.microsoft.seen("a:29:ben")) == 2)
    assert [path for method, path, _, _ in world.microsoft.asked if method == "GET"] == asked
    assert "ben@example.org" in world.stored()


async def test_members_of_a_team_are_on_its_side(world: World) -> None:
    await world.says("mia", "me")
    _, shown = await card(world, "a:29:mia", "Mia Chan")
    assert "clinical & IT" in words(shown) or "both" in words(shown).lower()
    await world.says("ben", "me")
    _, shown = await card(world, "a:29:ben", "Ben Cole")
    assert "clinical & IT" not in words(shown)


async def test_where_the_tenant_knows_no_more_people_are_served_all_the_same(
    world: World,
) -> None:
    del world.microsoft.members["29:mia"]
    await world.says("mia", "concern printer dead in the ICU")
    await card(world, "a:29:mia", "C-101 is with IT")


async def test_two_things_told_at_once_are_one_question(world: World) -> None:
    said = [world.message("mia", f"concern printer {number} dead") for number in range(4)]
    answers = await asyncio.gather(*(world.post(one) for one in said))
    assert {answer.status_code for answer in answers} == {200}
    await world.until(lambda: len(world.microsoft.seen("a:29:mia")) >= 4)
    assert "could not find out" not in words([p.activity for p in world.microsoft.seen("a:29:mia")])
    asked = [path for method, path, _, _ in world.microsoft.asked if "29:mia/members/29" in path]
    assert len(asked) == 1


async def test_someone_new_waits_until_the_tenant_says_who_they_are(world: World) -> None:
    world.microsoft.members_down = True
    await world.says("mia", "concern printer dead in the ICU")
    await card(world, "a:29:mia", "could not find out who you are")
    await world.says("ana", "concern scanner off")
    await card(world, CHAT, "C-101 is with IT")


async def test_the_same_activity_twice_is_one_concern(world: World) -> None:
    sent = world.message("ana", "concern printer dead on 5 West")
    assert (await world.post(sent)).status_code == 200
    await world.restart()
    assert (await world.post(sent)).status_code == 200
    await world.says("ana", "help")
    await card(world, CHAT, "What you can say to me")
    assert "C-102" not in await world.triage()


async def test_what_could_not_be_stored_is_delivered_again(world: World) -> None:
    sent = world.message("ana", "concern printer dead on 5 West")
    await asyncio.to_thread(world.app.writer.stop)
    assert (await world.post(sent)).status_code == 503
    await world.restart()
    assert (await world.post(sent)).status_code == 200
    await card(world, CHAT, "C-101 is with IT")
    assert "printer" not in world.log.getvalue()


def held(world: World) -> sqlite3.Connection:
    """The database, held so that nobody can write."""
    path = world.settings.database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_whoever_waits_sees_that_somebody_is_there(world: World) -> None:
    await world.says("ana", "help")
    other = held(world)
    asking = asyncio.ensure_future(world.says("ana", "home"))
    await world.until(
        lambda: any((b or {}).get("type") == "typing" for _, _, b, _ in world.microsoft.asked)
    )
    other.execute("ROLLBACK")
    other.close()
    await asking
    await world.until(lambda: len(world.microsoft.seen(CHAT)) == 2)


async def test_a_button_is_answered_in_time_and_the_rest_comes_in_the_chat(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, shown = await card(world, WARD, "label printer dead")
    await card(world, CHAT, "C-101 is with IT")
    other = held(world)
    answer = await world.presses("ben", action(shown, "Me too"), ref, WARD)
    assert "This takes a moment" in words(answer)
    other.execute("ROLLBACK")
    other.close()
    await world.until(lambda: world.microsoft.seen("a:29:ben"))


async def test_a_reaction_changes_nothing_and_is_not_answered(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, _ = await card(world, WARD, "label printer dead")
    await card(world, CHAT, "C-101 is with IT")
    before = await at_rest(world)
    more = {"reactionsAdded": [{"type": "like"}], "replyToId": ref}
    await world.post(world.activity("messageReaction", "ben", f"{WARD};messageid={ref}", **more))
    await asyncio.sleep(0.3)
    assert len(list(world.microsoft.writes())) == before


async def at_rest(world: World) -> int:
    """How much was written, once nothing waits to be."""
    _hid, later = world.settings.hospital.id, utc_now() + timedelta(hours=1)

    async def waiting() -> int:
        return await world.app.writer.run(lambda db: outbox.waiting(db, later).messages)

    async with asyncio.timeout(60):
        while await waiting():  # noqa: ASYNC110 - it is in a database
            await asyncio.sleep(0.05)
    return len(list(world.microsoft.writes()))


async def forms_are_cards(world: World) -> None:
    """Without dialogs a form takes a card's place for whoever pressed, and for nobody else."""
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, shown = await card(world, WARD, "label printer dead")
    press = action(shown, "Add details")
    assert press["type"] == "Action.Execute"
    answer = await world.presses("ana", press, ref, WARD)
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    send = action(answer["value"], "Add")
    await world.presses("ana", send, ref, WARD, **{"f.s": "it ate the last label"})
    await card(world, WARD, "label printer dead")
    assert "Add details" in words(world.microsoft.posts[ref].activity)


async def test_in_a_trial_nobody_is_asked_for_a_token(tmp_path: Path) -> None:
    trial = {"TEAMS_AUTH": "off", "TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": ""}
    async with opened(tmp_path, **trial) as world:
        activity = world.message("ana", "help") | {"channelId": "emulator"}
        assert (await world.client.post("/api/messages", json=activity)).status_code == 200
        await card(world, CHAT, "What you can say to me")
        await forms_are_cards(world)
        for address in ("https://evil.example/", "http://10.0.0.1/"):
            away = activity | {"serviceUrl": address, "id": address}
            assert (await world.client.post("/api/messages", json=away)).status_code == 403


async def test_only_what_is_said_to_it_is_kept(world: World) -> None:
    for words_ in ("lunch at noon?", PATIENT):
        said = world.message("ana", words_) | {"entities": [], "text": words_}
        said["conversation"] = {"id": WARD, "conversationType": "channel", "tenantId": TENANT}
        assert (await world.post(said)).status_code == 200
    for planted in ("lunch", "Smith", "00482913"):
        assert planted not in world.stored() + world.microsoft.wire() + world.log.getvalue()


async def test_it_may_act_through_the_playground(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    ref, _ = await card(world, WARD, "label printer dead")
    await world.it(Press("p1", IT_ROOM, SAM, Action("concern.take", ("101",))))
    await world.it(Said("p2", IT_ROOM, SAM, "", "x"))
    await world.until(lambda: "Sam Ortiz" in words(world.microsoft.posts[ref].activity))
