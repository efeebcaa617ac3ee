"""Edits, deletions, forwarded messages and patient data, in the payloads that Slack sends."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.network import Network
from adapters.slack.adapter import SlackAdapter
from adapters.slack.client import WebApi
from adapters.slack.looking import SlackLooks
from adapters.slack.workspaces import OneBot
from bot.words.delivery import Gone, Looked, Pace, Seen, Unseen
from bot.words.events import Account, Channel
from tests.wire.running import eventually
from tests.wire.slack import told
from tests.wire.slack.things import Message
from tests.wire.slack_api import TEAM, FakeSlack, harbor
from tests.wire.slack_app import Scene, scene

MOMENTS = count()
PATIENT = "pt John Smith MRN 00482913"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(SlackAdapter, "pace", Pace())
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        with scene(tmp_path, slack, "http") as found:
            yield found


def last(at: Scene, who: str, place: Any) -> Message:
    room = at.slack.channel(place) if isinstance(place, str) else place
    return [m for m in room.messages if m.user == at.slack.user(who).id][-1]


def direct(at: Scene, who: str) -> str:
    return at.slack.shown(at.slack.im(who))


def test_an_edit_of_a_direct_message_corrects_the_concern(at: Scene) -> None:
    at.people.dm("ana", "concern printer on 5W prints balnk").result()
    eventually(lambda: "prints balnk" in at.slack.shown("it-triage"))
    at.people.edits(
        "ana", last(at, "ana", at.slack.im("ana")), "concern printer on 6W prints blank"
    ).result()
    eventually(lambda: "Ana Ruiz · clinical corrected it" in at.slack.shown("it-triage"))
    eventually(lambda: "C-101 is corrected" in direct(at, "ana"))


def test_an_edit_of_a_mention_in_a_channel_corrects_it_too(at: Scene) -> None:
    at.people.says("ana", "ward-5w", "@corridor concern monitor 4 shows no waves").result()
    eventually(lambda: "monitor 4" in at.slack.shown("it-triage"))
    at.people.edits(
        "ana", last(at, "ana", "ward-5w"), "@corridor concern monitor 5 shows no waves"
    ).result()
    eventually(lambda: "C-101 corrected" in at.slack.shown("it-triage"))
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    eventually(lambda: "monitor 5" in at.slack.text(card))


@pytest.mark.parametrize("with_replies", [False, True])
def test_a_deletion_asks_and_so_does_a_tombstone(at: Scene, with_replies: bool) -> None:
    at.people.says("ana", "ward-5w", "@corridor concern monitor 4 shows no waves").result()
    eventually(lambda: "monitor 4" in at.slack.shown("it-triage"))
    raised = last(at, "ana", "ward-5w")
    if with_replies:
        at.people.says("ben", "ward-5w", "the same here", under=raised.ts).result()
    at.people.deletes("ana", raised).result()
    eventually(lambda: "C-101 is still with IT" in direct(at, "ana"))
    asked = next(m for m in at.slack.im("ana").messages if "still with IT" in m.text)
    at.people.press("ana", asked, "Withdraw").result()
    eventually(lambda: "C-101 is taken back" in at.slack.text(asked))


def forwarded(at: Scene, who: str, place: str, text: str, quote: str, under: str = "") -> None:
    """A message with another one forwarded in it, as Slack tells of it."""
    room, user = at.slack.channel(place), at.slack.user(who)
    ts = f"{1_900_000_000 + next(MOMENTS)}.000100"
    share = {
        "ts": "1772654400.000100",
        "author_id": user.id,
        "channel_id": room.id,
        "channel_team": TEAM,
        "is_msg_unfurl": True,
        "is_share": True,
        "text": quote,
        "fallback": f"[March 4th, 2026 8:00 PM] {who}: {quote}",
        "mrkdwn_in": ["text"],
        "files": [{"id": "F0PICTURE1", "name": "screen.png"}],
    }
    inner = {
        "type": "message",
        "channel": room.id,
        "channel_type": "group",
        "user": user.id,
        "team": TEAM,
        "text": text,
        "ts": ts,
        "event_ts": ts,
        "attachments": [share],
        **({"thread_ts": under} if under else {}),
    }
    at.people.event(inner, TEAM).result()


def test_forwarded_into_its_thread_it_crosses_as_a_quote_and_its_picture_stays(at: Scene) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("it-triage").messages if "C-101 ·" in m.text)
    forwarded(at, "sam", "it-triage", "", "driver <https://x.example|4.2> &amp; up", card.ts)
    eventually(lambda: "> driver 4.2 (https://x.example) & up" in at.slack.shown("ward-5w"))
    at.alone("sam", "Pictures and files stay in this chat")
    forwarded(at, "sam", "it-triage", "see below", "roll back the driver", card.ts)
    eventually(lambda: "> see below\n> > roll back the driver" in at.slack.shown("ward-5w"))


def test_a_photo_with_a_concern_is_raised_and_its_writer_told(at: Scene) -> None:
    at.people.dm("ana", "concern label printer smears, photo here", files=1).result()
    eventually(lambda: "label printer smears" in at.slack.shown("it-triage"))
    eventually(lambda: "Pictures and files stay in this chat" in direct(at, "ana"))


def test_patient_data_in_a_mention_asks_its_writer_and_an_edit_settles_it(at: Scene) -> None:
    at.people.says("ana", "ward-5w", f"@corridor concern scanner dead, {PATIENT}").result()
    eventually(lambda: "Please edit or delete your message" in direct(at, "ana"))
    asked = next(m for m in at.slack.im("ana").messages if "Please edit" in m.text)
    at.people.edits("ana", last(at, "ana", "ward-5w"), "@corridor concern scanner dead").result()
    eventually(lambda: "Thank you, your message is edited" in at.slack.text(asked))
    assert "00482913" not in at.app.stored()


def test_an_app_s_message_picked_from_its_menu_has_nobody_to_ask(at: Scene) -> None:
    at.raised()
    card = next(m for m in at.slack.channel("ward-5w").messages if "C-101 ·" in m.text)
    at.people.message_shortcut("ana", card, "raise_this").result()
    eventually(lambda: at.slack.modal("ana"))
    assert "Please edit" not in direct(at, "ana")


async def looked(slack: FakeSlack, token: str, message: Message) -> Looked:
    web = WebApi(slack.api_url, Network())
    looks = SlackLooks(web, OneBot(web, token))
    place = Channel("slack", TEAM, message.channel)
    try:
        return await looks.look(place, message.ts, thread=message.thread_ts)
    finally:
        await web.close()


def test_it_looks_at_a_message_in_a_channel_and_in_a_thread() -> None:
    with FakeSlack(limits=False) as slack:
        harbor(slack)
        room, ana = slack.channel("ward-5w"), slack.user("ana")
        root = told.written(slack.world, ana, room, f"for {PATIENT}", "")
        reply = told.written(slack.world, ana, room, "and <this>", root.ts)
        told.written(slack.world, ana, room, "something later", "")

        def now(message: Message, token: str = "") -> Looked:
            return asyncio.run(looked(slack, token or slack.token, message))

        by = Account("slack", TEAM, ana.id)
        assert now(root) == Seen(f"for {PATIENT}", by)
        assert now(reply) == Seen("and <this>", by)
        told.rewritten(slack.world, reply, "and that")
        assert now(reply) == Seen("and that", by)
        assert now(replace(reply, thread_ts="")) == Seen("and that", by)  # where it is not told
        told.erased(slack.world, reply)
        assert now(reply) == Gone()
        told.erased(slack.world, root)
        assert now(root) == Gone()
        assert now(room.messages[-1], "xoxb-none") == Unseen()
        room.members.discard(slack.home.bot_user)
        assert now(room.messages[-1]) == Unseen()
