"""Corrections of what was raised: the message that raised a concern is edited or deleted (R36)."""

from bot.core import cleanup
from bot.core.acts import Given
from bot.core.emergencies import says
from bot.core.router import Feature
from bot.core.typed_text import spoken
from bot.core.work import Work
from bot.features import legal_holds, talk
from bot.features.concerns import answers, card, in_danger, lookup, reprioritize
from bot.features.concerns.raising import NO_ORDERS
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import SOURCE, announce, refresh
from bot.features.nouns import CONCERN
from bot.features.quoting import source_of, with_quoted
from bot.features.speech import who
from bot.privacy import order
from bot.rules.priority import IN_DANGER, Answers
from bot.words.cards import Block, Button, Buttons, Message, Quote, Reply, line
from bot.words.events import Command, Said
from bot.words.refusal import Refused
from bot.words.spelling import say
from bot.words.typed import first_word
from storage.nouns import concern_search, entries, people
from storage.nouns.concerns import WITH_IT, Concern

feature = Feature("corrections", urgent=True, lasts=True)
VERBS = frozenset(("concern", "raise"))


@feature.said("raised")
def changed(event: Said, work: Work) -> Reply:
    """What was raised in a message follows it; so do words of it that stand in a thread of ours."""
    source = source_of(event.channel, event.ref)
    work.carried = True
    replies: list[Reply] = []
    for raised in entries.raised_in(work.db, source):
        concern = CONCERN.find(work, raised.number)
        if event.change == "deleted":
            replies.append(_deleted(work, concern, event))
        else:
            replies.append(_edited(work, concern, event))
    if (written := entries.written_at(work.db, source)) is not None:
        replies.append(answers.changed(event, written, work))
    return next((reply for reply in replies if reply is not None), None)


def _edited(work: Work, concern: Concern, event: Said) -> Reply:
    text = with_quoted(_words(event), event.quoted)
    if not text or text == concern.text:
        return None
    if order(text) and says(text) != IN_DANGER:
        return NO_ORDERS
    if concern.state not in (*WITH_IT, "fixed"):
        ended = (
            f"{concern.name} has ended, so it keeps its words. If it is back, press Reopen there."
        )
        return card.told(
            ended, line(f"To tell IT something new, type {say('concern')} and what is wrong.")
        )
    old, concern.text = concern.text, text
    if legal_holds.held(work, "concern", concern.number):
        # Under legal hold, what a concern said before it changed stays too.
        at, person = work.now, concern.reporter_id
        entries.add(work.db, concern, "kept", old, at, person_id=person, side=concern.reporter_side)
    concern_search.renew(work.db, concern.number, text, work.now)
    _tell(work, concern, old)
    if says(text) == IN_DANGER and not concern.danger and concern.state in WITH_IT:
        _in_danger(work, concern)
        refresh(work, concern)
        return in_danger.screen(work, concern)
    refresh(work, concern)
    same = line("Its kind, its unit and its priority stay as they were.")
    shown: tuple[Block, ...] = (line("It says now:"), Quote(concern.text))
    if isinstance(cleaned := talk.kept(work, text), Message):
        shown = cleaned.blocks
    return card.told(f"{concern.name} is corrected", *shown, same)


def _words(event: Said) -> str:
    """What a message raises: without the verb that it may begin with."""
    verb, rest = first_word(event.text)
    said = Command(event.id, event.channel, event.actor, verb, rest)
    read = spoken(said, VERBS.__contains__)
    return read.rest if read.verb in VERBS else event.text.strip()


def _tell(work: Work, concern: Concern, old: str) -> None:
    """In every thread, with what it said before; to IT also that it had answered the old words."""
    entry = note_down(work, concern, f"Corrected. It said before: {old}")
    now: tuple[Block, ...] = (line(f"{who(work.me)} corrected it:"), Quote(concern.text))
    before: tuple[Block, ...] = (line("It said before:"), Quote(old))
    if concern.answered_at is not None:
        before = (*before, line("The answers above this were to what it said before."))
    told = Message(f"{concern.name} corrected", now + before)
    announce(work, concern, f"corrected:{entry.n}", told)


def _in_danger(work: Work, concern: Concern) -> None:
    """Its new words say that somebody is in danger: it is what it would be had it said so at once
    (R16)."""
    concern.danger = IN_DANGER
    found = Answers(concern.kind, concern.care, concern.reach, "reached")
    reprioritize.by_answers(work, concern, found)


def _deleted(work: Work, concern: Concern, event: Said) -> Reply:
    """Nothing is withdrawn unasked. Somebody who was asked to delete it has done just that."""
    if not concern.open or cleanup.asked_about(work, event.channel, event.ref):
        return None
    reporter = people.get(work.db, concern.reporter_id or 0)
    if reporter is None or reporter.gone:
        return None
    whose = "Your message" if reporter.id == work.me.id else f"The message of {who(work.me)}"
    title = f"{whose} is deleted, and {concern.name} is still with IT"
    if concern.state != "new":
        told = line("IT has it already, so it stays. Write in its thread what has changed.")
        shown = Message(title, (Quote(concern.text), told))
    else:
        buttons = (
            Button("Withdraw", card.act("withdraw", concern)),
            Button("Leave it with IT", card.act("keep", concern)),
        )
        asked = (line("Shall I take it back?"), Buttons(buttons))
        shown = Message(title, (Quote(concern.text), *asked))
    work.tell(reporter, _key(concern), shown, urgent=True)
    return None


def _key(concern: Concern) -> str:
    return f"{concern.key}:{SOURCE}"


@feature.act(CONCERN, "keep")
def keep(work: Work, concern: Concern, given: Given) -> Reply:
    """Its reporter wants it all the same."""
    if not lookup.raised_it(work, concern):
        raise Refused(f"Only the person who raised {concern.name} can say that.")
    stays = card.told(f"{concern.name} stays with IT")
    work.show(_key(concern), stays)
    return stays
