"""Today's huddle, on the home page: when it is, and whether one's unit has spoken."""

from bot.core.work import Work
from bot.features.huddles import lookup, scheduling
from bot.features.huddles.wording import IT, act, at_words, item_act
from bot.features.speech import date_words, short
from bot.words.cards import Block, Button, Heading, Row
from storage.nouns import huddle_entries

FEW = 3


def part(work: Work) -> list[Block]:
    """The huddles that ask me, and what I took on in them."""
    rows: list[Block] = []
    for huddle in lookup.mine(work)[:FEW]:
        coming = scheduling.next_post(work, huddle, work.now)
        when = at_words(huddle, coming.at, work.now) if coming else "no next time"
        turn = lookup.my_turn(work, huddle)
        spoken = bool(lookup.told(work, turn))
        who = {"": "you have", IT: "IT has"}.get(turn.asked.unit, "your unit has")
        state = f"{who} answered" if spoken else f"{who} not answered yet"
        button = Button("Change" if spoken else "Report", act("more", huddle, *turn.asked.args))
        rows.append(Row((f"{huddle.name} · {when} · {state}",), button))
    for word in huddle_entries.owned(work.db, work.me.id, FEW):
        due = f", until {date_words(word.due_on)}" if word.due_on else ""
        mine = f"Yours{due}: {short(word.text, 60)}"
        rows.append(Row((mine,), Button("Open", item_act("item", word))))
    return [Heading("Huddle"), *rows] if rows else []
