"""Goes everywhere in the bot that a person can go: every command, press, submit and shortcut there
is a handler for, with what the bot itself offers on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.core.router import routes
from bot.features import FEATURES
from bot.words.cards import Form, Reply
from bot.words.events import Action, Command, Deed, Press, Shortcut, Submit
from tests.filled import offered
from tests.harness import TRIAGE, Bot, buttons

TABLE = routes(FEATURES)
WALKED = (Command, Press, Submit, Shortcut)
# What commands are given: numbers of things there are and of none, and words.
WORDS = (
    "",
    "C-101",
    "C-101 the whole cart was swapped with a new one today",
    "C-102 C-101",
    "C-999 words",
    "P-102",
    "P-102 Yes",
    "P-104 what happens now, review 20 Mar",
    "H-101",
    "W-101",
    "T-1",
    "K1",
    "all",
    "open",
    "csv",
    "json",
    "ana",
    "nothing",
    "the printer is dead again",
)
ARGS: Sequence[tuple[str, ...]] = ((), ("101",), ("102", "1"), ("1", "1", "1"), ("101", "yes"))
WROTE = "the cart by the door is slow again today"
Taken: TypeAlias = tuple[type, str, tuple[str, ...], dict[str, str]]
MOST = 12  # presses of one name: more of the same tell nothing new


@dataclass
class Walk:
    """`told` is every answer; `seen` are the routes that were taken, `acts` the ways there."""

    bot: Bot
    who: str
    told: list[Reply] = field(default_factory=list)
    seen: set[tuple[type, str]] = field(default_factory=set)
    done: set[tuple[type, str, tuple[str, ...]]] = field(default_factory=set)
    left: list[Taken] = field(default_factory=list)
    acts: list[Taken] = field(default_factory=list)

    def everything(self) -> Iterator[tuple[Deed, Reply]]:
        """Commands first, then what their answers and cards offer, then what nothing offered."""
        for verb in sorted(name for kind, name in TABLE if kind is Command):
            for words in WORDS:
                yield self._take(self._command(verb, words))
        self._offer(offered(self.bot))
        yield from self._offers()
        for kind, name in sorted(TABLE.keys() - self.seen, key=str):
            if kind in WALKED:
                self.left += [(kind, name, args, {"text": WROTE}) for args in ARGS]
        yield from self._offers()

    def _offers(self) -> Iterator[tuple[Deed, Reply]]:
        while self.left:
            kind, name, args, values = self.left.pop(0)
            same = sum(1 for one in self.done if one[:2] == (kind, name))
            if (kind, name, args) in self.done or same > MOST:
                continue
            self.done.add((kind, name, args))
            self.acts.append((kind, name, args, values))
            yield self._take(self._act(kind, Action(name, args), values))

    def _take(self, event: Deed) -> tuple[Deed, Reply]:
        reply = self.bot.send(event)
        self.told.append(reply)
        self.seen.add((type(event), _name(event)))
        self._offer([(button.action.name, button.action.args) for button in buttons(reply)])
        if isinstance(reply, Form):
            values = {f.id: _filled(f.value) for f in reply.fields}
            self.left.append((Submit, reply.action.name, reply.action.args, values))
        return event, reply

    def _offer(self, found: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        self.left += [(Press, name, args, {}) for name, args in found]

    def _command(self, verb: str, words: str) -> Command:
        bot = self.bot
        return Command(bot.id(), TRIAGE, bot.account(self.who), verb, words, at=bot.now)

    def _act(self, kind: type, action: Action, values: dict[str, str]) -> Deed:
        bot, where = self.bot, (self.bot.dm(self.who), self.bot.account(self.who))
        if kind is Submit:
            return Submit(bot.id(), *where, action, values, bot.now)
        if kind is Shortcut:
            return Shortcut(bot.id(), *where, action, WROTE, at=bot.now)
        return Press(bot.id(), *where, action, at=bot.now)


def _filled(value: object) -> str:
    """What somebody makes of a field: as it is, or a sentence."""
    return (",".join(value) if isinstance(value, tuple) else str(value or "")) or WROTE


def _name(event: Deed) -> str:
    return event.verb if isinstance(event, Command) else event.action.name  # type: ignore[union-attr]
