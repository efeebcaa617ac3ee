"""Edits, deletions, forwarded and quoted messages, and patient data, as Teams sends them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.teams.quotes import parted
from bot.run.clock import utc_now
from tests.wire.teams.microsoft import BOT
from tests.wire.teams.world import WARD, World, action, words, world

__all__ = ["world"]

CHAT = "a:29:ana"
REPLY = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1764000000004">\n'
    '<strong itemprop="mri" itemid="8:orgid:aad-kim">Kim Lee</strong>'
    '<span itemprop="time" itemid="1764000000004"></span>\n'
    '<p itemprop="preview">the driver is at &lt;fault&gt;</p>\n</blockquote>\n<p>same on 6W</p>'
)
FORWARD = {
    "id": "1764000000004",
    "contentType": "forwardedMessageReference",
    "content": json.dumps(
        {
            "originalMessageId": "1764000000004",
            "originalMessageContent": "<p>vendor says the <b>driver</b> is at fault</p>",
            "originalConversationId": "19:other@thread.v2",
            "originalSentDateTime": "2026-11-24T09:00:00Z",
            "originalMessageSender": {"user": {"id": "aad-kim", "displayName": "Kim Lee"}},
        }
    ),
}


def shown(world: World, place: str) -> str:
    here = [p for p in world.microsoft.posts.values() if p.place == place and not p.deleted]
    return "\n\n".join(words(post.activity) for post in here)


async def sees(world: World, place: str, text: str) -> None:
    await world.until(lambda: text in shown(world, place))


async def changed(world: World, kind: str, before: dict[str, Any], text: str = "") -> None:
    """The same activity, as it comes when its message was edited or deleted."""
    later = (utc_now() + timedelta(seconds=1)).isoformat()
    told = before | {"type": kind, "timestamp": later, "text": text}
    assert (await world.post(told)).status_code == 200


def test_a_reply_s_quote_is_a_part_and_its_writers_own_quote_is_not() -> None:
    quoted = ("the driver is at <fault>",)
    assert parted({"text": REPLY, "textFormat": "html"}) == ("same on 6W", quoted)
    plain = {
        "text": "Kim Lee\nthe driver is at <fault>\n\nsame on 6W",
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": REPLY}],
    }
    assert parted(plain) == ("same on 6W", quoted)
    own = "<blockquote>the driver is at fault</blockquote><p>she says</p>"
    assert parted({"text": own, "textFormat": "html"}) == (
        "the driver is at fault\n\nshe says",
        (),
    )
    assert parted({"text": "> quoted by hand\nmine", "textFormat": "plain"})[1] == ()


def test_a_mention_in_front_of_a_reply_s_quote_is_still_ours() -> None:
    span = (
        '<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Corridor</span>'
    )
    entity = {"type": "mention", "text": "<at>Corridor</at>", "mentioned": {"id": BOT}}
    activity = {
        "recipient": {"id": BOT, "name": "Corridor"},
        "entities": [entity],
        "text": "Kim Lee\nthe driver is at <fault>\n\n<at>Corridor</at> same on 6W",
        "textFormat": "plain",
        "attachments": [
            {"contentType": "text/html", "content": REPLY.replace("same", f"{span} same")}
        ],
    }
    assert parted(activity)[0] == "same on 6W"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"originalMessageContent": 5}', 7])
def test_a_forward_that_can_t_be_read_is_left_out(content: object) -> None:
    told = {"text": "see", "attachments": [{**FORWARD, "content": content}]}
    assert parted(told) == ("see", ())


async def test_an_edit_in_ones_own_chat_corrects_the_concern(world: World) -> None:
    sent = world.message("ana", "concern printer on 5W prints balnk")
    await world.post(sent)
    await world.triage_shows("prints balnk")
    await changed(world, "messageUpdate", sent, "concern printer on 6W prints blank")
    await world.triage_shows("printer on 6W prints blank")
    await sees(world, CHAT, "C-101 is corrected")


async def test_a_deletion_asks_whether_to_withdraw(world: World) -> None:
    sent = world.message("ana", "concern monitor 4 shows no waves", WARD)
    await world.post(sent)
    await world.triage_shows("monitor 4")
    await changed(world, "messageDelete", sent)
    await sees(world, CHAT, "C-101 is still with IT")


async def test_forwarded_to_the_bot_it_is_offered_as_a_concern(world: World) -> None:
    sent = world.message("ana", '<attachment id="1764000000004"></attachment>')
    await world.post(sent | {"attachments": [FORWARD]})
    await sees(world, CHAT, "Send to IT?")
    assert "> vendor says the driver is at fault" in json.dumps(
        [post.activity for post in world.microsoft.posts.values()]
    )


async def test_a_picture_is_said_to_stay(world: World) -> None:
    sent = world.message("ana", "concern label printer smears, photo here")
    picture = {"contentType": "image/png", "contentUrl": "https://x.example/1.png"}
    await world.post(sent | {"attachments": [picture]})
    await world.triage_shows("label printer smears")
    await sees(world, CHAT, "Pictures and files stay in this chat")


async def test_patient_data_in_a_channel_is_asked_about_and_said_to_be_done(world: World) -> None:
    sent = world.message("ana", "concern scanner dead, pt John Smith MRN 00482913", WARD)
    await world.post(sent)
    await sees(world, CHAT, "Please edit or delete your message")
    ref, asked = next(
        (ref, post.activity)
        for ref, post in world.microsoft.posts.items()
        if "Please edit" in words(post.activity)
    )
    await world.presses("ana", action(asked, "I have done it"), ref)
    await world.until(
        lambda: "You say that it is done" in words(world.microsoft.posts[ref].activity)
    )
    assert "00482913" not in json.dumps([p.activity for p in world.microsoft.posts.values()])
