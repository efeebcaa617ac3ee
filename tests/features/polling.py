"""What dialogs about polls share: many people, and votes by the dozen."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.settings import PersonSetting
from bot.words.events import Channel
from storage.nouns import ballots, people
from tests.harness import TRIAGE, WARDS, Bot, said, staff

WEST = WARDS["5W"]
TRIAGE_AND_WARDS = (TRIAGE, *WARDS.values())
NURSES = tuple(f"nurse{n}" for n in range(1, 13))
ANALYSTS = tuple(f"analyst{n}" for n in range(1, 7))


def crowd(bot: Bot, nurses: Sequence[str] = NURSES, analysts: Sequence[str] = ANALYSTS) -> None:
    """More people than the cast: nurses on Teams, analysts on Slack."""
    wanted = [staff(name.title(), "clinical", "teams", unit="5W") for name in nurses]
    wanted += [staff(name.title(), "it", "slack") for name in analysts]
    join(bot, wanted)


def join(bot: Bot, wanted: Iterable[PersonSetting]) -> None:
    bot.cast = (*bot.cast, *wanted)
    with bot.database.begin() as db:
        people.seed(db, bot.cast, bot.now)


def room_of(bot: Bot, who: str) -> Channel:
    return TRIAGE if bot.account(who).platform == "slack" else WEST


def taps(bot: Bot, answers: dict[str, int], poll: int = 101) -> None:
    """Each presses the button of that option where they work."""
    for who, option in answers.items():
        bot.presses(who, "poll.vote", str(poll), str(option), room=room_of(bot, who))


def spread(names: Sequence[str], *counts: int) -> dict[str, int]:
    """The first so many choose option 1, the next so many option 2, and so on."""
    options = [option for option, count in enumerate(counts, start=1) for _ in range(count)]
    return dict(zip(names, options, strict=True))


def card(bot: Bot, poll: int = 101, room: Channel = TRIAGE) -> str:
    return bot.card(f"poll:{poll}", room)


def receipt(text: str) -> str:
    """The receipt that a reply shows."""
    found = re.search(r"Receipt: ([a-z-]+)", text)
    assert found, text
    return found[1]


def votes(bot: Bot, who: str, words: str, poll: int = 101) -> str:
    return said(bot.says(who, f"vote P-{poll} {words}"))


def gone(bot: Bot, name: str) -> None:
    """Somebody leaves the hospital."""
    with bot.database.begin() as db:
        (person,) = people.named(db, name)
        person.gone = True


def cast_many(bot: Bot, poll: int, bag: Mapping[str, Mapping[str, int]]) -> None:
    """So many ballots of each kind on each side, without their voters."""
    with bot.database.begin() as db:
        tally = ballots.tally(db, poll)
        for side, counts in bag.items():
            for ballot, count in counts.items():
                for _ in range(count):
                    tally.count(side, ballot, 1)
        ballots.save(db, tally)


def shown_everywhere(bot: Bot, poll: int) -> list[str]:
    """Every way in which people can look at a closed poll."""
    cards = [card(bot, poll, room) for room in TRIAGE_AND_WARDS]
    asked = [said(bot.says(who, f"P-{poll}")) for who in ("ana", "sam", "jo", "elena")]
    pressed = [said(bot.presses("jo", f"poll.{name}", str(poll))) for name in ("show", "ended")]
    return [*cards, *asked, *pressed]
