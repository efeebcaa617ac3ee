"""Legal holds: an administrator says what may not be deleted, and why, and lifts it again."""

import re

from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.unused_words import leaving_out
from bot.core.work import Work
from bot.features import admins
from bot.features.lists import listing
from bot.features.nouns import NUMBERED
from bot.features.speech import when
from bot.words.cards import Bold, Button, Message, Reply, Row, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import people
from storage.nouns.concerns import Concern
from storage.trust import legal_holds
from storage.trust.legal_holds import Hold

feature = Feature(
    "holds",
    (Help("legalhold C-101 why", "nothing of it is deleted; legalhold lists", "admin", more=True),),
)
HELD = {noun.word: noun for noun in NUMBERED if noun.held}
SAY = (
    f"Say it like this: {say('legalhold C-101 claim of 3 March')}. Lift it with:"
    f" {say('legalhold lift C-101')}."
)
EMPTY = f"Nothing is under legal hold. Say: {say('legalhold C-101 why')}"
MOST = 40


@feature.command("legalhold")
def by_words(event: Command, work: Work) -> Reply:
    """`legalhold` lists them; `legalhold C-101 why` sets one, `legalhold lift C-101` lifts it."""
    admins.only(work)
    words = event.rest.strip()
    if not words:
        return listed(work)
    lifts = re.match(r"lift\s+", words, re.IGNORECASE)
    named = words[lifts.end() :] if lifts else words
    for noun in HELD.values():
        if begins := noun.begins(named):
            number, why = int(begins[0]), begins[1]
            if not lifts:
                return _hold(work, noun.word, number, why)
            return leaving_out(_lift(work, noun.word, number), why)
    raise Refused(SAY)


@feature.press("hold.lift", right="admin")
def lift(event: Press, work: Work) -> Reply:
    noun, number = (*event.action.args, "", "")[:2]
    return _lift(work, noun, int(number) if is_number(number) else 0)


def _hold(work: Work, noun: str, number: int, why: str) -> Reply:
    name = HELD[noun].label(number)
    thing = HELD[noun].get(work.db, number)
    expired = isinstance(thing, Concern) and thing.expired_at is not None
    if thing is None or expired:
        raise Refused(f"There is no {name}, or it was deleted already. Nothing was changed.")
    if not why:
        raise Refused(f"Give the reason too: legalhold {name} claim of 3 March.")
    legal_holds.put(work.db, noun, number, why=why, author=work.me.id, at=work.now)
    note(work, "hold.set", name)
    until = line(f"Nothing of {name} is deleted until the hold is lifted: legalhold lift {name}")
    return Message(f"{name} is under legal hold", (until,))


def _lift(work: Work, noun: str, number: int) -> Reply:
    hold = legal_holds.get(work.db, noun, number)
    if hold is None:
        raise Refused(f"That is not under legal hold. Type {say('legalhold')} to see what is.")
    legal_holds.lift(work.db, hold)
    note(work, "hold.lifted", _name(hold))
    kept = line("It is kept as long as everything else, from now on.")
    return Message(f"The hold on {_name(hold)} is lifted", (kept,))


def listed(work: Work) -> Message:
    holds = legal_holds.every(work.db)
    rows = []
    for hold in holds[:MOST]:
        by = people.get(work.db, hold.author_id)
        said = f": {hold.why}, by {by.name if by else 'someone'}, since "
        sure = f"Lift the hold on {_name(hold)}? It may be deleted for its age then."
        action = Action("hold.lift", (hold.noun, str(hold.number)))
        lift_it = Button("Lift", action, "danger", sure)
        rows.append(Row((Bold(_name(hold)), said, when(work, hold.at)), lift_it))
    left_out = f"And {len(holds) - MOST} more." if len(holds) > MOST else ""
    return listing("Legal holds", rows, empty=EMPTY, left_out=left_out)


def _name(hold: Hold) -> str:
    return HELD[hold.noun].label(hold.number)


def held(work: Work, noun: str, number: int) -> bool:
    return legal_holds.get(work.db, noun, number) is not None


def refuse(work: Work, noun: str, number: int) -> None:
    """Raise `Refused` where something may not be deleted now, by whomever."""
    if held(work, noun, number):
        raise Refused(
            f"{HELD[noun].label(number)} has to be kept as it is for now, so nothing was changed."
            f" {admins.names(work)} can say more."
        )
