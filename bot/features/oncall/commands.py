"""`oncall`: shows the rota, and changes it, by words and by form."""

from datetime import datetime

from bot.core.acts import Wrong
from bot.core.rights import require
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features import naming, picking
from bot.features.oncall import change, show, words
from bot.features.oncall.change import Where
from bot.features.oncall.words import Asked
from bot.rules.parse_turn import HOW, LONGEST, TOO_LONG, Turn
from bot.rules.rota import EVERYTHING, RUNGS
from bot.words.cards import Form, Message, Reply, with_errors
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import ChoiceField, DateTimeField, Option, PeopleField, TextField
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns.people import Person

feature = Feature(
    "oncall",
    (
        Help("oncall", "who is on call now, and who is next", more=True),
        Help("oncall Sam tonight", "put somebody on call; oncall swap Kim Thu", "it", more=True),
    ),
    lasts=True,
)
SWAP = f"Say with whom and when, like this: {say('oncall swap Kim Thu')}"
WHO = "Say who: a name, or several with and between them."
NO_END = f"Say until when. {HOW}"
MOST = 5


@feature.command("oncall", "on-call")
def by_words(event: Command, work: Work) -> Reply:
    """Who is on; when somebody is; or puts somebody on."""
    first, _, rest = event.rest.strip().partition(" ")
    if first.casefold() == "swap":
        return _swap(work, rest)
    asked = words.read(work, event.rest)
    if not asked.who:
        return show.answer(work, asked)
    people = _people(work, asked.who)
    if asked.turn is None:
        return _turns(work, asked, people)
    require(work.me, "oncall")
    return change.put_on(work, people, _where(asked, asked.turn))


def _turns(work: Work, asked: Asked, people: list[Person]) -> Message:
    """When somebody is on call, where no time was said."""
    if len(people) > 1 or asked.scope != EVERYTHING or asked.rung:
        raise Refused(f"Say when. {HOW}")
    return show.of_person(work, people[0])


def _where(asked: Asked, turn: Turn) -> Where:
    return Where(asked.rung or "oncall", asked.scope, turn.starts, turn.ends)


def _people(work: Work, text: str) -> list[Person]:
    """ "Sam", "Sam and Kim", "me"."""
    found: list[Person] = []
    for name in naming.parts(work, text):
        mine = name.casefold() in {"me", "myself"}
        found.append(work.me if mine else words.person(work, name))
    if not 0 < len(found) <= MOST:
        raise Refused(WHO)
    return list({person.id: person for person in found}.values())


def _swap(work: Work, text: str) -> Reply:
    """`oncall swap Kim Thu` with oneself, `oncall swap Kim and Sam Thu` between two others."""
    require(work.me, "oncall")
    asked = words.read(work, text)
    if not asked.who or asked.turn is None:
        raise Refused(f"{SWAP}. I can't read “{text[:60]}”." if text else SWAP)
    if asked.scope != EVERYTHING or asked.rung:
        raise Refused(f"A swap is of all that two people are on call for. {SWAP}")
    one, *others = _people(work, asked.who.replace(" with ", " and "))
    other = others[0] if others else work.me
    if len(others) > 1 or one.id == other.id:
        raise Refused(f"A swap is between two people. {SWAP}")
    return change.swap(work, one, other, asked.turn)


@feature.press("oncall.show", opens=True)
def shown(event: Press, work: Work) -> Reply:
    return show.answer(work, Asked())


@feature.press("oncall.change", right="oncall", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form((), work)


def form(args: tuple[str, ...], work: Work) -> Form:
    rungs = tuple(Option(rung, label) for rung, label in RUNGS.items())
    hint = "A system or a unit; empty: for everything."
    fields = (
        PeopleField("who", "Who", words=picking.BY_NAME, limit=120),
        DateTimeField(
            "starts", "From", required=False, hint=f"Nothing: now. {picking.clock(work)}"
        ),
        DateTimeField("ends", "Until", required=False),
        TextField("when", "Or in words", required=False, limit=60, hint=HOW),
        ChoiceField("rung", "As", rungs, "oncall"),
        TextField("place", "Only for", required=False, limit=60, hint=hint),
    )
    return Form("Who is on call", Action("oncall.save"), fields, "Save")


@feature.submit("oncall.save", right="oncall", form=form)
def save(event: Submit, work: Work) -> Reply:
    values = {name: text.strip() for name, text in event.values.items()}
    try:
        people, where = _filled_in(work, values)
    except Wrong as wrong:
        return with_errors(form((), work), values, wrong.fields)
    return change.put_on(work, people, where)


def _filled_in(work: Work, values: dict[str, str]) -> tuple[list[Person], Where]:
    """What the form says; `Wrong` with a sentence for each field that can't be taken."""
    errors: dict[str, str] = {}
    people: list[Person] = []
    scope, rung = EVERYTHING, values.get("rung", "")
    try:
        people = _people(work, values.get("who", ""))
    except Refused as refused:
        errors["who"] = str(refused)
    turn = _when(work, values, errors)
    try:
        scope = words.place(work, values["place"]) if values.get("place") else EVERYTHING
    except Refused as refused:
        errors["place"] = str(refused)
    if errors or turn is None:
        raise Wrong(**errors)
    return people, Where(rung if rung in RUNGS else "oncall", scope, turn.starts, turn.ends)


def _when(work: Work, values: dict[str, str], errors: dict[str, str]) -> Turn | None:
    """From when to when, as picked or in words, which count first; None with what is wrong."""
    text = values.get("when", "")
    if not text and values.get("ends"):
        return _between(work, values, errors)
    try:
        turn = words.time(work, text)
    except Refused as refused:
        errors["when"] = str(refused)
        return None
    if turn is None:
        where = "when" if text or not values.get("starts") else "ends"
        errors[where] = words.NO_TIME.format(text=text[:60]) if text else NO_END
    return turn


def _between(work: Work, values: dict[str, str], errors: dict[str, str]) -> Turn | None:
    found: dict[str, datetime] = {}
    for name in ("starts", "ends"):
        try:
            at = picking.moment(values.get(name, ""), work.zone(work.me))
        except ValueError as error:
            errors[name] = str(error)
            continue
        if at is None and values.get(name):
            errors[name] = "Choose a day and a time."
        elif at is not None:
            found[name] = at
    if errors.keys() & {"starts", "ends"}:
        return None
    turn = Turn(found.get("starts", work.now), found["ends"])
    if turn.ends <= max(turn.starts, work.now):
        errors["ends"] = "That is over before it begins. Choose a later time."
    elif turn.ends - turn.starts > LONGEST:
        errors["ends"] = TOO_LONG
    return turn


@feature.press("oncall.undo", right="oncall")
def undo(event: Press, work: Work) -> Reply:
    number = event.action.args[0]
    return change.take_back(work, int(number) if number.isdecimal() else 0)
