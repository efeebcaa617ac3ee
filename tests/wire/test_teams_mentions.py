"""People mentioned on Teams (R34): the entity says who, and the label only how it reads."""

import pytest

from tests.wire.teams.microsoft import TENANT
from tests.wire.teams.world import WARD, World, words, world

__all__ = ["world"]

CHAT = "a:29:ana"
FIXED = "the label printers work again"


async def draft(world: World) -> str:
    def found() -> list[str]:
        shown = [words(post.activity) for post in world.microsoft.seen(CHAT)]
        return [one for one in shown if "nothing is sent yet" in one or "Say that something" in one]

    return str((await world.until(found))[-1])


@pytest.mark.parametrize(
    "label", ["Cole, Ben (RN)", "Ben&nbsp;Cole, MD (he/him)", "Ana Ruiz", "Benjamin"]
)
async def test_whom_the_entity_names_is_thanked_whatever_the_label_says(
    world: World, label: str
) -> None:
    tag = f"<at>{label}</at>"
    await world.says("ana", f"win {tag}&nbsp;{FIXED}", WARD, {tag: "29:ben"})
    shown = await draft(world)
    assert "For Ben Cole" in shown
    assert f"“{FIXED}”" in shown


async def test_two_people_of_one_label_come_in_their_order(world: World) -> None:
    text = f"win <at>Ben Cole</at> {FIXED}, says <at>Ben Cole</at>"
    sent = world.message("ana", text, WARD)
    for name in ("29:mia", "29:ben"):
        told = {"id": name, "name": "Ben Cole"}
        sent["entities"].append({"type": "mention", "text": "<at>Ben Cole</at>", "mentioned": told})
    await world.post(sent)
    shown = await draft(world)
    assert "For Mia Chan" in shown
    assert f"“{FIXED}, says @Ben Cole”" in shown


async def test_a_mention_that_carries_the_directorys_id_needs_no_question(world: World) -> None:
    await world.says("ben", "help")
    before = len(world.microsoft.asked)
    tag = "<at>Ben Cole</at>"
    sent = world.message("ana", f"win {tag} {FIXED}", WARD)
    told = {"id": "29:other-app", "aadObjectId": "aad-ben", "name": "Ben Cole"}
    sent["entities"].append({"type": "mention", "text": tag, "mentioned": told})
    await world.post(sent)
    assert "For Ben Cole" in await draft(world)
    asked = [path for _, path, *_ in world.microsoft.asked[before:] if "other-app" in path]
    assert not asked


async def test_a_guest_is_not_thanked_and_is_told_apart(world: World) -> None:
    tag = "<at>Gil Guest</at>"
    await world.says("ana", f"win {tag} {FIXED}", WARD, {tag: "29:gil"})
    shown = await draft(world)
    assert "Gil Guest is a guest or an app here" in shown
    assert TENANT not in shown


async def test_where_teams_does_not_tell_nobody_is_guessed(world: World) -> None:
    await world.says("ana", "help")
    world.microsoft.members_down = True
    tag = "<at>Ben Cole</at>"
    await world.says("ana", f"win {tag} {FIXED}", WARD, {tag: "29:ben"})
    assert "I could not find out who “Ben Cole” is just now" in await draft(world)
