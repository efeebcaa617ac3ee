"""Words that stay with IT: what begins like a note, and an answer that is taken back as one (R33).

Whether the ward reads something may hang on one word. Where it is not certain, the words stay with
IT, and their writer is asked. An answer that crossed by mistake is made a note by an edit, or by
the button; what it had stopped, the clock of R5 and the pages of R18, goes on.
"""

from bot.core.acts import Given
from bot.core.it_only import Answer
from bot.core.router import Feature
from bot.core.work import Work
from bot.features import talk
from bot.features.concerns import card, first_answer
from bot.features.concerns.states import note_down
from bot.features.concerns.thread import it_places, mirror, refresh, said, ward_places
from bot.features.nouns import CONCERN
from bot.features.speech import who_id
from bot.words.cards import Button, Buttons, Heading, Message, Reply, line
from bot.words.events import Channel
from bot.words.refusal import Forbidden, Refused
from storage.nouns import entries
from storage.nouns.concerns import Concern
from storage.nouns.entries import Entry

feature = Feature("kept with IT", urgent=True, lasts=True)
NOTHING = "You have written no answer in {name} that could be kept with IT."
NOT_YOURS = "Only whoever wrote it can pass it on."


def kept(work: Work, concern: Concern, entry: Entry, answer: Answer, at: Channel) -> Reply:
    """Tells the writer that it stayed with IT, with what the guard found; they can pass it on."""
    lines = [line("It begins like a note, so only IT's threads have it.")]
    if any(at == place for _, place in ward_places(work, concern)):
        lines = [line("I passed it on to nobody else. Everyone in this room can read it here.")]
    pass_on = Button("Pass on to both sides", card.act("pass_on", concern, str(entry.n)))
    title = "Kept with IT" if answer == "yes" else "Is this for IT only? I have kept it there"
    unclean = talk.kept(work, entry.text)
    found = (Heading(unclean.title), *unclean.blocks) if isinstance(unclean, Message) else ()
    return card.told(title, *lines, Buttons((pass_on,)), *found)


@feature.act(CONCERN, "pass_on", right="work")
def pass_on(work: Work, concern: Concern, given: Given) -> Reply:
    """What was kept goes to both sides, and counts as an answer from now (R5)."""
    entry = _mine(work, concern, given.args)
    if entry.deleted_at is not None:
        raise Refused("You have taken that back, so there is nothing to pass on.")
    if entry.kind != "note":
        return card.told("Both sides have it already")
    entry.kind, entry.at = "answer", work.now
    first_answer.counted(work, concern, entry)
    source = Channel(entry.platform, entry.workspace, entry.channel)
    mirror(work, concern, entry, source if entry.platform else None)
    refresh(work, concern)
    return card.told(
        f"Passed on to {concern.name}", line("It stands in the threads of both sides.")
    )


@feature.act(CONCERN, "only_it", right="work")
def only_it(work: Work, concern: Concern, given: Given) -> Reply:
    """The last answer of whoever presses becomes a note for IT."""
    mine = [e for e in entries.of(work.db, concern, entries.CROSSED) if e.person_id == work.me.id]
    entry = next((e for e in reversed(mine) if e.deleted_at is None), None)
    if entry is None:
        raise Refused(NOTHING.format(name=concern.name))
    take_back(work, concern, entry)
    return card.told(
        "Kept with IT now",
        line("In the ward's threads it says that you took it back. Who had read it, has read it."),
    )


def _mine(work: Work, concern: Concern, args: tuple[str, ...]) -> Entry:
    wanted = args[0] if args else ""
    for entry in entries.of(work.db, concern):
        if str(entry.n) == wanted and entry.person_id == work.me.id:
            return entry
    raise Forbidden(NOT_YOURS)


def take_back(work: Work, concern: Concern, entry: Entry) -> None:
    """Make an answer a note: the ward's copies say that it was taken back, and where it was what
    had stopped the clock, the clock goes on."""
    if concern.workaround and concern.workaround == entry.text:
        concern.workaround = ""
    entry.kind = "note"
    work.unsend(entry.key)
    posted, source = set(work.places(entry.key)), (entry.platform, entry.workspace, entry.channel)
    gone = talk.as_said(f"{who_id(work, entry.person_id)} on {concern.name}", talk.TAKEN_BACK)
    theirs = [place for place in ward_places(work, concern) if place[1] in posted]
    for _, channel in theirs:
        work.show(entry.key, gone, channel)
    for parent, channel in it_places(work, concern):
        if (channel.platform, channel.workspace, channel.id) != source:
            work.show(entry.key, said(work, concern, entry), channel, parent=parent)
    first_answer.uncounted(work, concern, entry)
    note_down(work, concern, "An answer was taken back and kept with IT")
    refresh(work, concern)
