"""Asking what a word means, explaining one, and the words that nobody has explained yet."""

from rapidfuzz import process

from bot.core.rights import may
from bot.core.router import Feature, Help
from bot.core.work import Work
from bot.features.concerns.offering import offer
from bot.features.glossary.lookup import Meaning, asked, book, key, own
from bot.features.speech import who_id
from bot.features.taskforce.lookup import linked
from bot.words.cards import (
    Block,
    Bold,
    Button,
    Buttons,
    Form,
    Message,
    Note,
    Reply,
    line,
    with_errors,
)
from bot.words.events import Action, Command, Press, Submit
from bot.words.fields import TextField
from bot.words.refusal import Refused
from bot.words.spelling import say
from storage.nouns import glossary

feature = Feature(
    "glossary",
    (
        Help("what eMAR", "what a word means; add here to show it in the room", more=True),
        Help("terms", "all words, and those nobody has explained yet", more=True),
    ),
)
LIKE, FEW, MANY, LONGEST = 80, 3, 20, 3
EXAMPLE = "term Huddle board = the screen by the station with today's changes"
EMPTY = "Say what it means, in a sentence that the other side understands."


@feature.command("what", "define", right="raise")
def look_up(event: Command, work: Work) -> Reply:
    """Answered to the asker alone; with `here` it is shown in the room and those linked to it."""
    word, here = asked(event.rest)
    if not word:
        raise Refused(f"Say which word, as: {say('what eMAR')}. Add here to show it to everybody.")
    meant = meaning(work, word)
    if meant is None and len(word.split()) > LONGEST:
        # A sentence that begins like a question about a word may be a concern.
        return offer(work, event, f"{event.verb} {event.rest}")
    if meant is None:
        # What was meant, perhaps; and the word is kept for somebody to explain.
        if work.checked.get("text") is None or work.checked["text"].clean:
            glossary.missed(work.db, key(word), work.now)
        known = [*book(), *(term.key for term in glossary.every(work.db))]
        near = process.extract(key(word), known, limit=FEW, score_cutoff=LIKE)
        hint = f"Did you mean {' or '.join(name for name, _, _ in near)}?" if near else ""
        blocks: list[Block] = [line(hint)] if hint else []
        blocks.append(line("Nobody has explained it yet. If you know it:"))
        explain = Button("Explain it", Action("term.explain", (key(word),)))
        return Message(f"I don't know “{word[:60]}”", (*blocks, Buttons((explain,))))
    shown = card(work, word, meant)
    if here and not event.channel.dm:
        slot = f"term:{key(word)}:{int(work.now.timestamp())}"
        work.show(slot, shown, *linked(work, event.channel))
        return None
    return shown


def meaning(work: Work, word: str) -> Meaning | None:
    """This hospital's own meaning first, then the one that Corridor brings along."""
    term = glossary.get(work.db, key(word))
    return Meaning(term.name, term.clinical, term.it) if term else book().get(key(word))


def card(work: Work, word: str, meant: Meaning) -> Message:
    if meant.shared:
        blocks: list[Block] = [line(meant.clinical or meant.it)]
    else:
        sides = (("Clinical", meant.clinical), ("IT", meant.it))
        blocks = [line(Bold(side), f": {text}") for side, text in sides]
    if term := glossary.get(work.db, key(word)):
        blocks.append(Note((f"Explained by {who_id(work, term.owner_id)}.",)))
    return Message(meant.name, tuple(blocks))


@feature.command("term", right="raise")
def explain(event: Command, work: Work) -> Reply:
    """`term WORD = what it means`; alone, or with a word alone, the form."""
    word, equals, text = event.rest.partition("=")
    if not equals:
        return form(word.strip())
    if not word.strip() or not text.strip():
        raise Refused(f"Say the word, then what it means: {say(EXAMPLE)}")
    return _kept(work, word.strip(), text.strip(), text.strip())


def form(word: str) -> Form:
    hint = "Only if IT means something else by it."
    return Form(
        "Explain a word",
        Action("term.save"),
        (
            TextField("word", "The word", word, limit=80),
            TextField("clinical", "What it means", multiline=True, limit=400),
            TextField("it", "What IT means by it", required=False, limit=400, hint=hint),
        ),
        "Save",
    )


@feature.press("term.explain", right="raise", opens=True)
def ask(event: Press, work: Work) -> Reply:
    return form(event.action.args[0] if event.action.args else "")


@feature.submit("term.save", right="raise", form=lambda _, work: form(""))
def save(event: Submit, work: Work) -> Reply:
    values = {name: value.strip() for name, value in event.values.items()}
    errors = {name: EMPTY for name in ("word", "clinical") if not values.get(name)}
    if errors:
        return with_errors(form(""), values, errors)
    return _kept(work, values["word"], values["clinical"], values.get("it") or values["clinical"])


def _kept(work: Work, word: str, clinical: str, it: str) -> Message:
    """The owner may change it, and administrators; others are told whom to ask."""
    known = glossary.get(work.db, key(word))
    if known is not None and known.owner_id != work.me.id and not may(work.me, "admin"):
        owner = who_id(work, known.owner_id)
        raise Refused(f"{owner} explained “{known.name}”: ask them to change it.")
    sides, me = (clinical[:400], it[:400]), work.me.id
    term = glossary.put(work.db, key(word), name=word[:80], sides=sides, owner=me, at=work.now)
    return card(work, word, Meaning(term.name, term.clinical, term.it))


@feature.command("terms", right="raise", alone=True)
def listed(event: Command, work: Work) -> Reply:
    ours = glossary.every(work.db)
    names = {*(term.name for term in ours), *(meaning.name for meaning in own())}
    unexplained = glossary.missing(work.db, MANY)
    blocks: list[Block] = [line(", ".join(sorted(names, key=str.casefold)))]
    if unexplained:
        blocks.append(line(Bold("Nobody has explained yet"), f": {', '.join(unexplained)}"))
    return Message(
        f"{len(names)} words", (*blocks, Note((f"For what one means: {say('what eMAR')}.",)))
    )
