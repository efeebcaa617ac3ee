"""What a poll will be, shown to whoever asks before anybody sees it: *Open* or *Change* (R25)."""

import json
from collections.abc import Iterator, Mapping

from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features.polls.audience import channel, known_rooms
from bot.features.polls.definition import Asks
from bot.features.polls.disclosure import promised
from bot.features.polls.forms import room_name
from bot.features.polls.interpretation import usual
from bot.features.polls.kinds import SIDE_WORDS
from bot.features.polls.opening import New
from bot.features.speech import listed, several, short, when
from bot.rules.poll_repeats import REPEATS
from bot.words.cards import Block, Bold, Button, Buttons, Message, Note, Quote, line
from bot.words.events import Action, Channel
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import drafts, people
from storage.nouns.drafts import Draft

GONE = f"That one was opened or changed already. Type {say('polls')} to see what is open."
IN_WORDS = "It asks for more than Yes or No. For answers to choose from, press Change."
WHERE = "Not chosen yet: press where it is to be shown."
OWN = frozenset(("rooms_text", "template"))


def preview(
    work: Work, values: Mapping[str, str], new: New, at: Channel, doubt: str = ""
) -> Message:
    """To whoever asks alone; until it is opened its words lie in a draft. `doubt` is what was read
    one way and may be meant otherwise."""
    kept = {name: text for name, text in values.items() if text and name not in OWN}
    kept |= {"kept": work.kept} if work.kept else {}
    kept |= {"rooms": ",".join(numbers(work, new.rooms)), "options": "\n".join(new.asks.options)}
    place = (at.platform, at.workspace, at.id, at.dm)
    draft = drafts.add(work.db, work.me.id, json.dumps(kept), {}, place=place, at=work.now)
    notes: list[Block] = [line(doubt)] if doubt else []
    notes.append(Note((promised(new.asks),)))
    blocks = (*_parts(work, new), *notes, _buttons(work, draft, new, at))
    return Message(f"Not open yet: {short(new.asks.question, 100)}", blocks)


def numbers(work: Work, rooms: tuple[Channel, ...]) -> list[str]:
    """The rooms by their numbers among those that are known."""
    numbered = enumerate(known_rooms(work), start=1)
    return [str(n) for n, room in numbered if channel(room) in rooms]


def mine(work: Work, action: Action) -> Draft:
    """The draft that a button is for; `Refused` for anybody but its asker, and once it is used."""
    number = action.args[0] if action.args else ""
    draft = drafts.get(work.db, int(number)) if is_number(number) else None
    if draft is None or draft.person_id != work.me.id:
        raise Refused(GONE)
    return draft


def values(draft: Draft) -> dict[str, str]:
    """What was asked for, as the form sends it."""
    return {name: str(text) for name, text in json.loads(draft.text).items()}


def place(draft: Draft) -> Channel:
    """Where it was asked for."""
    return Channel(draft.platform, draft.workspace, draft.channel, draft.dm)


def _parts(work: Work, new: New) -> Iterator[Block]:
    asks = new.asks
    yield Quote(asks.question)
    if asks.items:
        yield line(Bold("Answers: "), listed(list(asks.items)), f" ({asks.how.how})")
    else:
        yield line(Bold("Answers: "), asks.how.how)
    if asks.kind == "texts":
        yield Note((IN_WORDS,))
    if asks.criteria:
        yield line(Bold("Judged by: "), ", ".join(f"{name} {w}" for name, w in asks.criteria))
    yield line(Bold("Who can vote: "), _voters(work, asks))
    yield line(Bold("Where: "), _where(work, new.rooms) or WHERE)
    named = "named, each vote kept beside its voter until the close"
    if asks.kind == "texts":
        named = "named, each answer under its writer's name"
    yield line(Bold("Named or anonymous: "), "anonymous" if asks.anonymous else named)
    if asks.by:
        yield line(Bold("Also shown by: "), asks.by)
    now = new.opens <= work.now
    yield line(Bold("Opens: "), "as soon as you press Open" if now else when(work, new.opens))
    if new.closes is not None:
        yield line(Bold("Closes: "), when(work, new.closes))
    if asks.repeats:
        yield line(Bold("Comes again: "), REPEATS[asks.repeats])


def _voters(work: Work, asks: Asks) -> str:
    if asks.people:
        found = people.among(work.db, asks.people)
        return listed([person.name for person in found])
    units = [work.hospital.units[u].name for u in asks.units if u in work.hospital.units]
    whom = [*(SIDE_WORDS[side] for side in asks.sides), *units]
    return listed(whom) if whom else "everybody who sees it"


def _where(work: Work, rooms: tuple[Channel, ...]) -> str:
    known = {channel(room): room_name(room) for room in known_rooms(work)}
    names = [known.get(at, "this chat") for at in rooms]
    more = [several(len(names) - 6, "more room", "more rooms")] if len(names) > 6 else []
    return listed([*names[:6], *more])


def _buttons(work: Work, draft: Draft, new: New, at: Channel) -> Buttons:
    change = Button("Change", Action("poll.change_draft", (str(draft.id),)))
    if new.rooms:
        opens = Button("Open", Action("poll.begin", (str(draft.id),)), style="primary")
        return Buttons((opens, change))
    near = tuple(usual(work, at))
    choose = Button("Choose rooms", change.action)
    if not near:
        return Buttons((choose,))
    begin = Action("poll.begin", (str(draft.id), ",".join(numbers(work, near))))
    return Buttons((Button(f"Open in {_where(work, near)}", begin, style="primary"), choose))
