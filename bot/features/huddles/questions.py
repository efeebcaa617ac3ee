"""A huddle's own wording of its questions; an empty one is not asked."""

from bot.core.router import Feature
from bot.core.work import Work
from bot.features.huddles import lookup, overview
from bot.features.huddles.wording import IT, KINDS, question
from bot.words.cards import Form, Note, Reply, TextField
from bot.words.events import Action, Press, Submit
from bot.words.refusal import Refused
from storage.nouns.huddles import Huddle

feature = Feature("huddle questions")
ASKED = {"clinical": "The ward", IT: "IT", "": "Both"}
LIMIT = 120


@feature.press("huddle.questions", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(overview.mine(work, lookup.first(event)))


def form(huddle: Huddle) -> Form:
    fields = tuple(
        TextField(
            key,
            f"{ASKED[kind.side]}: {kind.button.lower()}",
            question(huddle, key),
            required=False,
            limit=LIMIT,
            hint=kind.question,
        )
        for key, kind in KINDS.items()
    )
    intro = (Note(("An empty question is not asked. The way round is for a go-live.",)),)
    return Form("Questions", Action("huddle.ask", (str(huddle.number),)), fields, "Save", intro)


@feature.submit(
    "huddle.ask", right="raise", form=lambda args, work: form(overview.mine(work, args[0]))
)
def save(event: Submit, work: Work) -> Reply:
    huddle = overview.mine(work, lookup.first(event))
    given = {key: event.values.get(key, "").strip()[:LIMIT] for key in KINDS}
    if not any(given.values()):
        raise Refused("A huddle asks at least one thing. Nothing was changed.")
    huddle.questions = given
    return overview.card(work, huddle)
