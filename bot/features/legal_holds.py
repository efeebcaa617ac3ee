"""Legal holds: an administrator says what may not be deleted, and why, and lifts it again."""

import re

from bot.core.audit import note
from bot.core.router import Feature, Help
from bot.core.typed_text import is_number
from bot.core.work import Work
from bot.features import admins
from bot.features.speech import when
from bot.words.cards import Block, Bold, Button, Message, Reply, Row, line
from bot.words.events import Action, Command, Press
from bot.words.refusal import Refused
from storage.nouns import concerns, huddles, people, polls, wins
from storage.trust import legal_holds
from storage.trust.legal_holds import Hold

feature = Feature(
    "holds",
    (Help("legalhold C-101 why", "nothing of it is deleted; legalhold lists", "admin", more=True),),
)
NOUNS = {"C": "concern", "P": "poll", "H": "huddle", "W": "win"}
LETTERS = {noun: letter for letter, noun in NOUNS.items()}
NAMED = re.compile(r"^(lift\s+)?([CPHW])-?(\d{1,9})\b[:,]?\s*", re.IGNORECASE)
SAY = "Say it like this: legalhold C-101 claim of 3 March. Lift it with: legalhold lift C-101."
EMPTY = "Nothing is under legal hold. Say: legalhold C-101 why"
MOST = 40


@feature.command("legalhold")
def hold(event: Command, work: Work) -> Reply:
    admins.only(work)
    words = event.rest.strip()
    if not words:
        return listed(work)
    found = NAMED.match(words)
    if found is None:
        raise Refused(SAY)
    lift, letter, number = found[1], found[2].upper(), int(found[3])
    if lift:
        return _lifted(work, NOUNS[letter], number)
    return _set(work, NOUNS[letter], number, words[found.end() :].strip())


@feature.press("hold.lift", right="admin")
def lift(event: Press, work: Work) -> Reply:
    noun, number = (*event.action.args, "", "")[:2]
    return _lifted(work, noun, int(number) if is_number(number) else 0)


def _set(work: Work, noun: str, number: int, why: str) -> Reply:
    name = f"{LETTERS[noun]}-{number}"
    if not _there(work, noun, number):
        raise Refused(f"There is no {name}, or it was deleted already. Nothing was changed.")
    if not why:
        raise Refused(f"Give the reason too: legalhold {name} claim of 3 March.")
    legal_holds.put(work.db, noun, number, why=why, author=work.me.id, at=work.now)
    note(work, "hold.set", name)
    said = line(f"Nothing of {name} is deleted until the hold is lifted: legalhold lift {name}")
    return Message(f"{name} is under legal hold", (said,))


def _there(work: Work, noun: str, number: int) -> bool:
    """Whether there is something to keep."""
    if noun == "concern":
        found = concerns.get(work.db, number)
        return found is not None and found.expired_at is None
    look = {"poll": polls.get, "huddle": huddles.get, "win": wins.get}[noun]
    return look(work.db, number) is not None


def _lifted(work: Work, noun: str, number: int) -> Reply:
    held = legal_holds.get(work.db, noun, number)
    if held is None:
        raise Refused("That is not under legal hold. Type legalhold to see what is.")
    legal_holds.lift(work.db, held)
    note(work, "hold.lifted", _name(held))
    said = line("It is kept as long as everything else, from now on.")
    return Message(f"The hold on {_name(held)} is lifted", (said,))


def listed(work: Work) -> Message:
    found = legal_holds.every(work.db)
    rows: list[Block] = [_row(work, held) for held in found[:MOST]]
    if len(found) > MOST:
        rows.append(line(f"And {len(found) - MOST} more."))
    return Message("Legal holds", tuple(rows) or (line(EMPTY),))


def _row(work: Work, held: Hold) -> Row:
    by = people.get(work.db, held.author_id)
    sure = f"Lift the hold on {_name(held)}? It may be deleted for its age then."
    act = Action("hold.lift", (held.noun, str(held.number)))
    said = (Bold(_name(held)), f": {held.why}, by {by.name if by else 'someone'}, since ")
    return Row((*said, when(work, held.at)), Button("Lift", act, "danger", sure))


def _name(held: Hold) -> str:
    return f"{LETTERS[held.noun]}-{held.number}"


def held(work: Work, noun: str, number: int) -> bool:
    return legal_holds.get(work.db, noun, number) is not None


def refuse(work: Work, noun: str, number: int) -> None:
    """Raise `Refused` where something may not be deleted now, by whomever."""
    if held(work, noun, number):
        raise Refused(
            f"{LETTERS[noun]}-{number} has to be kept as it is for now, so nothing was changed."
            f" {admins.names(work)} can say more."
        )
