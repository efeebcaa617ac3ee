"""Answers to a huddle: one tap, a short form or a line; late ones join the post they missed."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns.card import emergency, event_report
from bot.features.huddles import lookup, post, prompts, scheduling
from bot.features.huddles.wording import (
    IT,
    KINDS,
    NEWS,
    NOTHING,
    Asked,
    asked_kinds,
    at_words,
    channels,
    question,
    wall_words,
)
from bot.features.nouns import CONCERN
from bot.features.speech import several, short
from bot.words.cards import (
    Block,
    Button,
    Buttons,
    ChoiceField,
    Form,
    Message,
    Note,
    Option,
    Reply,
    Row,
    TextField,
    line,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
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
)
EMPTY = "Nothing was sent. If there is nothing to report, say just that: it is a full answer."
NONE = "No huddle asks your unit or your side. To start one: huddle, or ask who runs yours."
LIMIT = 300


@feature.press("huddle.nothing", right="raise")
def nothing(event: Press, work: Work) -> Reply:
    huddle, asked = lookup.asked(work, event.action.args)
    return _nothing(work, huddle, asked)


def _nothing(work: Work, huddle: Huddle, asked: Asked) -> Reply:
    """A full answer; it changes nothing where something was reported already."""
    said = _said(work, huddle, asked)
    if any(word.kind != NOTHING for word in said):
        who = prompts.who_words(work, asked)
        return Message("Already reported", (line(f"{who} has told something; it stays."),))
    if not said:
        record(work, huddle, asked, NOTHING)
    return _receipt(work, huddle, asked, [])


def _said(work: Work, huddle: Huddle, asked: Asked) -> list[Word]:
    if huddle.mode == "persons":
        return huddle_entries.of_person(work.db, huddle, work.me.id, asked.day)
    return huddle_entries.of_shift(work.db, huddle, asked.unit, asked.shift, asked.day)


@feature.press("huddle.bring", right="raise")
def bring(event: Press, work: Work) -> Reply:
    """One tap: an open concern of the unit is brought to the huddle."""
    huddle, asked = lookup.asked(work, event.action.args)
    concern = CONCERN.find(work, (*event.action.args, "")[4])
    known = [w for w in _said(work, huddle, asked) if w.concern == concern.number]
    kind = "unsafe" if concern.flagged else "slowed"
    text = short(concern.text)
    word = known[0] if known else record(work, huddle, asked, kind, text, concern.number)
    return _receipt(work, huddle, asked, [word])


@feature.press("huddle.say", right="raise", opens=True)
def say(event: Press, work: Work) -> Reply:
    huddle, asked = lookup.asked(work, event.action.args)
    kind = (*event.action.args, "")[4]
    prompts.need_known(huddle, kind)
    return answer_form(work, huddle, asked, [kind])


@feature.press("huddle.more", right="raise", opens=True)
def more(event: Press, work: Work) -> Reply:
    huddle, asked = lookup.asked(work, event.action.args)
    return answer_form(work, huddle, asked, _kinds(work, huddle, asked))


@feature.press("huddle.add", right="raise", opens=True)
def add(event: Press, work: Work) -> Reply:
    """From the post, by anyone: for their unit, or for IT."""
    huddle = lookup.live(work, lookup.first(event))
    asked = lookup.for_me(work, huddle)
    return answer_form(work, huddle, asked, _kinds(work, huddle, asked))


def _kinds(work: Work, huddle: Huddle, asked: Asked) -> list[str]:
    if huddle.mode == "persons":
        return asked_kinds(huddle, work.me.side)
    return asked_kinds(huddle, IT if asked.unit == IT else "clinical")


def answer_form(work: Work, huddle: Huddle, asked: Asked, kinds: list[str]) -> Form:
    """The questions, with what this person has answered in this shift already."""
    mine = {w.kind: w.text for w in _own(work, huddle, asked)}
    fields = tuple(
        TextField(
            kind,
            question(huddle, kind) or KINDS[kind].question,
            mine.get(kind, ""),
            required=False,
            limit=LIMIT,
        )
        for kind in kinds
    )
    title = f"{short(huddle.name, 40)}: {prompts.who_words(work, asked)}"
    action = Action("huddle.answer", (str(huddle.number), *asked.args, *kinds))
    return Form(title, action, fields, "Send", (Note(emergency(work.hospital)),))


def _again(args: tuple[str, ...], work: Work) -> Form:
    huddle, asked = lookup.asked(work, args)
    return answer_form(work, huddle, asked, [kind for kind in args[4:] if kind in KINDS])


def _own(work: Work, huddle: Huddle, asked: Asked) -> list[Word]:
    said = _said(work, huddle, asked)
    return [w for w in said if w.person_id == work.me.id and w.concern is None]


@feature.submit("huddle.answer", right="raise", form=_again)
def answer(event: Submit, work: Work) -> Reply:
    """What was filled in is told, changed, or taken back where a field was emptied."""
    huddle, asked = lookup.asked(work, event.action.args)
    values = {kind: event.values.get(kind, "").strip() for kind in event.action.args[4:]}
    values = {kind: text for kind, text in values.items() if kind in KINDS}
    mine = {w.kind: w for w in _own(work, huddle, asked)}
    if not any(values.values()) and not set(values) & set(mine):
        action = Action("huddle.nothing", (str(huddle.number), *asked.args))
        return Message(
            "Nothing was sent", (line(EMPTY), Buttons((Button("Nothing to report", action),)))
        )
    if wrong := {kind: _too_long(text) for kind, text in values.items() if len(text) > LIMIT}:
        return with_errors(_again(event.action.args, work), dict(event.values), wrong)
    told = [_put(work, huddle, asked, mine.get(kind), kind, values[kind]) for kind in values]
    return _receipt(work, huddle, asked, [word for word in told if word is not None])


def _too_long(text: str) -> str:
    return f"{len(text)} characters; a huddle reads {LIMIT}. Say it shorter, or raise a concern."


def _put(
    work: Work, huddle: Huddle, asked: Asked, known: Word | None, kind: str, text: str
) -> Word | None:
    """Tell, change or take back one answer; the word that stands now."""
    if known is None:
        return record(work, huddle, asked, kind, text) if text else None
    if known.text == text:
        return known
    wall = known.run
    if text:
        known.text, known.edited_at = text, work.now
    else:
        huddle_entries.drop(work.db, known)
    _shown(work, huddle, asked, wall)
    return known if text else None


def record(
    work: Work, huddle: Huddle, asked: Asked, kind: str, text: str = "", concern: int | None = None
) -> Word:
    """Write down what somebody told, and show it where it belongs."""
    place = lookup.destination(work, huddle, asked)
    for word in _said(work, huddle, asked):
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
    _shown(work, huddle, asked, place.run)
    if place.late:
        # A late word is said once in the thread of the post: those who have read it hear of it.
        parent = f"{huddle.key}:{scheduling.POST}:{word.run}"
        said = Message("Came after the huddle", (post.item(work, word),))
        work.show(f"{parent}:late:{word.n}", said, *channels(huddle), parent=parent)
    return word


def _shown(work: Work, huddle: Huddle, asked: Asked, wall: str) -> None:
    if huddle.mode == "persons":
        prompts.refresh_person(work, huddle, work.me, asked.day)
    else:
        prompts.refresh(work, huddle, asked)
    if wall:
        post.refresh(work, huddle, wall)


def _receipt(work: Work, huddle: Huddle, asked: Asked, words: list[Word]) -> Message:
    """Where it is filed, where it goes, and one tap for each blocker."""
    blocks: list[Block] = [line(_filed(work, asked)), line(_goes(work, huddle, asked))]
    blocks += [_blocker(w) for w in words if w.state == "open"]
    if any(word.kind == "unsafe" for word in words):
        blocks += [Note(emergency(work.hospital)), Note(event_report(work.hospital))]
    return Message("Thank you", tuple(blocks))


def _filed(work: Work, asked: Asked) -> str:
    """R12: under the date the shift began; an odd length is said, since clocks changed."""
    shift = lookup.shift_named(work, asked)
    if shift is None:
        return f"Filed under {prompts.who_words(work, asked)}."
    starts, ends = lookup.span(work, asked)
    hours = (ends - starts).total_seconds() / 3600
    plain = ((shift.end.hour - shift.start.hour) * 60 + shift.end.minute - shift.start.minute) / 60
    odd = abs(hours - (plain % 24 or 24)) > 0.01
    length = f" This shift has {hours:g} hours: the clocks change." if odd else ""
    return f"Filed under {prompts.who_words(work, asked)}.{length}"


def _goes(work: Work, huddle: Huddle, asked: Asked) -> str:
    place = lookup.destination(work, huddle, asked)
    if place.late:
        return f"It was added to the huddle of {wall_words(place.run)}."
    coming = scheduling.next_post(work, huddle, work.now)
    if coming is None:
        return f"It waits until {huddle.name} meets again."
    return f"It goes into {huddle.name} at {at_words(huddle, coming.at, work.now)}."


def _blocker(word: Word) -> Row:
    return Row(
        (short(word.text, 60),), Button("Make it a concern", post.item_action("raise", word))
    )


@feature.command("report", right="raise")
def report(event: Command, work: Work) -> Reply:
    """ "report", "report nothing", "report unsafe cart 3 freezes"."""
    found = lookup.mine(work)
    if not found:
        raise Refused(NONE)
    huddle = found[0]
    asked = lookup.for_me(work, huddle)
    first, _, rest = event.rest.strip().partition(" ")
    if not first:
        # Someone in several huddles is told which one this is for.
        form = answer_form(work, huddle, asked, _kinds(work, huddle, asked))
        if len(found) == 1:
            return form
        others = ", ".join(h.label for h in found[1:])
        many = several(len(found), "huddle asks you", "huddles ask you")
        told = line(
            f"{many}; this is the next. For {others}: open it with huddle {found[1].label}."
        )
        return replace(form, intro=(told, *form.intro))
    if event.rest.strip().lower().rstrip(".") in {"nothing", "nothing to report", "none"}:
        return _nothing(work, huddle, asked)
    kind = first.lower().rstrip(":")
    if kind in KINDS and rest.strip():
        values = {kind: rest.strip()[:LIMIT]}
        return _line(work, huddle, asked, values)
    return _which(work, huddle, asked, event.rest.strip())


def _line(work: Work, huddle: Huddle, asked: Asked, values: Mapping[str, str]) -> Reply:
    mine = {w.kind: w for w in _own(work, huddle, asked)}
    told = [_put(work, huddle, asked, mine.get(k), k, text) for k, text in values.items()]
    return _receipt(work, huddle, asked, [word for word in told if word is not None])


def _which(work: Work, huddle: Huddle, asked: Asked, text: str) -> Form:
    """Words without a kind: what is it?"""
    kinds = _kinds(work, huddle, asked)
    options = tuple(Option(kind, KINDS[kind].button) for kind in kinds)
    fields = (
        TextField("text", "What do you want to tell?", text[:LIMIT], limit=LIMIT),
        ChoiceField("kind", "What is it?", options),
    )
    title = f"{short(huddle.name, 40)}: {prompts.who_words(work, asked)}"
    return Form(title, Action("huddle.tell", (str(huddle.number), *asked.args)), fields)


@feature.submit(
    "huddle.tell",
    right="raise",
    form=lambda args, work: _which(work, *lookup.asked(work, args), ""),
)
def tell(event: Submit, work: Work) -> Reply:
    huddle, asked = lookup.asked(work, event.action.args)
    kind, text = event.values.get("kind", ""), event.values.get("text", "").strip()
    if kind not in KINDS or not text:
        errors = {} if text else {"text": "Write it in a sentence."}
        errors |= {} if kind in KINDS else {"kind": "Choose what it is."}
        return with_errors(_which(work, huddle, asked, ""), dict(event.values), errors)
    return _line(work, huddle, asked, {kind: text[:LIMIT]})
