"""What people can still do with what is live: buttons on cards and in answers, open windows, typed
verbs, menus. Recorded once with the code of then, done again with the code of now.

Everything is kept by the names that go over the wire, none by where it is in the code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.words.cards import Button, Buttons, Form, Message, Reply, Row, load
from bot.words.events import Action, Channel, Command, Opened, Press, Shortcut, Submit
from bot.words.fields import ChoiceField, DateField, ManyField
from bot.words.plain_text import plain
from tests.frozen.thaw import Thawed, channel

Json = dict[str, Any]
TROUBLE = "Something went wrong on my side"
WORDS = "the cart by the door is slow again today"
SORTS: Mapping[str, Sequence[str]] = {
    "ward": ("ana", "ben", "mia", "jo", "sam", "elena"),
    "triage": ("sam", "kim", "raj", "jo", "ana"),
    "other": ("jo", "sam", "ana", "ben", "kim", "elena", "pat"),
}
CHANCE = re.compile(r"[\w-]{24}")
CODE = re.compile(r"\b[b-z]{4}(?:-[b-z]{4}){3}\b")
TYPED = (
    *("C-101", "C-104", "C-110", "C-116", "C-122", "P-101", "P-110", "P-111", "H-101", "H-104"),
    *(
        "W-101",
        "W-103",
        "W-104",
        "W-106",
        "K1",
        "K2",
        "T-1",
        "people ana",
        "people rex",
        "rooms quay",
    ),
    *("what whiteboard", "concerns all", "polls all", "me export", "me erase", "wins", "huddles"),
)
SHAPES: Sequence[tuple[str, ...]] = ((), ("1",), ("101",), ("102", "1"), ("101", "yes"))
ROLES = ("ana", "sam", "jo", "elena", "cora", "pat", "gina")
MOST = 6  # buttons of one name in answers that one person gets: more tell nothing new


def do(bot: Thawed, act: Json) -> Reply:
    """Do it as the platform would tell us of it."""
    who = bot.account(act["who"], act["platform"])
    at = (act.get("id") or bot.id(), channel(act["channel"]), who)
    action = Action(act["name"], tuple(act["args"]))
    match act["do"]:
        case "open":
            return bot.send(Opened(*at, bot.now))
        case "press":
            return bot.send(Press(*at, action, act["ref"], bot.now))
        case "submit":
            return bot.send(Submit(*at, action, act["values"], bot.now))
        case "shortcut":
            return bot.send(Shortcut(*at, action, act["text"], at=bot.now))
        case _:
            return bot.send(Command(*at, act["name"], act["text"], at=bot.now))


def answer(reply: Reply) -> Json:
    """What kind of answer it is, and its first line; of a form also what it sends and asks."""
    if reply is None:
        return {"is": "nothing"}
    says = plain(reply).split("\n", 1)[0].replace("@Corridor ", "")  # its place spells it (R38)
    if isinstance(reply, Form):
        fields = {field.id: type(field).__name__ for field in reply.fields}
        sends = {"name": reply.action.name, "args": [_steady(arg) for arg in reply.action.args]}
        return {"is": "form", "says": says, "sends": sends, "fields": fields}
    return {"is": "message" if reply.blocks else "sentence", "says": says}


def buttons(shown: Reply) -> Iterator[Button]:
    """Every button of an answer or a card."""
    if shown is None:
        return
    for block in shown.intro if isinstance(shown, Form) else shown.blocks:
        if isinstance(block, Buttons):
            yield from (*block.buttons, *block.more)
        elif isinstance(block, Row):
            yield block.button


def filled(form: Form, today: str) -> dict[str, str]:
    """A form as somebody sends it: what stands in it already, and something in each other field."""
    return {field.id: _value(field, today) for field in form.fields}


def _value(field: Any, today: str) -> str:
    if isinstance(field, ManyField):
        many = tuple(option.value for option in field.options[:1] if field.required)
        return ",".join(field.value or many)
    if isinstance(field, ChoiceField):
        first = field.options[0].value if field.options and field.required else ""
        return field.value or first
    if isinstance(field, DateField):
        return field.value.isoformat() if field.value else today
    return str(field.value or WORDS)


def _steady(arg: str) -> str:
    """What is left to chance is another one each time."""
    return "(chance)" if CHANCE.fullmatch(arg) else arg


class Recorder:
    """Finds all there is to do, by doing it: every act once, in an order that stays the same."""

    def __init__(self, bot: Thawed) -> None:
        self._bot = bot
        self._seen: set[str] = set()
        self._sent: set[str] = set()
        self._counts: dict[tuple[str, str, str], int] = {}
        self.acts: list[Json] = []

    def everything(self, told: Sequence[Json], names: Sequence[tuple[str, str]]) -> list[Json]:
        """What cards and earlier answers offer, what can be typed and picked, and what follows."""
        for chat in self._bot.chats.values():
            for ref, post in list(chat.posts.items()):
                for button in buttons(post.message):
                    self._on_card(button.action, post.channel, ref, post.key)
        for one in told:
            self._told(one)
        for who in ROLES:
            self._by(who, names)
        self._rest(names)
        return self.acts

    def _by(self, who: str, names: Sequence[tuple[str, str]]) -> None:
        """What somebody can begin with."""
        self._follow(self._act(who, "open", "home", ()), 2)
        for do, name in names:
            if do == "command":
                self._follow(self._act(who, do, name, ()), 2)
            if do == "shortcut":
                self._follow(self._act(who, do, name, (), text=WORDS), 2)
        for words in TYPED:
            verb, _, rest = words.partition(" ")
            self._follow(self._act(who, "command", verb, (), text=rest), 1)

    def _rest(self, names: Sequence[tuple[str, str]]) -> None:
        """What nothing offered is done with arguments of the shapes that there are."""
        done = {(act["do"], act["name"]) for act in self.acts}
        for do, name in sorted(set(names) - done):
            for args in SHAPES:
                for who in ("jo", "ben"):
                    act = self._act(who, do, name, args, on="nothing offered it")
                    self._follow(act | {"values": {"text": WORDS}}, 1)

    def _on_card(self, action: Action, where: Channel, ref: str, key: str) -> None:
        """Pressed by whoever gets more than a refusal, of those who may see the card."""
        if where.dm:
            acts = [self._act(where.id, "press", action.name, action.args, where=where, ref=ref)]
        else:
            kind = "ward" if where.id.startswith("ward") else where.id
            acts = [
                self._act(who, "press", action.name, action.args, where=where, ref=ref)
                for who in SORTS.get(kind, SORTS["other"])
            ]
        for act in acts:
            if self._try(act)["is"] != "sentence":
                break
        else:
            act = acts[0]
        self._follow(act | {"on": key}, 2)

    def _told(self, one: Json) -> None:
        """An answer that somebody still has on the screen: its buttons, or the open window."""
        reply: Reply = load(one["reply"])
        act = {**one["act"], "id": ""}
        for button in buttons(reply):
            pressed = {"do": "press", "name": button.action.name, "args": list(button.action.args)}
            self._follow({**act, **pressed, "text": "", "on": "an answer"}, 1)
        typed = {"do": "command", "name": "receipt", "args": []}
        for code in CODE.findall(plain(reply) if reply else ""):
            self._follow({**act, **typed, "text": code}, 2)

    def _act(
        self,
        who: str,
        do: str,
        name: str,
        args: Sequence[str],
        *,
        where: Channel | None = None,
        **more: Any,
    ) -> Json:
        account = self._bot.account(who, where.platform if where else "")
        there = where or self._bot.dm(who)
        act: Json = {"do": do, "who": who, "platform": account.platform, "name": name}
        act |= {"args": list(args), "ref": "", "text": "", "channel": words_of(there)}
        return act | more

    def _try(self, act: Json) -> Json:
        with self._bot.set_back():
            return answer(do(self._bot, act))

    def _follow(self, act: Json, depth: int) -> None:
        """Do it, keep what came of it, and go on with what that offers."""
        name = repr((act["do"], act["who"], act["name"], act["args"], act["text"]))
        if name in self._seen:
            return
        self._seen.add(name)
        with self._bot.set_back():
            reply = do(self._bot, act)
        self.acts.append(act | {"answer": answer(reply)})
        assert TROUBLE not in str(reply), act
        if isinstance(reply, Form):
            self._send(act, reply)
        if isinstance(reply, Message) and depth:
            for button in buttons(reply):
                self._offered(act, button.action, depth)

    def _send(self, act: Json, form: Form) -> None:
        values = filled(form, self._bot.now.date().isoformat())
        sent = act | {"do": "submit", "name": form.action.name, "args": list(form.action.args)}
        args = [_steady(arg) for arg in sent["args"]]
        if (name := repr((act["who"], sent["name"], args))) not in self._sent:
            self._sent.add(name)
            self._follow({**sent, "values": values, "on": f"{act['name']} opened it"}, 0)

    def _offered(self, act: Json, action: Action, depth: int) -> None:
        """A button in an answer; a few of each name."""
        key = (act["who"], act["do"], action.name)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] > MOST:
            return
        pressed = {"do": "press", "name": action.name, "args": list(action.args), "ref": ""}
        self._follow({**act, **pressed, "on": f"answer to {act['name']}"}, depth - 1)


def act_of(event: Command | Press | Submit | Shortcut) -> Json:
    """What `do` does once more, but for the event's id."""
    act: Json = {"who": event.actor.id, "platform": event.actor.platform, "id": event.id}
    act |= {"channel": words_of(event.channel), "args": [], "ref": ""}
    if isinstance(event, Command):
        return act | {"do": "command", "name": event.verb, "text": event.rest}
    act |= {"name": event.action.name, "args": list(event.action.args)}
    if isinstance(event, Submit):
        return act | {"do": "submit", "text": "", "values": dict(event.values)}
    text = event.text if isinstance(event, Shortcut) else ""
    return act | {"do": type(event).__name__.lower(), "text": text}


def words_of(where: Channel) -> Json:
    return {
        "platform": where.platform,
        "workspace": where.workspace,
        "id": where.id,
        "dm": where.dm,
    }
