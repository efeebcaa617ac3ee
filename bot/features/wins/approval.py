"""A thank-you that tells of one patient goes out only where a leader has read it first (R26)."""

from bot.core.acts import Given
from bot.core.audit import note
from bot.core.rights import may
from bot.core.router import Feature
from bot.core.work import Work
from bot.features.nouns import WIN
from bot.features.speech import who
from bot.features.wins import card, consent
from bot.features.wins.card import act
from bot.features.wins.checks import told_of
from bot.features.wins.wording import author, own
from bot.rules.patient_story import Story
from bot.words.cards import Block, Button, Buttons, Message, Note, Quote, Reply, line
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.people import Person
from storage.nouns.wins import Win

feature = Feature("approval", lasts=True)
REVIEW = "review"  # the state of a win that waits for a leader
NO_LEADER = (
    "It tells of a patient ({why}), so a leader has to read it before it goes out, and nobody has"
    " the role leader yet. Say what changed without the person, or ask an administrator for one."
)


def needed(work: Work, win: Win) -> Story | None:
    """Why a leader has to read it; None where nothing tells of a patient, or one has."""
    return None if win.approved_by is not None else told_of(work, win)


def ask(work: Work, win: Win, story: Story) -> Reply:
    """Put it before every leader but its writer; `Refused` where there is none."""
    leaders = _leaders(work, win)
    if not leaders:
        raise Refused(NO_LEADER.format(why=", ".join(story.why)))
    win.state = REVIEW
    for leader in leaders:
        work.tell(leader, _key(win, leader), _question(work, win, story))
    return Message(
        f"{win.name} waits for a leader",
        (
            line(f"It tells of a patient: {', '.join(story.why)}."),
            line("It goes on when a leader has said yes. You are told either way."),
            *offered(win, story),
        ),
    )


def offered(win: Win, story: Story) -> tuple[Block, ...]:
    """The words without the person, where something is left."""
    if len(story.without.split()) < 4:
        return (Note(("Without the person: say what changed, and on how many units.",)),)
    use = Buttons((Button("Use these words", act("without", win)),))
    return (line("Without the person it would read:"), Quote(story.without), use)


def settle(work: Work, win: Win, how: str) -> None:
    """Every leader's question says what came of it, and asks no more."""
    done = Message(f"{win.name}: {how}", (Quote(win.text),))
    for leader in _leaders(work, win):
        work.show(_key(win, leader), done)


def _leaders(work: Work, win: Win) -> list[Person]:
    return [one for one in people.with_role(work.db, "leader") if one.id != win.author_id]


def _key(win: Win, leader: Person) -> str:
    return f"{win.key}:approve:{leader.id}"


def _question(work: Work, win: Win, story: Story) -> Message:
    writer = author(work, win)
    return Message(
        "May this thank-you go out?",
        (
            line(f"{who(writer)} wrote it. It tells of a patient: {', '.join(story.why)}."),
            Quote(win.text),
            Note(("Yes only where the patient agreed, or nobody could know who it was.",)),
            Buttons(
                (
                    Button("Yes, it may", act("approve", win)),
                    Button("No, without the patient", act("refuse", win), "primary"),
                )
            ),
        ),
        tone="warning",
    )


def _asked(work: Work, win: Win) -> None:
    if not may(work.me, "export") or win.author_id == work.me.id:
        raise Refused(f"A leader who did not write {win.name} can decide that.")
    if win.state != REVIEW:
        raise Refused(f"{win.name} has been decided already, or was changed.")


@feature.act(WIN, "approve", before=_asked)
def approve(work: Work, win: Win, given: Given) -> Reply:
    """It goes on as it would have: whom it names is asked."""
    win.approved_by, win.state = work.me.id, "asking"
    note(work, "win.approved", win.name, "tells of a patient")
    settle(work, win, f"{work.me.name} said yes")
    consent.ask(work, win)
    _tell_writer(work, win, f"{who(work.me)} has read it: it goes on.")
    return card.told(f"{win.name} goes on", "Its writer is told.")


@feature.act(WIN, "refuse", before=_asked)
def refuse(work: Work, win: Win, given: Given) -> Reply:
    win.state = "draft"
    settle(work, win, f"{work.me.name} asked for other words")
    _tell_writer(work, win, f"{who(work.me)} asks you to say it without the patient.")
    return card.told(f"{win.name} does not go out as it is", "Its writer is told.")


def _tell_writer(work: Work, win: Win, words: str) -> None:
    writer = author(work, win)
    if writer is not None and not writer.gone:
        show = Buttons((Button("Open it", act("show", win)),))
        said = Message(f"{win.name} was read by a leader", (line(words), show))
        work.tell(writer, f"{win.key}:read", said)


def _mine(work: Work, win: Win) -> None:
    own(work, win, "draft", REVIEW)


@feature.act(WIN, "without", before=_mine)
def without(work: Work, win: Win, given: Given) -> Reply:
    """The offered words, for its writer to look at."""
    story = told_of(work, win)
    if story is None or len(story.without.split()) < 4:
        raise Refused(f"{win.name} was changed meanwhile. Type {say(f'win {win.name}')} to see it.")
    back(work, win)
    win.text = story.without
    return card.preview(work, win)


def back(work: Work, win: Win) -> None:
    """A draft again: no leader is asked any more."""
    if win.state == REVIEW:
        settle(work, win, "its writer changed it")
        win.state = "draft"
    win.approved_by = None
