"""What a sealed reporter, a custodian and colleagues can do about a concern without a name: write
back, open the seal with a reason, call it abuse."""

from bot.core import audit
from bot.core.router import Feature, Help
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features.concerns import card, confidential, forms, lookup, modes
from bot.features.concerns.answers import Written, record
from bot.features.concerns.confidential import MOST_FLAGS
from bot.features.concerns.states import note_down
from bot.features.nouns import CONCERN
from bot.features.speech import who
from bot.rules.closing_notes import plain_note
from bot.words.cards import Form, Message, Quote, Reply, line
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import TextField
from bot.words.refusal import Refused
from storage.nouns.concerns import UNNAMED, Concern
from storage.trust import sealed_reporters

feature = Feature(
    "inside",
    (
        Help("unseal C-101 the reason", "who raised it in confidence; they are told", more=True),
        Help("flag C-101", "something without a name is abuse", more=True),
    ),
    nameless=True,
)
WHY = "Opening a name needs a reason of at least five plain words. The reporter will read it."
LOST = "The key to its name was lost, and whoever runs Corridor gave it up. Nobody can open it."
SHREDDED = "Its name was destroyed some time after it ended, as was promised. Nobody can open it."


@feature.press("inside.write", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return _form(_theirs(work, event.action)[0])


def _form(concern: Concern) -> Form:
    text = TextField("text", "Your words", multiline=True, hint=forms.NO_PATIENTS)
    return Form(f"Add to {concern.name}", Action("inside.say", (str(concern.number),)), (text,))


@feature.submit(
    "inside.say", right="raise", form=lambda args, work: _form(CONCERN.find(work, args[0]))
)
def say(event: Submit, work: Work) -> Reply:
    concern, masked = _theirs(work, event.action)
    text = event.values.get("text", "").strip()
    if not text:
        raise Refused("There was nothing in it, so nothing was sent.")
    record(masked, concern, Written("answer", text, work.now))
    return card.told(f"Passed on to {concern.name}", line("Your name stays sealed."))


def _theirs(work: Work, action: Action) -> tuple[Concern, Work]:
    concern = CONCERN.find(work, action.args[0] if action.args else "")
    top = concern if concern.parent is None else CONCERN.find(work, concern.parent)
    masked = lookup.own(work, top)
    if masked.me.id != UNNAMED:
        raise Refused(f"Only the person who raised {concern.name} in confidence can do that.")
    if sealed_reporters.flags(work.db, concern) >= MOST_FLAGS:
        raise Refused(
            "Three colleagues have called this abuse, so nothing can be added to it without a name."
            " Nobody was told yours."
        )
    return top, masked


@feature.command("unseal", right="unseal")
def unseal(event: Command, work: Work) -> Reply:
    """A custodian, with a reason, in private: written down, and the reporter is told (R15a)."""
    example = "unseal C-101 the reason, in plain words"
    number, reason = CONCERN.split(event.rest, example)
    concern = CONCERN.find(work, number)
    if not event.channel.dm:
        raise Refused("Ask me that in a direct message: nobody else may read the answer.")
    if concern.mode == modes.ANONYMOUS:
        raise Refused(f"{concern.name} is anonymous: nobody's name is kept, so none can be opened.")
    if concern.mode == modes.NAMED:
        raise Refused(f"{concern.name} was raised with a name; its card shows it.")
    if plain_note(reason):
        raise Refused(WHY)
    person = confidential.reporter(work, concern)
    if person is None:
        raise Refused(LOST if sealed_reporters.lost(work.db, concern.number) else SHREDDED)
    audit.note(work, "seal.opened", concern.name)
    note_down(work, concern, f"A custodian opened who raised it: {reason}")
    by = line(f"{who(work.me)}, a custodian, opened your name behind it. The reason:")
    opened = Message(f"Your name behind {concern.name} was opened", (by, Quote(reason)))
    confidential.tell(work, concern, f"{concern.key}:unsealed:{concern.entries}", opened)
    alone = line("This is for you alone. It was written down, and they are told why.")
    return card.told(f"{concern.name} was raised by {who(person)}", alone)


@feature.command("flag", right="raise")
def flag(event: Command, work: Work) -> Reply:
    """Three people, each under their own name, and its reporter can add nothing more."""
    concern, more = _unnamed(event, work, "flag C-101")
    return leaving_out(_flagged(work, concern), more)


def _flagged(work: Work, concern: Concern) -> Reply:
    if lookup.own(work, concern).me.id == UNNAMED:
        raise Refused("It is yours. To take it back while it is new: withdraw.")
    before = sealed_reporters.flags(work.db, concern)
    count = sealed_reporters.flag(work.db, concern, work.me.id, work.now)
    if count == before:
        return card.told(f"You have called {concern.name} abuse already")
    note_down(work, concern, f"Called abuse, {count} of {MOST_FLAGS}")
    audit.note(work, "concern.flagged", concern.name, f"{count} of {MOST_FLAGS}")
    follows = f"{count} of {MOST_FLAGS}, under your name. It goes on as it is until then."
    if count >= MOST_FLAGS:
        follows = (
            "Its reporter can add nothing more. Nobody learns who they are; its card stays open."
        )
    return card.told(f"{concern.name} is flagged", line(follows))


@feature.command("unflag", right="unseal")
def unflag(event: Command, work: Work) -> Reply:
    concern, more = _unnamed(event, work, "unflag C-101")
    sealed_reporters.unflag(work.db, concern)
    note_down(work, concern, "The flags were lifted")
    audit.note(work, "concern.unflagged", concern.name)
    return leaving_out(card.told(f"The flags of {concern.name} are lifted"), more)


def _unnamed(event: Command, work: Work, example: str) -> tuple[Concern, str]:
    """The concern, and what else was typed."""
    number, more = CONCERN.split(event.rest, example)
    concern = CONCERN.find(work, number)
    if concern.mode == modes.NAMED:
        raise Refused(f"{concern.name} has a name on it: talk to its reporter, or to a leader.")
    return concern, more
