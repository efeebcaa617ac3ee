"""The forms of wins: what is asked, with what is known filled in."""

from collections.abc import Mapping

from bot.core.work import Work
from bot.features import picking
from bot.features.picking import BY_NAME
from bot.features.wins.wording import everybody, team_of
from bot.words.cards import Form, Note
from bot.words.events import Action
from bot.words.fields import ChoiceField, Option, PeopleField, TextField
from storage.nouns.wins import Win

NO_PATIENTS = "No patients, not even without their names: that needs their approval."
REASONS: Mapping[str, str] = {
    "patient": "It tells of a patient",
    "consent": "Someone did not want to be named",
    "wrong": "It is not what happened",
    "other": "Something else",
}


def win_form(values: Mapping[str, str], about: tuple[str, ...] = ("", "", "")) -> Form:
    """Whom it is for and what changed. `about` is what it is kept under: the number of a draft,
    of a concern, and the key of a milestone, each empty for none."""

    def known(name: str) -> str:
        return values.get(name, "")

    either = "Only if no colleague of that side is named above."
    return Form(
        "Say that something went well",
        Action("win.save", about),
        (
            PeopleField(
                "who",
                "Who is it for?",
                known("who"),
                words=BY_NAME,
                required=False,
                limit=300,
                hint="Names with commas: Ana Ruiz, Raj Patel. Each is asked first.",
            ),
            TextField(
                "text", "What changed?", known("text"), multiline=True, limit=1000, hint=NO_PATIENTS
            ),
            TextField(
                "clinical",
                "A unit or team of the clinical side",
                known("clinical"),
                required=False,
                limit=80,
                hint=either,
            ),
            TextField(
                "it", "A team of IT's side", known("it"), required=False, limit=80, hint=either
            ),
            TextField(
                "goal",
                "Which shared goal does it serve?",
                known("goal"),
                required=False,
                limit=60,
                hint="A word or two, such as safer meds. May stay empty.",
            ),
        ),
        "See it first",
    )


def filled(work: Work, win: Win) -> Form:
    """The form of a draft, as its author left it."""
    teams = {
        side: ", ".join(name for name, of in win.teams if of == side) for side in ("clinical", "it")
    }
    who = picking.people(work, (person for _, person in everybody(work, win)))
    about = (str(win.number), str(win.concern or ""), "")
    return win_form({"who": who, "text": win.text, "goal": win.goal, **teams}, about)


def team_form(work: Work, win: Win) -> Form:
    """What somebody's team is called, in their own words."""
    team = TextField(
        "team",
        "What should it say?",
        team_of(work, work.me),
        limit=80,
        hint="Such as the interface team. Your name is not shown.",
    )
    return Form("Your team, without your name", Action("win.team", (str(win.number),)), (team,))


def flag_form(win: Win) -> Form:
    reasons = tuple(Option(key, words) for key, words in REASONS.items())
    return Form(
        f"What is wrong with {win.name}?",
        Action("win.flag", (str(win.number),)),
        (
            ChoiceField("why", "What is wrong?", reasons, "wrong"),
            TextField("words", "In your words", required=False, multiline=True, limit=500),
        ),
        "Tell them",
        (Note(("Its writer and an administrator are told, and that it was you who saw it.",)),),
    )
