"""What people write about a concern: answers both ways, notes for IT, edits and deletions."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.acts import Given, Wrong
from bot.core.button_payload import OLDER
from bot.core.it_only import Answer, it_only
from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import legal_holds, talk
from bot.features.concerns import card, forms, kept_with_it, lookup
from bot.features.concerns.first_answer import WORDS, counted, uncounted
from bot.features.concerns.thread import mirror, refresh
from bot.features.nouns import CONCERN
from bot.features.quoting import with_quoted
from bot.words.cards import Reply, line
from bot.words.events import Channel, Command, Reacted, Said
from bot.words.refusal import Refused
from storage.nouns import entries
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry, Source

GONE = "gone"  # the kind of an entry that nobody reads: its message was taken back before it came

feature = Feature(
    "answers",
    (
        Help("C-101 your words", "add to a concern; or write in its thread"),
        Help("note C-101 your words", "a note that only IT reads", "it", more=True),
        Help(
            "workaround C-101 your words", "what the ward can do until it is fixed", "it", more=True
        ),
    ),
    urgent=True,
    lasts=True,
)
PREFIXES = ("note", "workaround")
NOTHING = "There was nothing in it, so nothing was sent."
SBAR = {
    "situation": "Situation",
    "background": "Background",
    "assessment": "What it does to care",
    "need": "What I need",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote and when (UTC); where, if it was a message in a chat."""

    kind: str
    text: str
    at: datetime
    channel: Channel | None = None
    source: Source = ("", "", "", "")


@feature.said("concern")
def said(event: Said, work: Work) -> Reply:
    """A message in the thread of a card crosses to the other threads; so do its edits. One that
    begins with "note" or "workaround" is one, when IT writes it."""
    source = (event.channel.platform, event.channel.workspace, event.channel.id, event.ref)
    known = entries.written_at(work.db, source)
    work.carried = True
    if known is not None:
        return changed(event, known, work)
    if event.addressed and event.change != "new":
        return None
    concern = CONCERN.find(work, work.about.split(":")[1])
    if event.change == "deleted":
        # Taken back before it came: remembered, so that it is not shown when it does come.
        entry = entries.add(work.db, concern, GONE, "", work.now, source=source)
        entry.deleted_at = work.now
        return None
    if not event.text.strip() and not event.quoted:
        return None
    kind, text, asked = _said(event, work)
    entry = record(work, concern, Written(kind, text, work.moment(event.at), event.channel, source))
    if asked:
        return kept_with_it.kept(work, concern, entry, asked, event.channel)
    return talk.kept(work, entry.text) or _where_it_went(concern)


def _where_it_went(concern: Concern) -> Reply:
    """What its writer has to know where the concern has ended."""
    if concern.open:
        return None
    where = f"C-{concern.parent}" if concern.parent else concern.name
    passed_on = f"Your words were passed on. If it is back, press Reopen on {where}."
    return card.told(f"{concern.name} has ended", line(passed_on))


def _said(event: Said, work: Work) -> tuple[str, str, Answer | None]:
    """The same as `_read` of a message: its writer's own words say what it is, and what was
    forwarded goes with them. Forwarded without a word it is no answer of theirs (R5); where it may
    be a note of somebody's, it stays with IT until its writer says otherwise (R33)."""
    if event.text.strip():
        kind, text, asked = _read(event.text, work)
        return kind, with_quoted(text, event.quoted), asked
    kind, _, _ = _read("\n".join(event.quoted), work)
    text = with_quoted("", event.quoted)
    return ("note", text, "perhaps") if kind == "note" else ("forward", text, None)


def _read(words: str, work: Work) -> tuple[str, str, Answer | None]:
    """What IT writes: an answer, a way round it, or a note; and whether its writer is told that it
    stayed with IT, as they are unless it begins with the word that help tells."""
    text = words.strip()
    if not may(work.me, "work"):
        return "answer", text, None
    first, _, rest = text.partition(" ")
    if first.rstrip(":").lower() == "workaround" and rest.strip():
        return "workaround", rest.strip(), None
    found = it_only(text)
    if found.answer == "no":
        return "answer", text, None
    plain = first.rstrip(":").lower() == "note" and bool(rest.strip())
    return "note", found.text, None if plain else found.answer


def changed(event: Said, entry: Entry, work: Work) -> Reply:
    """An edit or a deletion follows. A message that comes after its own edit or deletion, as one
    does that had to be delivered again, changes nothing, and what was taken back stays so."""
    if event.change == "new" or entry.kind == GONE:
        return None
    asked: Answer | None = None
    concern = CONCERN.find(work, entry.number)
    if legal_holds.held(work, "concern", concern.number):
        # Under legal hold, what an entry said before it changed stays too, where nobody reads it.
        entries.add(
            *(work.db, concern, "kept", entry.text, work.now),
            person_id=entry.person_id,
            side=entry.side,
        )
    if event.change == "deleted":
        if entry.kind in WORDS:
            uncounted(work, concern, entry)
        entry.text, entry.deleted_at = "", work.now
    elif _same(event, entry):
        return None
    else:
        asked = _edited(work, concern, entry, event)
    refresh(work, concern)
    mirror(work, concern, entry, event.channel)
    if asked:
        return kept_with_it.kept(work, concern, entry, asked, event.channel)
    return talk.kept(work, entry.text)


def _same(event: Said, entry: Entry) -> bool:
    """Whether an edit changed no word of an entry; a note may have lost the one before its text."""
    text = with_quoted(event.text, event.quoted)
    return not text or (text == entry.text and entry.kind != "note")


def _edited(work: Work, concern: Concern, entry: Entry, event: Said) -> Answer | None:
    """Take over an edit. One that makes a note of an answer takes it back from the ward; a note
    that reads like an answer now stays with IT until its writer has said otherwise."""
    kind, text, asked = _said(event, work)
    if kind == "note" and entry.kind in entries.CROSSED:
        kept_with_it.take_back(work, concern, entry)
    elif entry.kind == "note" and kind != "note":
        asked = "perhaps"
    whole = with_quoted(event.text, event.quoted)
    entry.text = text if entry.kind in {"note", kind} else whole
    entry.edited_at, entry.deleted_at = work.now, None
    if (entry.kind, kind) == ("forward", "answer"):
        entry.kind = kind
        counted(work, concern, entry)
    return asked


@feature.reacted("concern")
def reacted(event: Reacted, work: Work) -> Reply:
    """An emoji is a hint between people and never an answer (R5)."""
    return None


def record(work: Work, concern: Concern, written: Written) -> Entry:
    """Write a person's words down, move the concern on, and show them in the other threads."""
    person, kind = work.me, written.kind
    entry = entries.add(
        work.db,
        concern,
        kind,
        written.text,
        written.at,
        person_id=person.id,
        side=person.side,
        source=written.source,
    )
    if kind == "workaround":
        concern.workaround = written.text
    if kind not in {"note", "forward"}:
        counted(work, concern, entry)
    mirror(work, concern, entry, written.channel)
    refresh(work, concern)
    return entry


@feature.act(
    CONCERN,
    "answer",
    right="work",
    words={"answer": ("answer",), "note": ("note",), "workaround": ("workaround",)},
    example="your words",
    form=lambda _work, concern, args: forms.answer_form(concern, _chosen(args)),
)
def answer(work: Work, concern: Concern, given: Given) -> Reply:
    kind = _chosen(given.args)
    if not given["text"]:
        raise Wrong(text=NOTHING)
    record(work, concern, Written(kind, _text(work, given), work.moment(given.event.at)))
    return _passed_on(concern, kind)


def _passed_on(concern: Concern, kind: str) -> Reply:
    to = "IT's threads alone" if kind == "note" else "the threads of both sides"
    return card.told(f"Passed on to {concern.name}", line(f"It stands in {to}."))


def _chosen(args: tuple[str, ...]) -> str:
    """What is being written; for IT's eyes only, if the button said so."""
    kind = args[0] if args else "answer"
    if kind not in ("answer", *PREFIXES):
        raise Refused(OLDER)
    return kind


@feature.act(CONCERN, "show", words="show", reads="text", opens=True)
def show(work: Work, concern: Concern, given: Given) -> Reply:
    """The card; typed with words behind the number (`C-101 it is back`), they join the
    conversation."""
    if not given["text"]:
        return card.face(work, concern)
    written = Written("answer", _text(work, given), work.moment(given.event.at))
    record(lookup.own(work, concern), concern, written)
    return card.told(f"Passed on to {concern.name}")


def _text(work: Work, given: Given) -> str:
    """What was typed behind a number, with what it forwarded."""
    if not isinstance(given.event, Command):
        return given["text"]
    work.carried = True
    return with_quoted(given["text"], given.event.quoted)


@feature.act(
    CONCERN,
    "sbar",
    form=lambda _work, concern, _args: forms.sbar_form(concern),
    nameless=True,
)
def sbar(work: Work, concern: Concern, given: Given) -> Reply:
    """The long form for P1 and P2, never required. The parts that were filled in join the
    conversation as one message."""
    text = "\n".join(f"{label}: {given[part]}" for part, label in SBAR.items() if given[part])
    if not text:
        raise Wrong(situation=NOTHING)
    written = Written("answer", text, work.moment(given.event.at))
    record(lookup.own(work, concern), concern, written)
    return card.told(f"Passed on to {concern.name}", line("IT reads it in the thread."))
