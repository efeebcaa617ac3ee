"""R25: results by unit, site or shift beside the whole, where R10 allows for all groups."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from storage.nouns import people, roster
from storage.nouns.roster import Duty
from tests.features.polling import ANALYSTS, TRIAGE_AND_WARDS, card, join, taps
from tests.harness import HARBOR, UNITS, Bot, form, said, staff
from tests.rules.test_breakdowns import spans

ASK = "poll Which scanner? | A | B | C --in all --closes in 2 hours"
HEADING = re.compile(r"^(.+), (\d+) people$")
FIGURE = re.compile(r"\b([ABC]): (\d+)(?: of \d+)?, \d+\.\d %")
SITES = {
    **UNITS,
    "5W": replace(UNITS["5W"], site="Main"),
    "ICU": replace(UNITS["ICU"], site="Main"),
    "ED": replace(UNITS["ED"], site="River"),
}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", hospital=replace(HARBOR, units=SITES))
    yield bot
    bot.end()


def nurses(bot: Bot, **units: int) -> dict[str, list[str]]:
    """So many nurses of each unit, who work by turns days and nights; named after their unit."""
    wanted, names = [], {}
    for unit, many in units.items():
        names[unit] = [f"n{unit.lower()}{n}" for n in range(1, many + 1)]
        wanted += [
            staff(name.title(), "clinical", "teams", unit=unit, shift=("day", "night")[n % 2])
            for n, name in enumerate(names[unit])
        ]
    join(bot, wanted)
    return {f"u{unit}": who for unit, who in names.items()}


def analysts(bot: Bot, many: int = 6) -> Sequence[str]:
    join(bot, [staff(name.title(), "it", "slack") for name in ANALYSTS[:many]])
    return ANALYSTS[:many]


def vote(bot: Bot, who: Sequence[str], answers: str) -> None:
    """Each of them one of the answers, in turn: "AAB"."""
    taps(bot, {name: "ABC".index(answers[n % len(answers)]) + 1 for n, name in enumerate(who)})


def published(text_: str) -> dict[str, Counter[str]]:
    """The figures that a text shows, by the heading they stand under."""
    found: dict[str, Counter[str]] = {}
    under = ""
    for row in text_.split("\n"):
        if match := HEADING.match(row):
            under = match[1]
            found[under] = Counter()
        for option, count in FIGURE.findall(row):
            found[under][option] += int(count)
    return {name: +figures for name, figures in found.items()}


def everywhere(bot: Bot) -> dict[str, Counter[str]]:
    (shown,) = {card(bot, room=room) for room in TRIAGE_AND_WARDS}
    return published(shown)


def two_units(bot: Bot, flags: str = "") -> None:
    """Nine of 5W, five of ICU and six of IT, who have no unit, have voted."""
    who = nurses(bot, **{"5W": 9, "ICU": 5})
    it = analysts(bot)
    bot.says("jo", f"{ASK} {flags}")
    vote(bot, who["u5W"], "AAB")
    vote(bot, who["uICU"], "AB")
    vote(bot, it, "BBC")
    bot.wait(hours=2)


@pytest.mark.parametrize("flags", ["--by unit", "--by unit --anonymous", "--by units --live"])
def test_asked_by_unit_it_is_shown_by_unit_beside_the_whole(bot: Bot, flags: str) -> None:
    two_units(bot, flags)
    assert everywhere(bot) == {
        "All together": Counter(A=9, B=9, C=2),
        "Clinical": Counter(A=9, B=5),
        "IT": Counter(B=4, C=2),
        "5 West": Counter(A=6, B=3),
        "ICU": Counter(A=3, B=2),
        "No unit": Counter(B=4, C=2),
    }
    names = [match[1] for row in card(bot).split("\n") if (match := HEADING.match(row))]
    assert names == ["All together", "Clinical", "IT", "5 West", "ICU", "No unit"]
    rows = said(bot.says("jo", "figures P-101")).split("\r\n")
    assert any(row.endswith(",5 West,,,") and ",A,9,6,66.7," in row for row in rows)


def test_whoever_asks_and_whoever_votes_is_told_before(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db", previews=True)
    shown = said(bot.says("jo", f"{ASK} --by shift --anonymous"))
    assert "Also shown by: shift" in shown
    assert "Figures by shift stand there too if each shift has five voters or more" in shown
    bot.previews = False
    bot.says("jo", f"{ASK} --by shift --anonymous")
    assert "Its voter's shift is sealed with each vote." in card(bot)
    bot.says("jo", f"{ASK} --by unit")
    assert "figures stand there by unit too, if each has five" in card(bot, 102)
    bot.end()


def test_the_form_asks_for_it(bot: Bot) -> None:
    long = form(bot.fills("jo", bot.presses("jo", "poll.new"), question="Which?", more="special"))
    given_ = {"options": "A\nB", "closes": "in 2 hours", "by": "unit", "rooms": "1"}
    assert "P-101 is ready" in said(bot.fills("jo", long, **given_))
    assert "figures stand there by unit too" in said(bot.says("jo", "P-101"))


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ("--by moon", "Results can be shown by unit, site or shift"),
        ("| A | B --panel --by unit", "no panels. Leave that out"),
        ("--texts --by unit", "no panels. Leave that out"),
    ],
)
def test_what_it_can_t_be_shown_by_is_said_when_asking(bot: Bot, flags: str, why: str) -> None:
    assert why in said(bot.says("jo", f"poll Which? {flags} --in all"))


def test_without_sites_in_the_settings_nothing_is_by_site(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db")
    assert "No unit has a site in the settings" in said(bot.says("jo", f"{ASK} --by site"))
    bot.end()


@pytest.mark.parametrize("flags", ["--by unit", "--by unit --anonymous"])
def test_one_small_unit_hides_the_units_and_a_sentence_says_so(bot: Bot, flags: str) -> None:
    who = nurses(bot, **{"5W": 9, "ICU": 4})
    it = analysts(bot)
    bot.says("jo", f"{ASK} {flags}")
    for names in (who["u5W"], who["uICU"], it):
        vote(bot, names, "AB")
    bot.wait(hours=2)
    assert everywhere(bot).keys() == {"All together", "Clinical", "IT"}
    assert "Not shown by unit: one group at least has fewer than five voters" in card(bot)
    assert "ICU" not in card(bot)
    with bot.database() as db:
        kept = db.execute(text("SELECT splits FROM polls")).scalar_one()
    assert "ICU" not in kept
    assert "5 West" not in kept


def test_a_unit_of_one_mind_hides_the_units_of_an_anonymous_poll_alone(bot: Bot) -> None:
    who = nurses(bot, **{"5W": 6, "ICU": 5})
    for number, flags in ((101, "--anonymous"), (102, "")):
        bot.says("jo", f"{ASK} --by unit {flags}")
        for names, answers in ((who["u5W"], "AB"), (who["uICU"], "A")):
            taps(
                bot,
                {n: "AB".index(answers[i % len(answers)]) + 1 for i, n in enumerate(names)},
                number,
            )
    bot.wait(hours=2)
    assert "or 80 % or more of it answered alike" in card(bot, 101)
    assert published(card(bot, 101)) == {"All together": Counter(A=8, B=3)}
    assert published(card(bot, 102))["ICU"] == Counter(A=5)


def test_units_that_would_tell_of_a_side_take_its_place(bot: Bot) -> None:
    """Five of 5W and two of IT who work there; without the sides nobody tells the two."""
    who = nurses(bot, **{"5W": 6, "ICU": 6})
    join(bot, [staff(f"Desk{n}", "it", "slack", unit="5W") for n in (1, 2)])
    it = analysts(bot, 4)
    bot.says("jo", f"{ASK} --by unit")
    for names in (who["u5W"], who["uICU"], ("desk1", "desk2"), it, ("sam",)):
        vote(bot, names, "AB")
    bot.wait(hours=2)
    assert everywhere(bot).keys() == {"All together", "5 West", "ICU", "No unit"}
    assert "The sides are not shown: beside the other groups they could tell" in card(bot)


def test_after_the_close_its_organiser_lets_a_named_poll_be_shown_by_unit(bot: Bot) -> None:
    two_units(bot)
    assert "ICU" not in everywhere(bot)
    assert "[Show by unit]" in bot.sees("jo")
    assert "[Show by unit]" in said(bot.presses("jo", "poll.more", "101"))
    assert "Only Jo Park, a leader" in said(bot.says("ana", "poll P-101 by unit"))
    assert "P-101 is shown by unit" in said(bot.says("jo", "poll P-101 by unit"))
    assert everywhere(bot)["ICU"] == Counter(A=3, B=2)
    assert "[Show by unit]" not in bot.sees("jo")
    assert "is shown by unit already" in said(bot.presses("jo", "poll.split", "101", "unit"))
    bot.restart()
    assert published(said(bot.says("ana", "P-101"))) == everywhere(bot)


def test_before_the_close_it_is_not_shown(bot: Bot) -> None:
    bot.says("jo", ASK)
    assert "P-101 is not closed yet" in said(bot.says("jo", "poll P-101 by unit"))
    assert "P-101" in said(bot.says("ana", "poll P-101"))


def test_beside_the_sides_what_is_left_of_one_is_not_shown(bot: Bot) -> None:
    """Three clinicians without a unit would be what 5W and ICU leave of their side."""
    who = nurses(bot, **{"5W": 6, "ICU": 5})
    it = analysts(bot)
    join(bot, [staff(f"Float{n}", "clinical", "teams") for n in (1, 2, 3)])
    bot.says("jo", ASK)
    for names in (who["u5W"], who["uICU"], it, ("float1", "float2", "float3")):
        vote(bot, names, "AB")
    bot.wait(hours=2)
    assert everywhere(bot).keys() == {"All together", "Clinical", "IT"}
    assert "[Show by unit]" not in bot.sees("jo")
    told = said(bot.says("jo", "poll P-101 by unit"))
    assert "Not shown by unit: together with what is shown already, it could tell" in told
    assert everywhere(bot).keys() == {"All together", "Clinical", "IT"}


def test_an_anonymous_poll_not_asked_by_unit_keeps_nothing_to_show(bot: Bot) -> None:
    two_units(bot, "--anonymous")
    told = said(bot.says("jo", "poll P-101 by unit"))
    assert "P-101 is anonymous and was not asked by unit, so nothing was kept" in told
    assert "[Show by" not in bot.sees("jo")
    with bot.database() as db:
        assert db.execute(text("SELECT splits FROM polls")).scalar_one() is None


def test_until_the_close_the_unit_of_an_anonymous_voter_lies_sealed_in_equal_lengths(
    bot: Bot,
) -> None:
    who = nurses(bot, **{"5W": 2, "ICU": 2})
    bot.says("jo", f"{ASK} --by unit --anonymous")
    vote(bot, [*who["u5W"], *who["uICU"], "sam"], "ABC")
    with bot.database() as db:
        kept = db.execute(text("SELECT unit, shift, side, ballot FROM poll_voters")).all()
    assert {(row.unit, row.shift, row.side) for row in kept} == {(None, None, "")}
    assert len({len(row.ballot) for row in kept}) == 1
    bot.says("jo", "close P-101")
    with bot.database() as db:
        assert db.execute(text("SELECT * FROM poll_voters")).all() == []


def test_votes_from_before_groups_were_kept_can_t_be_split(bot: Bot) -> None:
    who = nurses(bot, **{"5W": 6, "ICU": 6})
    bot.says("jo", ASK)
    vote(bot, [*who["u5W"], *who["uICU"]], "AB")
    with bot.database.begin() as db:
        db.execute(text("UPDATE poll_voters SET unit = NULL, shift = NULL"))
    bot.wait(hours=2)
    told = said(bot.says("jo", "poll P-101 by unit"))
    assert "not every vote in P-101 was kept with its voter's unit" in told


def test_by_site_units_of_one_site_are_one_group(bot: Bot) -> None:
    who = nurses(bot, **{"5W": 3, "ICU": 3, "ED": 5})
    bot.says("jo", f"{ASK} --by site")
    vote(bot, [*who["u5W"], *who["uICU"]], "AB")
    vote(bot, who["uED"], "B")
    bot.wait(hours=2)
    assert everywhere(bot) == {
        "All together": Counter(A=3, B=8),
        "Main": Counter(A=3, B=3),
        "River": Counter(B=5),
    }
    told = said(bot.says("jo", "poll P-101 by unit"))
    assert "Not shown by unit: one group at least has fewer than five voters." in told


def test_the_shift_is_the_one_of_the_roster_when_they_vote(bot: Bot) -> None:
    """Ten whose usual shifts are five days and five nights; the roster has one of the days on a
    night, and that counts. Who votes again on another shift is counted there."""
    (who,) = nurses(bot, **{"5W": 12}).values()
    rostered(bot, who[0], "night")
    bot.says("jo", f"{ASK} --by shift")
    vote(bot, who, "AB")
    bot.wait(hours=2)
    shown = everywhere(bot)
    assert shown["Day shift"] == Counter(A=5)
    assert shown["Night shift"] == Counter(A=1, B=6)
    assert "Clinical" not in shown


def rostered(bot: Bot, name: str, shift: str) -> None:
    with bot.database.begin() as db:
        (person,) = people.named(db, name.title())
        starts = bot.now - timedelta(hours=1)
        duty = Duty(person.id, starts, starts + timedelta(hours=12), starts.date(), "5W", shift)
        roster.replace(db, [duty])


def test_a_breakdown_of_one_group_is_the_whole(bot: Bot) -> None:
    (who,) = nurses(bot, **{"5W": 6}).values()
    bot.says("jo", f"{ASK} --by unit")
    vote(bot, who, "AB")
    bot.wait(hours=2)
    assert everywhere(bot) == {"All together": Counter(A=3, B=3)}
    assert "all votes are of one group" in card(bot)


def test_sides_are_not_asked_for_beside_units(bot: Bot) -> None:
    """Of people who were named each can agree to small sides, but not once units are shown."""
    who = nurses(bot, **{"5W": 6, "ICU": 6})
    join(bot, [staff(f"Desk{n}", "it", "slack", unit="5W") for n in (1, 2)])
    names = [*who["u5W"], *who["uICU"], "desk1", "desk2"]
    bot.says("jo", f"{ASK} --for {', '.join(name.title() for name in names)}")
    vote(bot, names, "AB")
    bot.wait(hours=2)
    assert "[Ask to show sides]" in bot.sees("jo")
    bot.says("jo", "poll P-101 by unit")
    assert everywhere(bot).keys() == {"All together", "5 West", "ICU"}
    assert "[Ask to show sides]" not in bot.sees("jo")
    assert "nobody is asked" in said(bot.presses("jo", "poll.sides", "101"))


def test_once_they_were_asked_for_sides_no_units_are_shown(bot: Bot) -> None:
    who = nurses(bot, **{"5W": 6, "ICU": 6})
    join(bot, [staff(f"Desk{n}", "it", "slack", unit="5W") for n in (1, 2)])
    names = [*who["u5W"], *who["uICU"], "desk1", "desk2"]
    bot.says("jo", f"{ASK} --for {', '.join(name.title() for name in names)}")
    vote(bot, names, "AB")
    bot.wait(hours=2)
    bot.presses("jo", "poll.sides", "101")
    assert "asked whether a small side may be shown" in said(bot.says("jo", "poll P-101 by unit"))


@pytest.mark.parametrize("kind", ["--pulse", "--sus", "--score", "--ranked", "--multiple"])
def test_every_kind_with_figures_is_shown_by_unit(bot: Bot, kind: str) -> None:
    who = nurses(bot, **{"5W": 6, "ICU": 5})
    options = "" if kind in {"--pulse", "--sus"} else " | A | B"
    bot.says("jo", f"poll How?{options} {kind} --in all --by unit")
    words = {"--pulse": "6 5", "--sus": "4 2 4 2 4 2 4 2 4 2", "--score": "4 2"}
    for name in (*who["u5W"], *who["uICU"]):
        assert "Counted" in said(bot.says(name, f"vote P-101 {words.get(kind, 'A, B')}"))
    bot.says("jo", "close P-101")
    shown = card(bot)
    assert "All together" in shown
    assert "5 West" in shown
    assert "ICU" in shown


# What a reader can put together of cards and files, while an organiser asks for one thing after another

PEOPLE = [
    *[("clinical", "5W", "day")] * 6,
    *[("clinical", "5W", "night")] * 6,
    *[("clinical", "ICU", "day")] * 5,
    *[("clinical", "ED", "night")] * 5,
    *[("clinical", "", "")] * 3,
    *[("it", "5W", "day")] * 3,
    *[("it", "", "")] * 6,
]
Truth = dict[str, tuple[dict[str, str], str]]


def everybody(bot: Bot) -> dict[str, dict[str, str]]:
    """People by their handles, with the groups that they are in, as the card calls them."""
    found = {}
    for n, (side, unit, shift) in enumerate(PEOPLE):
        found[f"p{n}"] = {
            "side": {"clinical": "Clinical", "it": "IT"}[side],
            "unit": SITES[unit].name if unit else "No unit",
            "site": SITES[unit].site if unit else "No site",
            "shift": f"{shift.capitalize()} shift" if shift else "No shift",
        }
    join(
        bot,
        [
            staff(f"P{n}", side, "slack" if side == "it" else "teams", unit=unit, shift=shift)
            for n, (side, unit, shift) in enumerate(PEOPLE)
        ],
    )
    return found


def turnout(random: Random, people_: dict[str, dict[str, str]]) -> Truth:
    """Of some kinds of people all vote, of others few or nobody; each kind leans its own way."""
    chance = {kind: random.choice([0, 0, 0.5, 1, 1]) for kind in sorted(set(PEOPLE))}
    leaning = {
        kind: random.choice(["ABC", "AAAAB", "A", "AB", "BC"]) for kind in sorted(set(PEOPLE))
    }
    return {
        name: (groups, random.choice(leaning[kind]))
        for (name, groups), kind in zip(people_.items(), PEOPLE, strict=True)
        if random.random() < chance[kind]
    }


@pytest.mark.parametrize("flags", ["", "--by unit", "--by shift --anonymous", "--anonymous"])
def test_nobody_is_told_by_all_that_is_ever_shown(bot: Bot, flags: str) -> None:
    random, people_ = Random(f"crowd3 {flags}"), everybody(bot)
    split = 0
    for number in range(101, 113):
        truth = turnout(random, people_)
        bot.says("jo", f"{ASK} {flags}")
        taps(bot, {name: "ABC".index(answer) + 1 for name, (_, answer) in truth.items()}, number)
        bot.says("jo", f"close P-{number}")
        ever = published(card(bot, number))
        for by in random.sample(["unit", "site", "shift"], 3):
            bot.says("jo", f"poll P-{number} by {by}")
            ever |= published(card(bot, number))
        split += len(ever) > 3
        assert_nobody_is_told(truth, ever, secret="anonymous" in flags)
        in_file = said(bot.says("jo", f"figures P-{number}"))
        assert all(group in ever for group in named_in(in_file, people_))
    # There are some, where there is nobody to protect.
    assert split == 0 if flags == "--anonymous" else split > 0


def named_in(file: str, people_: dict[str, dict[str, str]]) -> set[str]:
    groups = {group for each in people_.values() for group in each.values()}
    cells = {cell for row in file.split("\r\n") for cell in row.split(",")}
    return groups & cells


def assert_nobody_is_told(truth: Truth, ever: dict[str, Counter[str]], *, secret: bool) -> None:
    """Figures are true; no sum or difference of them is of fewer than five; and in an anonymous
    poll everybody could have answered otherwise."""
    voters = list(truth.values())
    rows = []
    for name, figures in ever.items():
        members = [name in {"All together", *groups.values()} for groups, _ in voters]
        answers = Counter(a for (_, a), is_in in zip(voters, members, strict=True) if is_in)
        assert figures == answers
        assert answers.total() >= 5
        assert not secret or max(answers.values()) * 5 < answers.total() * 4
        rows.append([int(is_in) for is_in in members])
    kinds = sorted({tuple(sorted(groups.items())) for groups, _ in voters})
    for size in range(1, len(kinds) + 1):
        for some in combinations(kinds, size):
            few = [int(tuple(sorted(groups.items())) in some) for groups, _ in voters]
            if rows and sum(few) < 5:
                assert not spans(rows, few), (ever, some)
