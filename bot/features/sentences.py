"""What has no verb of ours: a kind word, a slip of the finger, or a sentence for IT (R38).

Nothing is done on a guess. What was meant is offered as a button that says it in full.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.emergencies import says
from bot.core.kind_words import kind_words
from bot.core.nearest import nearest, numbered
from bot.core.rights import require
from bot.core.router import Feature, Routes, route, routes
from bot.core.unaddressed import unaddressed
from bot.core.work import Work
from bot.features.concerns import offering, raising
from bot.features.quoting import source_of, with_quoted
from bot.features.speech import short
from bot.rules.priority import IN_DANGER
from bot.words.cards import Bold, Button, Buttons, Message, Reply, line
from bot.words.events import Action, Channel, Command, Due, Press, Said
from bot.words.refusal import Refused
from bot.words.spelling import in_room, say
from bot.words.typed import first_word
from storage.delivery import timers
from storage.nouns import rooms

FEW_WORDS = 3
AROUND = ".,:;!?()\"'#"
UNSUGGESTED = frozenset({"confidential", "anonymous", "receipt", "unseal", "link", "unlink"})
"""Verbs whose press would tell what they promise not to, or that take a secret."""
BEFORE_SENTENCES = frozenset({"poll", "huddle", "win", "vote", "weigh", "report"})
"""Verbs that words of any kind follow. Others have a number behind them, or nothing."""
KIND = {
    "thanks": ("You are welcome", "When something gets in your way, write it to me."),
    "fine": ("All right", "When something gets in your way, write it to me."),
}
HINT = timedelta(days=1)


def build(features: Iterable[Feature]) -> Feature:
    """The answers to what these features have no verb for, as a feature."""
    feature = Feature("sentences", urgent=True)
    table = routes(features)
    verbs = sorted({name for kind, name in table if kind is Command and name.isalpha()})
    suggested = tuple(verb for verb in verbs if verb not in UNSUGGESTED)

    @feature.otherwise()
    def answer(event: Command, work: Work) -> Reply:
        return answered(event, work, suggested)

    @feature.press("typed.meant", right="raise", opens=True)
    def meant(event: Press, work: Work) -> Reply:
        return _as_typed(event, work, table)

    feature.said("")(overheard)
    feature.due("hint.again")(again)
    return feature


def answered(event: Command, work: Work, suggested: Sequence[str] = ()) -> Reply:
    """The answer to a sentence; `suggested` are the verbs that its first word may be meant as."""
    words, whole = event.rest.strip(), with_quoted(event.rest, event.quoted)
    if says(words) == IN_DANGER:
        require(work.me, "raise")
        at, source = work.moment(event.at), source_of(event.channel, event.ref)
        work.carried = True
        return raising.sentence(work, whole, at, event.channel, source=source)
    if event.quoted:  # nobody's own words, whatever they tell of
        require(work.me, "raise")
        work.carried = True
        return offering.offer(work, event, whole)
    if not words and event.files:
        return None  # a picture or a file alone: what becomes of it is said
    if kind := kind_words(words):
        title, more = KIND[kind]
        return Message(title, (line(more),))
    require(work.me, "raise")
    return offering.for_it(work, words) or _perhaps(work, event, words, suggested)


def _perhaps(work: Work, event: Command, words: str, suggested: Sequence[str]) -> Reply:
    """What its first word may have been meant as; else the sentence as a concern."""
    first, rest = first_word(words)
    if number := numbered(first):
        return _did_you_mean(work, event, f"show {number} {rest}".strip(), number)
    near = next(iter(nearest(first.strip(AROUND), suggested)), "")
    if near in {"concern", "raise"} and rest:
        read = line(f"I read “{first[:40]}” as {near}.")
        return offering.offer(work, event, words, read, meant=rest)
    few = len(words.split()) < FEW_WORDS
    if near and (few or near in BEFORE_SENTENCES or _begins_with_number(rest)):
        whole = f"{near} {rest}".strip()
        return _did_you_mean(work, event, whole, near, "" if few else words)
    if few:
        how = f"Type {say('help')} to see what I can do."
        raise Refused(f"I don't know “{words[:40]}”. {how}")
    return offering.offer(work, event, words)


def _did_you_mean(work: Work, event: Command, whole: str, name: str, sentence: str = "") -> Message:
    """The command in full, on a button; beside `sentence` as a concern, where it may be one."""
    draft = offering.keep(work, event, whole)
    act = Button("Yes, that", Action("typed.meant", (str(draft.id),)), "primary")
    meant = whole.removeprefix("show ")
    if sentence:
        run = Buttons((act,), f"Did you mean {short(meant, 80)}?")
        return offering.offer(work, event, sentence, run)
    told = line("Nothing was done yet: ", Bold(short(meant, 200)))
    return Message(f"Did you mean {name}?", (told, Buttons((act,))))


def _as_typed(event: Press, work: Work, table: Routes) -> Reply:
    """What was meant, as if it had been typed where its first try was."""
    draft = offering.take(work, event.action)
    verb, rest = first_word(draft.text)
    if (Command, verb) not in table or verb in UNSUGGESTED:
        raise Refused(offering.GONE)
    at = Channel(draft.platform, draft.workspace, draft.channel, dm=draft.dm)
    typed = Command(event.id, at, event.actor, verb, rest, at=event.at)
    return route(table, typed, work)  # type: ignore[return-value]  # the core runs it beside


def _begins_with_number(rest: str) -> bool:
    word = first_word(rest)[0].upper()
    return word[:1] in set("CPHWT") and word[1:].lstrip("-").rstrip(AROUND).isdigit()


def overheard(event: Said, work: Work) -> Reply:
    """One hint a day, to the writer alone, in a room of ours."""
    words, at = unaddressed(event.text), event.channel
    if words is None or event.thread or event.change != "new" or work.me.guest:
        return None
    if rooms.at(work.db, (at.platform, at.workspace, at.id)) is None:
        return None
    key = f"hint:{work.me.id}"
    if not timers.put_once(work.db, key, work.now + HINT, name="hint.again", args=[]):
        return None
    return Message(
        "That was not for me yet",
        (
            line("In a room I only act on what names me, so nothing was done."),
            line("There, say it like this: ", Bold(in_room(f"{words} …"))),
        ),
    )


def again(event: Due, work: Work) -> Reply:
    """From now on the same person may be told once more."""
    return None
