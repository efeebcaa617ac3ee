"""Answers to a huddle: one tap, a short form or a line; late ones join the post they missed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.acts import Given, Wrong
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns.card import call_first, emergency, event_report
from bot.features.huddles import lookup, post, prompts, scheduling
from bot.features.huddles.lookup import TURN, Turn
from bot.features.huddles.wording import (
    IT,
    KINDS,
    NEWS,
    NOTHING,
    Asked,
    act,
    asked_kinds,
    at_words,
    channels,
    item_act,
    question,
    wall_words,
)
from bot.features.nouns import CONCERN, HUDDLE
from bot.features.speech import several, short
from bot.words.cards import Alert, Block, Button, Buttons, Form, Message, Note, Reply, Row, line
from bot.words.events import Command
from bot.words.fields import ChoiceField, Option, TextField
from bot.words.refusal import Refused
from storage.nouns import huddle_entries
from storage.nouns.huddle_entries import Word
from storage.nouns.huddles import Huddle

feature = Feature(
    "report",
    (
        Help("report", "answer your huddle; report nothing is a full answer"),
        Help("report unsafe cart 3 freezes", "the same in one line", more=True),
    ),
    lasts=True,
)
EMPTY = "Nothing was sent. If there is nothing to report, say just that: it is a full answer."
NONE = "No huddle asks your unit or your side. To start one: huddle, or ask who runs yours."
LIMIT = 300


@feature.act(TURN, "nothing")
def nothing(work: Work, turn: Turn, given: Given) -> Reply:
    """A full answer; it changes nothing where something was reported already."""
    told = lookup.told(work, turn)
    if any(word.kind != NOTHING for word in told):
        who = prompts.who_words(work, turn.asked)
        return Message("Already reported", (line(f"{who} has told something; it stays."),))
    if not told:
        _record(work, turn, NOTHING)
    return _receipt(work, turn, [])


@feature.act(TURN, "bring")
def bring(work: Work, turn: Turn, given: Given) -> Reply:
    """One tap: an open concern of the unit is brought to the huddle."""
    concern = CONCERN.find(work, given.args[0])
    brought = [word for word in lookup.told(work, turn) if word.concern == concern.number]
    if not brought:
        kind = "unsafe" if concern.flagged else "slowed"
        brought = [_record(work, turn, kind, short(concern.text), concern.number)]
    return _receipt(work, turn, brought[:1])


@feature.act(HUDDLE, "add", before=lookup.live, opens=True)
def add(work: Work, huddle: Huddle, given: Given) -> Reply:
    """From the post, by anyone: for their unit, or for IT."""
    return answer_form(work, lookup.my_turn(work, huddle))


def answer_form(work: Work, turn: Turn, kinds: Sequence[str] = ()) -> Form:
    """The questions of these kinds, else all, with what this person has answered in this shift
    already."""
    huddle, asked = turn
    mine = _mine(work, turn)
    kinds = [kind for kind in kinds if kind in KINDS] or _kinds(work, turn)
    fields = tuple(
        TextField(
            kind,
            question(huddle, kind) or KINDS[kind].question,
            mine[kind].text if kind in mine else "",
            required=False,
            limit=LIMIT,
        )
        for kind in kinds
    )
    action = act("answer", huddle, *asked.args, *kinds)
    return Form(_title(work, turn), action, fields, "Send", (call_first(work.hospital),))


def _title(work: Work, turn: Turn) -> str:
    return f"{short(turn.huddle.name, 40)}: {prompts.who_words(work, turn.asked)}"


def _kinds(work: Work, turn: Turn) -> list[str]:
    if turn.huddle.mode == "persons":
        return asked_kinds(turn.huddle, work.me.side)
    return asked_kinds(turn.huddle, IT if turn.asked.unit == IT else "clinical")


def _mine(work: Work, turn: Turn) -> dict[str, Word]:
    """What this person has answered by kind, concerns that they brought left out."""
    told = lookup.told(work, turn)
    return {w.kind: w for w in told if w.person_id == work.me.id and w.concern is None}


@feature.act(TURN, "answer", buttons=("say", "more"), form=answer_form)
def answer(work: Work, turn: Turn, given: Given) -> Reply:
    """What was filled in is told, changed, or taken back where a field was emptied."""
    values = {kind: given[kind] for kind in given.args if kind in KINDS}
    if not any(values.values()) and not set(values) & set(_mine(work, turn)):
        action = act("nothing", turn.huddle, *turn.asked.args)
        button = Buttons((Button("Nothing to report", action),))
        return Message("Nothing was sent", (line(EMPTY), button))
    long = f"characters; a huddle reads {LIMIT}. Say it shorter, or raise a concern."
    wrong = {kind: f"{len(text)} {long}" for kind, text in values.items() if len(text) > LIMIT}
    if wrong:
        raise Wrong(**wrong)
    return _tell(work, turn, values)


def _tell(work: Work, turn: Turn, values: Mapping[str, str]) -> Message:
    """Tell, change or take back answers, by kind; the receipt of those that stand now."""
    mine = _mine(work, turn)
    standing = []
    for kind, text in values.items():
        word = mine.get(kind)
        if word is None:
            word = _record(work, turn, kind, text) if text else None
        elif word.text != text:
            wall = word.run
            if text:
                word.text, word.edited_at = text, work.now
            else:
                huddle_entries.drop(work.db, word)
                word = None
            _refresh(work, turn, wall)
        if word is not None:
            standing.append(word)
    return _receipt(work, turn, standing)


def _record(work: Work, turn: Turn, kind: str, text: str = "", concern: int | None = None) -> Word:
    """Write down what somebody told, and show it where it belongs."""
    huddle, asked = turn
    place = lookup.destination(work, turn)
    for word in lookup.told(work, turn):
        if word.kind == NOTHING:
            huddle_entries.drop(work.db, word)
    acts = kind in KINDS and kind not in NEWS and concern is None
    word = huddle_entries.add(
        work.db,
        huddle,
        unit=asked.unit,
        shift=asked.shift,
        day=asked.day,
        person_id=work.me.id,
        side=work.me.side,
        kind=kind,
        text=text,
        concern=concern,
        at=work.now,
        run=place.run,
        late=place.late,
        state="open" if acts else "",
        times=1 if place.late else 0,
    )
    _refresh(work, turn, place.run)
    if place.late:
        # A late word is said once in the thread of the post: those who have read it hear of it.
        parent = f"{huddle.key}:{scheduling.POST}:{word.run}"
        late = Message("Came after the huddle", (post.item(work, word),))
        work.show(f"{parent}:late:{word.n}", late, *channels(huddle), parent=parent)
    return word


def _refresh(work: Work, turn: Turn, wall: str) -> None:
    """Bring the question, and the post at a local time if there is one, up to date."""
    huddle, asked = turn
    if huddle.mode == "persons":
        prompts.refresh_person(work, huddle, work.me, asked.day)
    else:
        prompts.refresh(work, huddle, asked)
    if wall:
        post.refresh(work, huddle, wall)


def _receipt(work: Work, turn: Turn, words: list[Word]) -> Message:
    """Where it is filed, where it goes, and one tap for each blocker."""
    huddle, place = turn.huddle, lookup.destination(work, turn)
    coming = scheduling.next_post(work, huddle, work.now)
    if place.late:
        goes = f"It was added to the huddle of {wall_words(place.run)}."
    elif coming is None:
        goes = f"It waits until {huddle.name} meets again."
    else:
        goes = f"It goes into {huddle.name} at {at_words(huddle, coming.at, work.now)}."
    blocks: list[Block] = [line(_filed(work, turn.asked)), line(goes)]
    for word in words:
        if word.state == "open":
            concern = Button("Make it a concern", item_act("raise", word))
            blocks.append(Row((short(word.text, 60),), concern))
    if any(word.kind == "unsafe" for word in words):
        blocks += [Alert(emergency(work.hospital), "warning"), Note(event_report(work.hospital))]
    return Message("Thank you", tuple(blocks))


def _filed(work: Work, asked: Asked) -> str:
    """R12: under the date the shift began; an odd length is said, since clocks changed."""
    filed = f"Filed under {prompts.who_words(work, asked)}."
    shift = lookup.shift_named(work, asked)
    if shift is None:
        return filed
    starts, ends = lookup.span(work, asked)
    hours = (ends - starts).total_seconds() / 3600
    plain = ((shift.end.hour - shift.start.hour) * 60 + shift.end.minute - shift.start.minute) / 60
    if abs(hours - (plain % 24 or 24)) <= 0.01:
        return filed
    return f"{filed} This shift has {hours:g} hours: the clocks change."


@feature.command("report", right="raise")
def report(event: Command, work: Work) -> Reply:
    """ "report", "report nothing", "report unsafe cart 3 freezes"."""
    asking = lookup.mine(work)
    if not asking:
        raise Refused(NONE)
    turn, text = lookup.my_turn(work, asking[0]), event.rest.strip()
    if not text:
        form = answer_form(work, turn)
        if len(asking) == 1:
            return form
        # Someone in several huddles is told which one this is for.
        many = several(len(asking), "huddle asks you", "huddles ask you")
        others = ", ".join(huddle.label for huddle in asking[1:])
        how = f"open it with huddle {asking[1].label}."
        return replace(
            form, intro=(line(f"{many}; this is the next. For {others}: {how}"), *form.intro)
        )
    if text.lower().rstrip(".") in {"nothing", "nothing to report", "none"}:
        return nothing(work, turn, Given(event))
    first, _, rest = text.partition(" ")
    kind = first.lower().rstrip(":")
    if kind in KINDS and rest.strip():
        return _tell(work, turn, {kind: rest.strip()[:LIMIT]})
    return _which_form(work, turn, text)


def _which_form(work: Work, turn: Turn, text: str = "") -> Form:
    """Words without a kind: what is it?"""
    options = tuple(Option(kind, KINDS[kind].button) for kind in _kinds(work, turn))
    fields = (
        TextField("text", "What do you want to tell?", text[:LIMIT], limit=LIMIT),
        ChoiceField("kind", "What is it?", options),
    )
    return Form(_title(work, turn), act("tell", turn.huddle, *turn.asked.args), fields)


@feature.act(TURN, "tell", buttons=(), form=lambda work, turn, _args: _which_form(work, turn))
def tell(work: Work, turn: Turn, given: Given) -> Reply:
    kind, text = given["kind"], given["text"]
    wrong = {} if text else {"text": "Write it in a sentence."}
    wrong |= {} if kind in KINDS else {"kind": "Choose what it is."}
    if wrong:
        raise Wrong(**wrong)
    return _tell(work, turn, {kind: text[:LIMIT]})
