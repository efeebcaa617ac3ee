"""The examples of polls: cards open and closed, by kind, and the forms that people fill in."""

from bot.words.cards import Form, Message, Reply
from bot.words.fields import ManyField
from tests.features.polling import ANALYSTS, NURSES, crowd, spread, taps, votes
from tests.harness import TRIAGE, Bot, form, message

QUESTIONS = {
    "ranked": "poll What do we build first? | Readmissions | Follow-up | Experience --ranked",
    "panel": "poll Which matter? | Falls | Waits --panel --anonymous",
    "sus": "poll The new eMAR --sus",
}


def examples(bot: Bot) -> dict[str, Message | Form]:
    crowd(bot)
    return _readiness(bot) | _kinds(bot) | _table(bot) | _whole(bot) | _previewed(bot)


def _readiness(bot: Bot) -> dict[str, Message | Form]:
    ask = "poll Is your area ready? | Yes | Partly | No --closes in 4 hours --in all"
    shown: dict[str, Message | Form] = {"poll-form": form(bot.says("ben", "poll"))}
    shown["poll-asked"] = message(bot.says("jo", ask))
    shown["poll-voted"] = message(bot.presses("ana", "poll.vote", "101", "2"))
    taps(bot, spread(NURSES, 4, 5, 3) | spread(ANALYSTS, 5, 1))
    shown["poll-open"] = _card(bot, 101)
    shown["poll-more"] = message(bot.presses("jo", "poll.more", "101"))
    bot.says("ana", "unvote P-101")
    shown["poll-ended"] = message(bot.says("jo", "close P-101"))
    shown["poll-outcome"] = form(bot.presses("jo", "poll.outcome", "101"))
    bot.says("jo", "outcome P-101 We start with two helpers a floor, review 20 Mar")
    shown["poll-closed"] = _card(bot, 101)
    return shown


def _kinds(bot: Bot) -> dict[str, Message | Form]:
    """The ballot and the card of kinds that are more than a tap, and one with a group too small."""
    for line in QUESTIONS.values():
        bot.says("jo", f"{line} --in all")
    shown: dict[str, Message | Form] = {}
    for number, kind in enumerate(QUESTIONS, start=102):
        shown[f"poll-{kind}-ballot"] = form(bot.presses("ana", "poll.ballot", str(number)))
    for n, who in enumerate((*NURSES[:5], *ANALYSTS[:4])):
        order = ("1 > 2 > 3", "2 > 3 > 1", "3 > 1 > 2")[n * 3 // 8 if n < 8 else 0]
        votes(bot, who, order, 102)
        votes(bot, who, f"{7 + n % 3} {9 if n < 5 else 2}", 103)
        votes(bot, who, "5 4 2 1 2 3 2 4 5 2", 104)
    shown["poll-anonymous"] = _card(bot, 103)
    for number, kind in enumerate(QUESTIONS, start=102):
        bot.says("jo", f"close P-{number}")
        shown[f"poll-{kind}"] = _card(bot, number)
    return shown


def _table(bot: Bot) -> dict[str, Message | Form]:
    rows = "A 4 3 2 4 | B 3 4 3 3 | C 4 3 3 3"
    told: Reply = bot.says(
        "jo", f"weigh Which tool? | Fit .35, Ease .25, Cost .2, Help .2 | {rows} --in all"
    )
    return {"poll-tie": message(told), "poll-tie-form": form(bot.presses("jo", "poll.tie", "105"))}


def _previewed(bot: Bot) -> dict[str, Message | Form]:
    """What a poll will be, as its asker sees it, in a room and in a direct message."""
    bot.previews = True
    ask = "poll Ready for Saturday? | Yes | Partly | No --anonymous --for clinical --in all"
    shown = bot.says("jo", ask)
    rooms = bot.says("ben", "poll Pizza tonight?")
    words = bot.says("jo", "poll What stops you from trusting the scanner? --in all")
    bot.previews = False
    previews = {"poll-preview": message(shown), "poll-preview-rooms": message(rooms)}
    return previews | {"poll-preview-words": message(words)} | _words(bot)


def _words(bot: Bot) -> dict[str, Message | Form]:
    """An open question, its form, and the list of its answers."""
    bot.says("jo", "poll What stops you from trusting the scanner? --in all")
    shown: dict[str, Message | Form] = {"poll-words-open": _card(bot, 108)}
    shown["poll-words-ballot"] = form(bot.presses("ana", "poll.ballot", "108"))
    said_ = (
        "The dock is loose",
        "It beeps at night",
        "I was never shown",
        "It logs out",
        "Nothing",
    )
    for who, words in zip((*NURSES[:4], "kim"), said_, strict=True):
        votes(bot, who, words, 108)
    bot.says("jo", "close P-108")
    shown["poll-words"] = _card(bot, 108)
    shown["poll-themes-form"] = asked = form(bot.says("jo", "themes P-108"))
    (ticked,) = (f for f in asked.fields if isinstance(f, ManyField))
    docked = [o.value for o in ticked.options if "dock" in o.label or "beeps" in o.label]
    bot.fills("jo", asked, name="Hardware", answers=",".join(docked))
    return shown | {"poll-themes": _card(bot, 108)} | _by_unit(bot)


def _by_unit(bot: Bot) -> dict[str, Message | Form]:
    """Figures by unit, which were asked for."""
    bot.says("jo", "poll Which scanner? | A | B | C --by unit --anonymous --in all")
    shown: dict[str, Message | Form] = {"poll-by-unit-open": _card(bot, 109)}
    taps(bot, spread(NURSES[:9], 4, 3, 2) | spread(ANALYSTS, 1, 4, 1), 109)
    bot.says("jo", "close P-109")
    return shown | {"poll-by-unit": _card(bot, 109)}


def _whole(bot: Bot) -> dict[str, Message | Form]:
    """A small side, which hides the sides alone, and a tie."""
    shown: dict[str, Message | Form] = {}
    for number, it in ((106, (0, 3)), (107, (1, 2))):
        bot.says("jo", "poll Which scanner? | A | B | C --in all")
        taps(bot, spread(NURSES[:6], 3, 2, 1) | spread(ANALYSTS[:3], *it), number)
        ended = message(bot.says("jo", f"close P-{number}"))
        shown["poll-small-side" if number == 106 else "poll-tied"] = ended
    return shown


def _card(bot: Bot, number: int) -> Message:
    """The card as it stands in IT's room."""
    return next(p.message for p in bot.posts(TRIAGE) if p.key == f"poll:{number}")
