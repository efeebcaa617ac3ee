"""The whole bot with its real Slack adapter, between the stand-in for Slack and a memory adapter:
the same dialogs as with memory adapters alone, but all of Slack's side goes over the wire."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette

from adapters.memory.adapter import MemoryAdapter, Post
from adapters.network import Network
from adapters.slack.adapter import SlackAdapter
from adapters.slack.callback_data import pack
from bot.core.router import opening, routes
from bot.features import FEATURES
from bot.privacy import Guard, Rules
from bot.run.clock import utc_now
from bot.run.late_answers import LateAnswers
from bot.run.platforms import Platform, PlatformParts, slack
from bot.settings import PersonSetting, RoomSetting, Settings, SlackOptions, SlackSettings
from bot.words.cards import Form, Message, Reply
from bot.words.delivery import Adapter, Pace
from bot.words.events import Action, Channel, Command, Event, Press, Reacted, Said
from tests.harness import BELONGING, CAST, HOME, ROOMS, Bot
from tests.wire.slack.parcels import Answer, Doing
from tests.wire.slack.people import People, Shown
from tests.wire.slack.states import elements
from tests.wire.slack.things import Channel as Room
from tests.wire.slack.things import User
from tests.wire.slack_api import TEAM, FakeSlack

TONE = re.compile(r"^(Urgent): ")
MENTION = re.compile(r"<@([A-Za-z0-9]+)>")


class Wire:
    """Slack's adapter as the harness looks at adapters: `posts` are what the stand-in shows."""

    def __init__(self, served: Platform, bot: "SlackBot") -> None:
        self._adapter, self._bot = served.adapter, bot
        self.down = False

    @property
    def pace(self) -> Pace:
        return Pace()

    @property
    def posts(self) -> dict[str, Post]:
        return dict(self._bot.on_slack())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)


@dataclass
class SlackBot(Bot):
    """Whoever acts on Slack acts in the stand-in, by signed requests to a real server."""

    fake: FakeSlack = field(kw_only=True)
    answer: Answer | None = None
    options: SlackOptions = field(default_factory=SlackOptions)

    def __post_init__(self) -> None:
        people_of(self.fake, self.cast, self.rooms)
        super().__post_init__()

    def _open(self) -> None:
        super()._open()
        settings = SlackSettings(
            self.fake.token, self.fake.app.signing_secret, api_url=self.fake.api_url
        )
        parts = PlatformParts(
            Settings(self.hospital, slack_options=self.options),
            self.writer,
            Guard(Rules()),
            self.core,
            opening(routes(FEATURES)),
            Network(),
            LateAnswers(self.writer, lambda: self.now, BELONGING),
            utc_now,  # requests are signed by it
        )
        self.served = slack.serve(parts, settings)
        self.chats["slack"] = Wire(self.served, self)  # type: ignore[assignment]
        config = uvicorn.Config(
            Starlette(routes=list(self.served.routes)), port=0, log_config=None, lifespan="off"
        )
        self.socket = config.bind_socket()
        self.server = uvicorn.Server(config)
        self.serving = self.loop.create_task(self.server.serve([self.socket]))
        port = self.socket.getsockname()[1]
        self.people = self.fake.over_http(f"http://127.0.0.1:{port}/slack/events")

    def listens(self) -> None:
        """Wait until its server is up."""
        while not self.server.started:
            self.run(asyncio.sleep(0.01))

    def close(self) -> None:
        self.server.should_exit = True
        self.run(self.serving)
        self.run(self.served.close())
        super().close()

    # What people do on Slack

    def send(self, event: Event) -> Reply:
        where = getattr(event, "channel", None)
        if not isinstance(where, Channel) or where.platform != "slack":
            return super().send(event)
        self.last = event
        before = self._private(event.actor.id)  # type: ignore[union-attr]
        self.act(self._doing(event))
        return self._reply(event.actor.id, before)  # type: ignore[union-attr]

    def act(self, doing: Doing[Answer]) -> Answer:
        """Let it happen, with all that follows from it."""

        async def done() -> Answer:
            return await doing

        self.answer = self.run(done())
        self.run(self._settled())
        self.deliver()
        return self.answer

    async def _settled(self) -> None:
        """Answers that go on in the background have arrived."""
        await asyncio.sleep(0.02)
        await self.chores()

    async def chores(self) -> None:
        while tasks := [t for t in asyncio.all_tasks() if "_safely" in repr(t.get_coro())]:
            await asyncio.wait(tasks)

    def replay(self) -> Reply:
        """Slack delivers it once more."""
        if self.answer is None:
            return super().replay()
        self.act(self.people.again(self.answer))
        return None

    def _doing(self, event: Event) -> Doing[Answer]:
        match event:
            case Command(channel=channel, actor=actor, verb=verb, rest=rest):
                return self.people.command(
                    actor.id, "/corridor", f"{verb} {rest}", "" if channel.dm else channel.id
                )
            case Said(channel=channel, actor=actor, text=words, thread=thread):
                return self.people.says(actor.id, channel.id, words, under=thread)
            case Reacted(channel=channel, actor=actor, ref=ref, emoji=emoji):
                shown = self.fake.channel(channel.id).find(ref)
                assert shown is not None
                return self.people.reacts(actor.id, shown, emoji)
            case Press(actor=actor, action=action):
                return self._press(actor.id, action)
            case _:
                raise NotImplementedError(type(event).__name__)

    def _press(self, who: str, action: Action) -> Doing[Answer]:
        """The button, wherever they see it; one that is nowhere, as a forger would press it."""
        value = pack(action)
        seen = list(self._seen(who))
        for shown in seen:
            for _, element in elements(shown.blocks):
                if element.get("value") == value:
                    return self.people.press(who, shown, value)
        other = next(s for s in seen if any("value" in e for _, e in elements(s.blocks)))
        button = next(e for _, e in elements(other.blocks) if "value" in e)
        return self.people.forge(who, other, button["action_id"], value)

    def _seen(self, who: str) -> Iterator[Any]:
        """All that someone can press on, the newest first."""
        if (modal := self.fake.modal(who)) is not None:
            yield modal
        yield from reversed([e for e in self.fake.ephemerals if e.user == who])
        for room in self.fake.world.channels.values():
            if who in room.members:
                yield from reversed([m for m in room.messages if m.bot_id])

    def fills(self, who: str, asked: Reply, /, **values: str) -> Reply:
        if self.account(who).platform != "slack":
            return super().fills(who, asked, **values)
        before = self._private(who)
        view = self.fake.modal(who)
        assert view is not None, f"{who} has no form to fill"
        blocks = {str(b["block_id"]).rpartition(".")[0]: b["block_id"] for b in view.blocks}
        self.act(self.people.submit(who, {blocks[name]: v for name, v in values.items()}))
        return self._reply(who, before)

    # What people see on Slack

    def _private(self, who: str) -> list[str]:
        """What someone alone can see: ephemerals, their direct message, the window in front."""
        alone = [plain(e.text) for e in self.fake.ephemerals if e.user == who]
        direct = [plain(m.text) for m in self.fake.im(who).messages if m.bot_id]
        view = self.fake.modal(who)
        return [*alone, *direct, self.fake.text(view) if view else ""]

    def _reply(self, who: str, before: list[str]) -> Reply:
        """Whatever is new of that; a form is a form."""
        new = [words for words in self._private(who) if words and words not in before]
        errors = [*(self.answer.errors.values() if self.answer else ())]
        told = "\n".join([*new, *errors])
        return Message(told) if told else None

    def on_slack(self) -> Iterator[tuple[str, Post]]:
        """Our lasting messages as they stand in the stand-in, by their ref."""
        with self.database() as db:
            found = "SELECT ref, key, channel, dm FROM shown WHERE platform = 'slack' AND ref > ''"
            rows = list(db.execute(text(found)))
        for ref, key, channel, dm in rows:
            room = self.fake.im(channel) if dm else self.fake.channel(channel)
            message = room.find(ref)
            if message is not None:
                where = Channel("slack", HOME["slack"], channel, bool(dm))
                yield ref, Post(where, message.thread_ts, key, Message(plain(message.text)))


def plain(words: str) -> str:
    """Slack's text as people read it aloud, without the word for its tone."""
    return TONE.sub("", MENTION.sub(lambda m: f"@{m[1]}", unescape(words)))


def people_of(
    fake: FakeSlack, cast: Sequence[PersonSetting] = CAST, rooms: Sequence[RoomSetting] = ROOMS
) -> None:
    """The harness's people and its rooms on Slack, under the ids that the dialogs use."""
    for person in cast:
        for account in person.accounts:
            if account.platform == "slack":
                made = User(account.id, TEAM, account.id, person.name, f"{account.id}@x.example")
                fake.world.users[account.id] = made
    staff = [user.id for user in fake.world.users.values() if not user.bot]
    for setting in rooms:
        if setting.channel.platform == "slack":
            name = "it-triage" if setting.purpose == "triage" else setting.channel.id
            room = Room(setting.channel.id, TEAM, name)
            room.members = {*staff, fake.bot.id}
            fake.world.channels[room.id] = room


__all__ = ["Adapter", "Form", "MemoryAdapter", "People", "Shown", "SlackAdapter", "SlackBot"]
