"""Today's huddle, on the home page: when it is, and whether one's unit has spoken."""

from bot.core.work import Work
from bot.features.huddles import lookup, post, scheduling
from bot.features.huddles.wording import IT, Asked, at_words
from bot.features.speech import date_words, short
from bot.words.cards import Block, Button, Heading, Row
from bot.words.events import Action
from storage.nouns import huddle_entries
from storage.nouns.huddles import Huddle

FEW = 3


def part(work: Work) -> list[Block]:
    """The huddles that ask me, and what I took on in them."""
    rows: list[Block] = [_row(work, huddle) for huddle in lookup.mine(work)[:FEW]]
    rows += [_mine(word) for word in huddle_entries.owned(work.db, work.me.id, FEW)]
    return [Heading("Huddle"), *rows] if rows else []


def _row(work: Work, huddle: Huddle) -> Row:
    coming = scheduling.next_post(work, huddle, work.now)
    when = at_words(huddle, coming.at, work.now) if coming else "no next time"
    asked = lookup.for_me(work, huddle)
    spoken = _spoken(work, huddle, asked)
    button = Button("Change" if spoken else "Report", _more(huddle, asked))
    return Row((f"{huddle.name} · {when} · {_state(asked, spoken=spoken)}",), button)


def _more(huddle: Huddle, asked: Asked) -> Action:
    return Action("huddle.more", (str(huddle.number), *asked.args))


def _spoken(work: Work, huddle: Huddle, asked: Asked) -> bool:
    if huddle.mode == "persons":
        return bool(huddle_entries.of_person(work.db, huddle, work.me.id, asked.day))
    return bool(huddle_entries.of_shift(work.db, huddle, asked.unit, asked.shift, asked.day))


def _state(asked: Asked, *, spoken: bool) -> str:
    who = {"": "you have", IT: "IT has"}.get(asked.unit, "your unit has")
    return f"{who} answered" if spoken else f"{who} not answered yet"


def _mine(word: huddle_entries.Word) -> Row:
    due = f", until {date_words(word.due_on)}" if word.due_on else ""
    text = f"Yours{due}: {short(word.text, 60)}"
    return Row((text,), Button("Open", post.item_action("item", word)))
