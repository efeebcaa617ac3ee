"""Finding a concern in Teams from the box where messages are written, over the wire."""

from typing import Any

from tests.wire.teams.world import WARD, World, fixture, words, world
from tests.wire.test_teams_talk import card

__all__ = ["world"]


def query(world: World, words: str, room: str = WARD) -> dict[str, Any]:
    sent = fixture("invoke-query", world.microsoft)
    sent["id"] = f"f:{next(world.ids)}"
    sent["value"]["parameters"] = [{"name": "words", "value": words}]
    sent["conversation"] = sent["conversation"] | {"id": room}
    return sent


async def found(world: World, words: str, room: str = WARD) -> dict[str, Any]:
    answer = (await world.post(query(world, words, room))).json()
    return dict[str, Any](answer["composeExtension"])


async def test_a_concern_is_found_from_the_box_where_one_writes(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    await card(world, WARD, "label printer dead")
    for typed in ("C-101", "c101", "label printer", ""):
        answer = await found(world, typed)
        (result,) = answer["attachments"]
        assert (answer["type"], answer["attachmentLayout"]) == ("result", "list"), typed
        assert result["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert "label printer dead" in words(result["content"])
        assert result["preview"]["content"]["text"] == "New"
        assert "Ana Ruiz" not in words(result)


async def test_what_is_put_into_another_chat_has_only_the_number(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    await card(world, WARD, "label printer dead")
    lunch = "19:lunch@thread.v2"
    (result,) = (await found(world, "label printer", lunch))["attachments"]
    assert result["preview"]["content"]["title"] == "C-101 · P2"
    assert "label printer" not in words(result)
    assert not world.microsoft.seen(lunch)
    assert "Action.Execute" not in words(result)


async def test_a_guest_finds_nothing_and_reads_why(world: World) -> None:
    await world.says("ana", "concern label printer dead on 5 West", WARD)
    await card(world, WARD, "label printer dead")
    sent = query(world, "C-101")
    sent["from"] = {"id": "29:gil", "name": "Gil Guest", "aadObjectId": "aad-gil"}
    answer = (await world.post(sent)).json()["composeExtension"]
    assert answer["type"] == "message"
    assert "for the staff of this hospital" in answer["text"]
    assert "C-101" not in words(answer)


async def test_a_search_that_finds_nothing_says_what_to_type(world: World) -> None:
    answer = await found(world, "C-404")
    assert answer == {
        "type": "message",
        "text": "Nothing found. Type a number such as C-101, or words that it has.",
    }
