"""What people do in Slack, over HTTP or Socket Mode alike."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.wire.slack import hands, payloads, settling, stacks, states, told
from tests.wire.slack.over_http import OverHttp
from tests.wire.slack.parcels import Answer, Carrier, Doing, Parcel, Retry, unsent
from tests.wire.slack.sockets import OverSocket
from tests.wire.slack.things import Channel, Ephemeral, Json, Message, User, View
from tests.wire.slack.told import News
from tests.wire.slack.world import World

Who = User | str
Where = Channel | str
Shown = Message | Ephemeral | View | Literal["home", "modal"]
Run = Callable[[Awaitable[Answer]], "Future[Answer]"]


@dataclass(frozen=True)
class People:
    """Everything a person can do, done at once when it is called; the answer may be awaited.

    `retry`: events that are not acknowledged are sent again, as Slack does, after these pauses in
    seconds (Slack's are none, a minute and five).
    """

    world: World
    carrier: Carrier
    run: Run
    retry: bool = False
    pauses: tuple[float, ...] = field(default=(0.0, 0.05, 0.1))

    # The same people, in other circumstances

    def stubborn(self, *pauses: float) -> "People":
        """Slack tries its events again until they are acknowledged, after these pauses."""
        return replace(self, retry=True, pauses=pauses or self.pauses)

    def signing(self, how: Literal["right", "wrong", "missing"], age: int = 0) -> "People":
        """Someone who is not Slack: a wrong or missing signature, or one that is too old."""
        assert isinstance(self.carrier, OverHttp), "a socket carries no signatures"
        return replace(self, carrier=replace(self.carrier, signing=how, age=age))

    def hurried(self, patience: float) -> "People":
        """Slack waits only so many seconds for an acknowledgement."""
        assert isinstance(self.carrier, OverHttp | OverSocket)
        return replace(self, carrier=replace(self.carrier, patience=patience))

    # Commands, buttons, forms

    def command(self, who: Who, name: str, text: str = "", where: Where = "") -> Doing[Answer]:
        """A slash command, in a channel or (without one) the bot's direct message."""
        with self.world.lock:
            user = self._actor(who)
            place = self.world.channel(where) if where else self.world.im(user)
            self._writable(user, place)
            known = self.world.app.commands
            assert known is None or name in known, f"{name} is not a valid command"
            parcel = payloads.command(self.world, user, name, text, place)
        return self._do(parcel, lambda a: settling.command(self.world, a))

    def press(
        self, who: Who, shown: Shown, button: str, value: str | None = None, *, confirm: bool = True
    ) -> Doing[Answer]:
        """A button by its label, action id or value. Where it asks for confirmation, the answer
        tells what it asked; without `confirm` the person thinks better of it."""
        return self._touch(who, shown, button, value, confirm, None)

    def choose(self, who: Who, shown: Shown, menu: str, choice: Json) -> Doing[Answer]:
        """In a menu or picker: an option by its value or label, a date as 2026-03-04."""
        return self._touch(who, shown, menu, None, True, choice)

    def forge(self, who: Who, shown: Shown, button: str, value: str) -> Doing[Answer]:
        """A press whose value is not the one we put there."""
        with self.world.lock:
            seen = self._seen(self.world.user(who), shown)
            block, element = hands.reach(seen.blocks, button)
            action = hands.pressed(self.world, block, element) | {"value": value}
            parcel = self._acted(self.world.user(who), seen, action)
        return self._do(parcel, lambda a: settling.act(self.world, a))

    def _touch(
        self, who: Who, shown: Shown, wanted: str, value: str | None, confirm: bool, choice: Json
    ) -> Doing[Answer]:
        with self.world.lock:
            user = self._actor(who)
            seen = self._seen(user, shown)
            block, element = hands.reach(seen.blocks, wanted, value)
            asked = str(element.get("confirm", {}).get("text", {}).get("text", ""))
            button = element["type"] == "button"
            action = (
                hands.pressed(self.world, block, element)
                if button
                else hands.picked(self.world, block, element, choice)
            )
            if isinstance(seen, View) and not button and element["type"] in states.HOLDS:
                hands.fill(seen, {element["action_id"]: choice})
            parcel = self._acted(user, seen, action)
        if asked and not confirm:
            return self._done(replace(unsent(parcel), asked=asked))
        return self._do(parcel, lambda a: settling.act(self.world, replace(a, asked=asked)))

    def _actor(self, who: Who) -> User:
        user = self.world.user(who)
        assert not user.deleted, f"{user.real_name}'s account is deactivated"
        return user

    def _writable(self, user: User, place: Channel) -> None:
        assert user.id in place.members, f"{user.real_name} is not in #{place.name}"
        assert not place.archived, f"#{place.name} is archived"

    def _seen(self, user: User, shown: Shown) -> Message | Ephemeral | View:
        """What the person really has before them; a test that shows them more fails."""
        match shown:
            case "home":
                assert user.id in self.world.homes, f"{user.real_name} has no Home tab yet"
                return self.world.homes[user.id]
            case "modal":
                front = self.world.front(user.id)
                assert front is not None, f"{user.real_name} has no modal open"
                return front
            case Ephemeral():
                assert shown.user == user.id, f"{user.real_name} can't see that"
            case Message():
                members = self.world.channels[shown.channel].members
                assert user.id in members, f"{user.real_name} is not in that channel"
            case View():
                assert shown.user == user.id, f"{user.real_name} can't see that"
        return shown

    def _acted(self, user: User, seen: Message | Ephemeral | View, action: Json) -> Parcel:
        if isinstance(seen, View):
            return payloads.pressed_view(self.world, user, seen, action)
        state = states.start(seen.blocks)
        return payloads.pressed_message(self.world, user, seen, action, state)

    def submit(self, who: Who, values: dict[str, Json] | None = None) -> Doing[Answer]:
        """Fill in the form in front and send it. What Slack's client would not let pass is not
        sent: the answer's `errors` say why. Fields are called by label, block id or action id."""
        with self.world.lock:
            user = self._actor(who)
            view = self.world.front(user.id)
            assert view is not None, f"{user.real_name} has no modal open"
            assert view.spec.get("submit"), f"{view.title} can't be sent"
            hands.fill(view, values or {})
            parcel, wrong = payloads.submission(self.world, user, view), hands.refusals(view)
            view.errors, view.trouble = wrong, ""
        if wrong:
            return self._done(replace(unsent(parcel), errors=wrong))
        return self._do(parcel, lambda a: settling.submitted(self.world, a, view))

    def closes(self, who: Who, *, everything: bool = False) -> Doing[Answer]:
        """Close the modal in front, or all of them; the app hears of it if it asked to."""
        with self.world.lock:
            user = self.world.user(who)
            front = self.world.front(user.id)
            assert front is not None, f"{user.real_name} has no modal open"
            all_of_them = everything or bool(front.spec.get("clear_on_close"))
            stacks.close(self.world, user.id, all_of_them=all_of_them)
            parcel = payloads.closed(self.world, user, front, cleared=all_of_them)
        if not front.spec.get("notify_on_close"):
            return self._done(unsent(parcel))
        return self._do(parcel)

    def shortcut(self, who: Who, callback: str) -> Doing[Answer]:
        """A global shortcut."""
        with self.world.lock:
            self._declared(callback, "global")
            parcel = payloads.shortcut(self.world, self.world.user(who), callback)
        return self._do(parcel, lambda a: settling.act(self.world, a))

    def message_shortcut(self, who: Who, message: Message, callback: str) -> Doing[Answer]:
        with self.world.lock:
            self._declared(callback, "message")
            user = self.world.user(who)
            self._seen(user, message)
            parcel = payloads.message_shortcut(self.world, user, message, callback)
        return self._do(parcel, lambda a: settling.act(self.world, a))

    def _declared(self, callback: str, kind: str) -> None:
        known = self.world.app.shortcuts
        assert known is None or known.get(callback) == kind, f"no {kind} shortcut {callback!r}"

    # Words

    def says(
        self, who: Who, where: Where, text: str, under: str = "", files: int = 0
    ) -> Doing[Answer]:
        """A message in a channel or a thread. It names the bot where the text has its handle
        ("@corridor help"): then the app hears of a mention, and of a message too if it asked for
        those. The answer is to the mention, or to the message where there was none."""
        with self.world.lock:
            user, place = self._actor(who), self.world.channel(where)
            self._writable(user, place)
            message = told.written(self.world, user, place, text, under, files)
            news = told.of_message(self.world, message)
        return self._tell(news, ts=message.ts)

    def dm(self, who: Who, text: str, under: str = "", files: int = 0) -> Doing[Answer]:
        """A message to the bot itself."""
        with self.world.lock:
            place = self.world.im(who)
            assert self.world.app.messages, "sending messages to this app has been turned off"
        return self.says(who, place, text, under, files)

    def edits(self, who: Who, message: Message, text: str) -> Doing[Answer]:
        with self.world.lock:
            assert message.user == self.world.user(who).id, "people edit their own messages only"
            news = told.rewritten(self.world, message, text)
        return self._tell(news)

    def deletes(self, who: Who, message: Message) -> Doing[Answer]:
        with self.world.lock:
            assert message.user == self.world.user(who).id, "people delete their own messages only"
            news = told.erased(self.world, message)
        return self._tell(news)

    def reacts(
        self, who: Who, message: Message, emoji: str, *, added: bool = True
    ) -> Doing[Answer]:
        with self.world.lock:
            news = told.reacted(self.world, self.world.user(who), message, emoji, added=added)
        return self._tell(news)

    def starts(self, who: Who, callback: str, inputs: dict[str, Json]) -> Doing[Answer]:
        """A workflow with a step of the app's, which is told what stood in its fields."""
        with self.world.lock:
            news = told.executed(self.world, self.world.user(who), callback, inputs)
        return self._tell(news)

    def opens_home(self, who: Who, tab: Literal["home", "messages"] = "home") -> Doing[Answer]:
        with self.world.lock:
            news = told.opened(self.world, self.world.user(who), tab)
        return self._tell(news)

    # Comings and goings

    def joins(self, who: Who, where: Where, by: Who = "") -> Doing[Answer]:
        """Someone joins a channel, or is invited; "corridor" is the bot itself."""
        with self.world.lock:
            inviter = self.world.user(by) if by else None
            place = self.world.channel(where)
            user = self.world.user(who, place.team)
            news = told.joined(self.world, user, place, inviter)
        return self._tell(news)

    def leaves(self, who: Who, where: Where) -> Doing[Answer]:
        """Someone leaves a channel, or is removed from it."""
        with self.world.lock:
            place = self.world.channel(where)
            news = told.left(self.world, self.world.user(who, place.team), place)
        return self._tell(news)

    def archives(self, where: Where, who: Who) -> Doing[Answer]:
        with self.world.lock:
            news = told.archived(self.world, self.world.channel(where), self.world.user(who))
        return self._tell(news)

    def changes(self, who: Who, **changes: Json) -> Doing[Answer]:
        """An account changes: `changes("sam", deleted=True)`, `tz=`, `real_name=`, `guest=`."""
        with self.world.lock:
            news = told.renewed(self.world, self.world.user(who), changes)
        return self._tell(news)

    def regroups(
        self, group: str, add: tuple[Who, ...] = (), remove: tuple[Who, ...] = ()
    ) -> Doing[Answer]:
        """People are added to a user group, or taken out of it."""
        with self.world.lock:
            plus, minus = [self.world.user(w) for w in add], [self.world.user(w) for w in remove]
            news = told.regrouped(self.world, self.world.group(group), plus, minus)
        return self._tell(news)

    def revokes(self, team: str) -> Doing[Answer]:
        """An administrator revokes the app's tokens."""
        with self.world.lock:
            news = told.revoked(self.world, team)
        return self._tell(news)

    def uninstalls(self, team: str) -> Doing[Answer]:
        with self.world.lock:
            news = told.uninstalled(self.world, team)
        return self._tell(news)

    # Slack itself

    def event(self, inner: dict[str, Json], team: str) -> Doing[Answer]:
        """Any event at all, in its envelope."""
        with self.world.lock:
            parcel = payloads.event(self.world, team, inner)
        return self._do(parcel)

    def raw(self, parcel: Parcel) -> Doing[Answer]:
        """Any payload at all."""
        return self._do(parcel)

    def challenge(self) -> Doing[Answer]:
        """url_verification, as when a request URL is entered."""
        token = {"token": payloads.VERIFICATION, "type": "url_verification"}
        return self._do(Parcel("event", token | {"challenge": self.world.secret(20)}))

    def ssl_check(self) -> Doing[Answer]:
        return self._do(Parcel("check", {"ssl_check": "1", "token": payloads.VERIFICATION}))

    def again(self, answer: Answer, number: int = 1, reason: str = "http_timeout") -> Doing[Answer]:
        """The same delivery once more, freshly signed and marked as a repetition."""
        return self._do(answer.parcel, retry=Retry(number, reason))

    def replay(self, answer: Answer) -> Doing[Answer]:
        """The very same request once more: over HTTP with its old timestamp and signature."""
        return Doing(self.run(self.carrier.repeat(answer)))

    # How it gets there

    def _tell(self, news: News, ts: str = "") -> Doing[Answer]:
        """Events, in order; the answer is to the first."""
        if not news.parcels:
            return self._done(replace(unsent(Parcel("event", {})), ts=ts))
        return Doing(self.run(self._all(news.parcels, ts)))

    async def _all(self, parcels: list[Parcel], ts: str) -> Answer:
        answers = await asyncio.gather(*(self._carried(p) for p in parcels))
        return replace(answers[0], ts=ts)

    async def _carried(self, parcel: Parcel) -> Answer:
        """An event, with the repetitions it takes."""
        answer = await self._carry(parcel)
        if not self.retry or parcel.kind != "event":
            return answer
        for number, pause in enumerate(self.pauses, start=1):
            if answer.final:
                break
            await asyncio.sleep(pause)
            before = [*answer.before, answer]
            answer = await self._carry(parcel, Retry(number, answer.why))
            answer.before = before
        return answer

    async def _carry(self, parcel: Parcel, retry: Retry | None = None) -> Answer:
        answer = await self.carrier.carry(parcel, retry)
        self.world.delivered.append(answer)
        return answer

    def _do(
        self,
        parcel: Parcel,
        settle: Callable[[Answer], Answer] | None = None,
        retry: Retry | None = None,
    ) -> Doing[Answer]:
        async def do() -> Answer:
            sent = self._carry(parcel, retry) if retry else self._carried(parcel)
            answer = await sent
            with self.world.lock:
                return settle(answer) if settle else answer

        return Doing(self.run(do()))

    def _done(self, answer: Answer) -> Doing[Answer]:
        done: Future[Answer] = Future()
        done.set_result(answer)
        return Doing(done)
