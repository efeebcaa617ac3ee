"""Story 3, a health system agrees on what to measure: every step, with every number.

Polls take P-101 onwards, so the story's rounds are P-101 and P-102; the story's C-301 is C-101 and
its measures K1 and K2 are the first two that are defined (docs/decisions/0006).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.rules.hospital import Hospital, Shift, Unit
from bot.settings import RoomSetting
from bot.words.events import Channel, Said
from bot.words.picked import room_key
from tests.features.one_platform import APART, HOUSES, lives
from tests.harness import DAY, HOME, Bot, form, said, staff

TEAMS, SLACK = (
    Channel("teams", HOME["teams"], "analytics"),
    Channel("slack", HOME["slack"], "analytics"),
)
TRIAGE = Channel("slack", HOME["slack"], "triage")
WINS = (Channel("teams", HOME["teams"], "wins"), Channel("slack", HOME["slack"], "wins"))
OFFICE = Shift("day", DAY.start, DAY.end)
PRAIRIE = Hospital(
    "prairie",
    "Prairie Lakes Health",
    ZoneInfo("America/Chicago"),
    phone="x2200",
    units={"7N": Unit("7N", "7 North", "med-surg", (OFFICE,))},
)
CLINICAL = ("omar", "ruth", "carla", "tim", "joy")
IT = ("wei", "marta", "ed", "uma")
PANEL = (*CLINICAL, *IT)
CAST = (
    staff("Dr Omar Haddad", "clinical", "teams"),
    staff("Dr Ruth Stein", "clinical", "teams"),
    staff("Carla Voss", "clinical", "teams", unit="7N"),
    staff("Tim Adler", "clinical", "teams"),
    staff("Joy Mbeki", "clinical", "teams"),
    staff("Wei Zhang", "it", "slack"),
    staff("Marta Silva", "it", "slack"),
    staff("Ed Novak", "it", "slack"),
    staff("Uma Rao", "it", "slack"),
    staff("Nora Lind", "both", "teams"),
    staff("Grace Kim", "clinical", "teams", roles=["leader"]),
    staff("Ada Tenth", "it", "slack"),
)
NINE = "Omar, Ruth, Carla, Tim, Joy, Wei, Marta, Ed, Uma"
ROOMS = (
    RoomSetting(TRIAGE, "triage", name="IT triage"),
    RoomSetting(TEAMS, "huddle", name="Analytics"),
    RoomSetting(SLACK, "huddle", name="Analytics"),
    *(RoomSetting(room, "wins", name="Wins") for room in WINS),
)
KPIS = (
    *("K1 readmission", "K2 patient experience", "K3 follow-up within 7 days"),
    *("K4 dashboard log-ins", "K5 cost per case", "K6 ED return in 72 h"),
)
ROUND_1 = (
    "9 8 8 9 7 8 9 7 8",
    "7 8 9 7 6 7 5 7 8",
    "9 9 8 7 8 3 2 4 3",
    "2 3 2 1 4 8 7 7 6",
    "3 2 3 4 2 3 4 2 3",
    "6 5 7 6 5 6 5 6 4",
)
ROUND_2 = ("8 9 8 7 8 7 6 7 7", "2 2 3 1 3 4 3 5 3", "7 7 7 6 7 7 6 7 6")


def prairie(path: Path, url: str = "", where: str = APART) -> Bot:
    """Prairie Lakes on Monday 2 February 2026, 08:00."""
    start = datetime(2026, 2, 2, 14, 0, tzinfo=UTC)
    return lives(where, path, url=url, hospital=PRAIRIE, cast=CAST, rooms=ROOMS, now=start)


@pytest.fixture(params=HOUSES)
def bot(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bot]:
    bot = prairie(tmp_path / "corridor.db", where=request.param)
    yield bot
    bot.end()


def rated(bot: Bot, number: int, by_item: Sequence[str]) -> None:
    """Each of the nine rates every item, in the order of the table."""
    columns = zip(*(row.split() for row in by_item), strict=True)
    for who, ratings in zip(PANEL, columns, strict=True):
        told = said(bot.says(who, f"vote P-{number} {' '.join(ratings)}"))
        assert f"Counted in P-{number}" in told


def starts(bot: Bot) -> None:
    """3.1 One list with sides, in both rooms, with what it is for and what never belongs there."""
    bot.at("2026-02-02 09:00")
    asked = form(bot.says("nora", "taskforce new", TEAMS))
    rooms = ",".join(map(room_key, map(bot.there, (TEAMS, SLACK))))
    purpose = "Agree which measures matter to both sides, and watch them honestly."
    bot.fills("nora", asked, name="Analytics", purpose=purpose, who=f"{NINE}, Nora", rooms=rooms)
    for room in (TEAMS, SLACK):
        card = bot.sees(room)
        assert f"T-1 Analytics\n{purpose}" in card
        assert "Clinical: Dr Omar Haddad, Dr Ruth Stein, Carla Voss, Tim Adler, Joy Mbeki" in card
        assert "IT: Wei Zhang, Marta Silva, Ed Novak, Uma Rao" in card
        assert "clinical & IT: Nora Lind" in card
        assert "No patient data belongs here" in card


def defines(bot: Bot) -> None:
    """3.2 to 3.4 A word is translated in both rooms; a definition needs one of each side."""
    bot.at("2026-02-02 10:15")
    talk = Said(bot.id(), SLACK, bot.account("wei"), "Readmission rate is 21 %", "m1", at=bot.now)
    assert bot.send(talk) is None
    bot.at("2026-02-02 10:20")
    bot.says("omar", "what is a readmission here?", TEAMS)
    for room in (TEAMS, SLACK):
        assert (
            "without a plan to. Planned returns, such as chemotherapy, are left out."
            in bot.sees(room)
        )
    bot.at("2026-02-02 10:40")
    asked = form(bot.says("nora", "kpi new Readmission"))
    counted = "unplanned returns within 30 days, any cause; planned ones left out"
    bot.fills("nora", asked, counted=counted, out_of="people sent home")
    assert "K1 v1 Readmission\nWaiting" in bot.card("kpi:1", SLACK)
    bot.presses("omar", "kpi.agree", "1", "1", room=TEAMS)
    assert "Agreed by: Dr Omar Haddad · clinical, waits for IT" in bot.card("kpi:1", SLACK)
    bot.presses("wei", "kpi.agree", "1", "1", room=SLACK)
    for room in (TEAMS, SLACK):
        assert "K1 v1 Readmission\nAgreed" in bot.card("kpi:1", room)


def first_round(bot: Bot) -> None:
    """3.5 and 3.6 Whole numbers from 1 to 9, one a person, changeable, secret until the close."""
    bot.at("2026-02-04 09:00")
    options = " | ".join(KPIS)
    ask = (
        f"poll How important is each? | {options} --panel --for {NINE} --closes fri 17:00 --remind"
    )
    told = said(bot.says("nora", f"{ask} --in Analytics"))
    assert "P-101 is ready" in told
    for wrong in ("10 1 1 1 1 1", "0 1 1 1 1 1", "4.5 1 1 1 1 1", "5 5"):
        assert "Counted" not in said(bot.says("omar", f"vote P-101 {wrong}"))
    bot.says("omar", "vote P-101 1 1 1 1 1 1")
    rated(bot, 101, ROUND_1)
    assert "9 voted so far" in bot.card("poll:101", SLACK)
    assert "Median" not in bot.card("poll:101", SLACK)
    assert "is for people who were named" in said(bot.says("grace", "vote P-101 1 1 1 1 1 1"))
    bot.at("2026-02-06 17:00")
    for room in (TEAMS, SLACK):
        card = bot.card("poll:101", room)
        for name, median, low, high, verdict in (
            (KPIS[0], "8", 0, 9, "accept"),
            (KPIS[1], "7", 0, 7, "accept"),
            (KPIS[2], "7", 3, 5, "disagreement, so uncertain"),
            (KPIS[3], "4", 4, 3, "disagreement, so uncertain"),
            (KPIS[4], "3", 7, 0, "reject"),
            (KPIS[5], "6", 0, 1, "uncertain"),
        ):
            row = (
                f": {name}, Median: {median}, Low 1-3: {low}, High 7-9: {high}, Verdict: {verdict}"
            )
            assert row in card
        assert "The sides are not shown: IT are fewer than five." in card
        assert not re.search(r"(Clinical|IT): \d", card)
    late = said(bot.says("uma", "vote P-101 5 5 5 5 5 5"))
    assert "P-101 closed 17:00 CST. Nothing was counted" in late


def test_story_3(bot: Bot) -> None:
    starts(bot)
    defines(bot)
    first_round(bot)
    sides_agree(bot)
    second_round(bot)
    builds_first(bot)
    chooses_a_tool(bot)
    looks_at_a_concern(bot)
    watches(bot)
    says_thanks(bot)


def sides_agree(bot: Bot) -> None:
    """3.7 All nine are asked alone; only nine of nine open the medians of the sides."""
    bot.at("2026-02-06 17:10")
    bot.presses("nora", "poll.sides", "101")
    for who in PANEL:
        assert "9 of 9 agree" in bot.sees(who)
    for who in PANEL[:-1]:
        bot.presses(who, "poll.agree", "101", "yes")
    assert "Clinical: 8" not in bot.card("poll:101", SLACK)
    bot.presses(PANEL[-1], "poll.agree", "101", "yes")
    card = bot.card("poll:101", SLACK)
    rows = {row.split(",")[0]: row for row in card.split("\n") if "Median: " in row}
    assert "Clinical: 8, IT: 3" in next(r for n, r in rows.items() if "K3" in n)
    assert "Clinical: 2, IT: 7" in next(r for n, r in rows.items() if "K4" in n)


def second_round(bot: Bot) -> None:
    """3.8 and 3.9 One thread for each that is open; a second round on those; the final set."""
    bot.at("2026-02-09 09:00")
    before = bot.card("poll:101", SLACK)
    bot.presses("nora", "poll.discuss", "101")
    for room in (TEAMS, SLACK):
        shown = bot.sees(room)
        for name in (KPIS[2], KPIS[3], KPIS[5]):
            assert f"{name}: what is behind it?" in shown
        assert "Clinical, median: 8, IT, median: 3" in shown
    bot.says("nora", "taskforce T-1 add Ada")
    bot.presses("nora", "poll.round", "101")
    assert "is for people who were named" in said(bot.says("ada", "vote P-102 1 1 1"))
    rated(bot, 102, ROUND_2)
    bot.says("nora", "taskforce T-1 remove Uma")
    bot.at("2026-02-11 17:00")
    card = bot.card("poll:102", TEAMS)
    for name, median, low, high, verdict in (
        (KPIS[2], "7", 0, 8, "accept"),
        (KPIS[3], "3", 7, 0, "reject"),
        (KPIS[5], "7", 0, 6, "accept"),
    ):
        row = f": {name}, Median: {median}, Low 1-3: {low}, High 7-9: {high}, Verdict: {verdict}"
        assert row in card
    final = f"Accepted: {KPIS[0]}, {KPIS[1]}, {KPIS[2]} and {KPIS[5]}."
    assert final in bot.sees(TEAMS)
    assert final in bot.sees(SLACK)
    # A tenth person who joined, and one who left, change nothing of what was rated.
    assert bot.card("poll:101", SLACK) == before
    for person in CAST:
        assert person.name not in card


def builds_first(bot: Bot) -> None:
    """3.10 R beats F, F beats E, E beats R: Schulze's order, and one plain sentence why."""
    bot.at("2026-02-12 09:00")
    bot.says(
        "nora", f"poll What do we build first? | R | F | E | P --ranked --for {NINE} --in Analytics"
    )
    rankings = ["R>F>E>P"] * 4 + ["F>E>P>R"] * 3 + ["E>P>R>F"] * 2
    for who, ranking in zip(PANEL, rankings, strict=True):
        assert "Counted in P-103" in said(bot.says(who, f"vote P-103 {ranking}"))
    bot.says("nora", "close P-103")
    card = bot.card("poll:103", SLACK)
    assert "All together, 9 people: R > F > E > P" in card
    assert "Nobody beats everybody: R beats F 6-3, F beats E 7-2, E beats R 5-4." in card
    for duel, count in (("R over F", "6-3"), ("F over E", "7-2"), ("E over R", "5-4")):
        assert f"Head to head: {duel}, People: {count}" in card
    assert "Borda" not in card
    for points in ("17", "16", "14"):
        assert f" {points}" not in card


def chooses_a_tool(bot: Bot) -> None:
    """3.11 and 3.12 Weights add up to one; a tie is a tie, and who broke it stands there."""
    bot.at("2026-02-13 09:00")
    rows = "A 4 3 2 4 | B 3 4 3 3 | C 4 3 3 3"
    table = "weigh Which tool? | Fit .35, Ease .25, Cost .20, Help {} | " + rows
    refused = said(bot.says("nora", table.format(".25"), TEAMS))
    assert "The weights add up to 1.05; they should add up to 1." in refused
    told = said(bot.says("nora", table.format(".20"), TEAMS))
    sums = dict(re.findall(r": (\w), .*Sum: ([\d.]+)", told))
    assert sums == {"A": "3.35", "B": "3.25", "C": "3.35"}
    assert "A and C tie. A person has to choose between them." in told
    number = told.partition("P-")[2][:3]
    asked = form(bot.presses("nora", "poll.tie", number))
    assert "Say why" in said(bot.fills("nora", asked, which="3", why=""))
    bot.fills("nora", asked, which="3", why="C has the help desk on the wards")
    card = bot.card(f"poll:{number}", TEAMS)
    assert "Nora Lind · clinical & IT chose C: C has the help desk on the wards" in card


def looks_at_a_concern(bot: Bot) -> None:
    """3.13 and 3.14 P4 by the table, P3 offered and declined; answered after 45 working minutes."""
    bot.at("2026-03-03 09:40")
    answers = {"kind": "wrong_info", "care": "annoying", "reach": "unit", "harm": "no"}
    text = "our unit shows zero readmissions"
    receipt = said(bot.submits("carla", "concern.raise", text=text, **answers))
    assert "P4 is answered in working hours, within 3 working days: by Fri 09:40 CST" in receipt
    assert "[Decisions depend on it]" in receipt
    bot.at("2026-03-03 10:25")
    bot.says("marta", "Unit code changed in January; rebuilding", TRIAGE, under="concern:101:it")
    assert "after 45 working min, met" in bot.card("concern:101", bot.dm("carla"))
    bot.at("2026-03-05 10:00")
    bot.says("marta", "fixed C-101 the new unit code counts since January again")
    bot.presses("carla", "concern.confirm", "101")
    assert "\nClosed" in bot.card("concern:101:it", TRIAGE)


def watches(bot: Bot) -> None:
    """3.15 to 3.18 Counts with their interval and caution; no rows; nobody is told who rated."""
    bot.at("2026-06-01 09:00")
    bot.says("marta", "kpi K1 before 412 of 2,310 after 355 of 2,298")
    card = bot.card("kpi:1", TEAMS)
    assert "17.8 % to 15.4 % - down 2.4 points (95 % CI 0.2 to 4.5): lower." in card
    assert "It happened alongside the work; that is not proof that the work caused it." in card
    asked = form(bot.says("nora", "kpi new Patient experience"))
    bot.fills("nora", asked, counted="best answers", out_of="answers", better="higher")
    for who in ("ruth", "ed"):
        bot.presses(who, "kpi.agree", "2", "1")
    bot.says("marta", "kpi K2 before 231 of 340 after 253 of 352")
    card = bot.card("kpi:2", TEAMS)
    assert "67.9 % to 71.9 % - up 3.9 points (95 % CI -2.9 to 10.7): no clear change yet." in card

    thread = bot.ref("kpi:1", SLACK)
    rows = Said(
        bot.id(), SLACK, bot.account("marta"), "rows in patients.xlsx", "m9", thread, files=1
    )
    assert "Nothing of it was kept. Counts alone" in said(bot.send(rows))
    assert "patients.xlsx" not in bot.everything()

    bot.at("2026-06-02 09:00")
    told = said(bot.says("grace", "Who rated K4 low?"))
    assert "Votes and ratings are secret" in told
    assert "median 3; 7 of 9 rated it 1-3, 0 rated it 7-9." in told
    for person in CAST:
        assert person.name not in told


def says_thanks(bot: Bot) -> None:
    """3.19 Both sides, the numbers and the caution; no table of units."""
    bot.at("2026-06-03 09:00")
    text = (
        "Fewer people came back within 30 days this spring. Pharmacy's follow-up calls and the data"
        " team's daily list made it possible."
    )
    asked = form(bot.says("nora", "win"))
    bot.fills("nora", asked, text=text, clinical="Pharmacy", it="the data team", goal="K1")
    bot.presses("nora", "win.announce", "101")
    for room in WINS:
        card = bot.sees(room)
        assert "To Pharmacy · clinical and the data team · IT, from " in card
        assert f"“{text}”" in card
        assert "Goal: K1 v1 Readmission" in card
        assert "17.8 % to 15.4 % - down 2.4 points (95 % CI 0.2 to 4.5): lower." in card
        assert "not proof that the work caused it" in card
        assert "7 North" not in card
