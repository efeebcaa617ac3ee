"""The rota in chat: shown, typed, swapped, filled in, taken back; its gaps told the day before."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.work import Work
from bot.features import retention
from bot.features.oncall import change
from bot.features.oncall.duty import on_duty
from bot.rules.hospital import Shift, WeeklyTurn
from bot.rules.rota import RUNGS
from bot.words.events import Account, Channel, Left
from storage.delivery import outbox
from storage.nouns import oncall
from storage.nouns.concerns import Concern
from storage.nouns.oncall import Turn
from tests.filled import number
from tests.harness import CAST, HARBOR, HOME, WARDS, ZONE, Bot, form, said, staff
from tests.storage.postgres import emptied


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def turn(bot: Bot, who: str, first: str, last: str, rung: str = "oncall", **where: str) -> Turn:
    return Turn(number(bot, who), rung, local(first), local(last), **where)


def imports(bot: Bot, *turns: Turn, source: str = "rota.csv") -> int:
    """As `corridor rota` does."""
    with bot.database.begin() as db:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        gone = change.imported(work, source, turns)
        work.outbox.flush(db, bot.now)
    bot.deliver()
    return gone


def called(bot: Bot, rung: str = "oncall", system: str = "Orders", unit: str = "5W") -> list[str]:
    """Who is called now for a concern."""
    concern = Concern(system=system, unit=unit)
    with bot.database() as db:
        work = Work(db, bot.now, bot.hospital, outbox.batch_of(db, bot.now))
        return [person.name.split()[0] for person in on_duty(work, rung, concern)]


def seen_by_jo(bot: Bot) -> str:
    """What the administrator sees in their own chat, on either platform."""
    return "\n".join(bot.sees(bot.dm("jo", platform)) for platform in ("teams", "slack"))


@pytest.fixture
def wed(bot: Bot) -> Bot:
    """Wednesday 4 March 2026, 12:00 in New York."""
    bot.at("2026-03-04 12:00")
    return bot


def test_without_a_rota_the_roles_are_what_they_were(wed: Bot) -> None:
    assert [called(wed, rung) for rung in RUNGS] == [["Sam"], ["Raj"], ["Jo"], ["Dr"]]
    shown = said(wed.says("ana", "oncall"))
    assert "On call: Sam Ortiz · IT, by role." in shown
    assert "Administrator on call: Jo Park · clinical & IT, by role." in shown
    assert "[Change]" not in shown
    assert "[Change]" in said(wed.says("kim", "oncall"))


def test_oncall_says_who_is_on_now_and_next(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-04 19:00"),
        turn(wed, "raj", "2026-03-04 19:00", "2026-03-05 07:00"),
        turn(wed, "sam", "2026-03-04 08:00", "2026-03-05 07:00", system="Lab results"),
    )
    shown = said(wed.says("ana", "oncall"))
    assert "On call: Kim Lee · IT until 19:00 EST. Next: Raj Patel · IT." in shown
    assert "On call · Lab results: Sam Ortiz · IT until Thu 07:00 EST." in shown
    assert "Next: nobody." in shown
    assert called(wed) == ["Kim"]
    assert called(wed, system="Lab results") == ["Sam"]
    lab = said(wed.says("ana", "oncall for lab"))
    assert "On call now: Lab results" in lab
    assert "Kim" not in lab
    tonight = said(wed.says("ana", "oncall tonight"))
    assert "At 17:00 EST." in tonight
    assert "On call: Kim Lee" in tonight


def test_a_gap_calls_nobody_on_that_rung(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-05 03:00"),
        turn(wed, "sam", "2026-03-05 07:00", "2026-03-05 19:00"),
    )
    wed.at("2026-03-05 02:59")
    assert called(wed) == ["Kim"]
    wed.at("2026-03-05 03:00")
    assert called(wed) == []
    assert called(wed, "backup") == ["Raj"]
    shown = said(wed.says("ana", "oncall"))
    assert (
        "On call: Nobody: a call goes to the next in this list at once, until 07:00 EST." in shown
    )
    wed.at("2026-03-05 07:00")
    assert called(wed) == ["Sam"]


def test_somebody_is_put_on_and_both_are_told(wed: Bot) -> None:
    """Across platforms: Jo on Teams and Slack, IT on Slack."""
    reply = said(wed.says("jo", "oncall Kim tonight", wed.dm("jo", "teams")))
    assert "On call: Kim Lee" in reply
    assert "17:00 EST to Thu 08:00 EST." in reply
    assert "I tell Sam Ortiz and Kim Lee in their own chat." in reply
    told = "Jo Park changed the rota: you are on call\nOn call: 17:00 EST to Thu 08:00 EST."
    assert told in wed.sees("kim")
    off = "Jo Park changed the rota: you are no longer on call\nNo longer: 17:00 EST"
    assert off in wed.sees("sam")
    wed.at("2026-03-04 17:00")
    assert called(wed) == ["Kim"]
    wed.at("2026-03-05 08:00")
    assert called(wed) == ["Sam"]


def test_for_a_system_or_a_unit_only(wed: Bot) -> None:
    assert ", for Lab results." in said(wed.says("sam", "oncall Kim tonight for Lab results"))
    assert ", for ED." in said(wed.says("sam", "oncall Raj for ED tonight"))
    wed.at("2026-03-04 23:00")
    assert called(wed) == ["Sam"]
    assert called(wed, system="Lab results") == ["Kim"]
    assert called(wed, unit="ED") == ["Raj"]
    assert sorted(called(wed, system="Lab results", unit="ED")) == ["Kim", "Raj"]


def test_from_when_to_when_and_as_backup(wed: Bot) -> None:
    wed.says("sam", "oncall backup Kim Fri 18:00 to Sat 07:00")
    wed.at("2026-03-06 17:59")
    assert called(wed, "backup") == ["Raj"]
    wed.at("2026-03-06 18:00")
    assert called(wed, "backup") == ["Kim"]
    assert called(wed) == ["Sam"]


def test_two_together(wed: Bot) -> None:
    wed.says("jo", "oncall Kim and Sam tonight")
    wed.at("2026-03-04 20:00")
    assert sorted(called(wed)) == ["Kim", "Sam"]


def test_a_swap_takes_the_turns_that_begin_that_day(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "sam", "2026-03-04 19:00", "2026-03-05 07:00"),
        turn(wed, "sam", "2026-03-05 19:00", "2026-03-06 07:00"),
    )
    reply = said(wed.says("sam", "oncall swap Kim Thu"))
    assert "Kim Lee and Sam Ortiz have swapped" in reply
    assert "On call: Thu 19:00 EST to Fri 07:00 EST." in reply
    wed.at("2026-03-05 03:00")
    assert called(wed) == ["Sam"]
    wed.at("2026-03-06 03:00")
    assert called(wed) == ["Kim"]


def test_a_swap_of_two_who_are_both_on_that_day(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "sam", "2026-03-05 07:00", "2026-03-05 19:00"),
        turn(wed, "kim", "2026-03-05 19:00", "2026-03-06 07:00"),
    )
    wed.says("jo", "oncall swap Kim and Sam Thu")
    wed.at("2026-03-05 12:00")
    assert called(wed) == ["Kim"]
    wed.at("2026-03-05 20:00")
    assert called(wed) == ["Sam"]


def test_there_is_nothing_to_swap_where_the_rota_names_neither(wed: Bot) -> None:
    shown = said(wed.says("sam", "oncall swap Kim Thu"))
    assert (
        shown == "The rota names neither Kim Lee nor Sam Ortiz then, so there is nothing to swap."
    )
    assert "Say with whom and when, like this: oncall swap Kim Thu" in said(
        wed.says("sam", "oncall swap")
    )
    assert "between two people" in said(wed.says("sam", "oncall swap Sam Thu"))


def test_a_change_is_taken_back(wed: Bot) -> None:
    wed.says("jo", "oncall Kim tonight")
    reply = said(wed.presses("sam", "oncall.undo", "1"))
    assert "That change is taken back" in reply
    wed.at("2026-03-04 20:00")
    assert called(wed) == ["Sam"]
    assert "taken back already" in said(wed.presses("sam", "oncall.undo", "1"))
    assert "Nothing was changed" in said(wed.presses("sam", "oncall.undo", "x"))


def test_by_form(wed: Bot) -> None:
    assert "[Change]" in said(wed.says("jo", "oncall"))
    asked = form(wed.presses("jo", "oncall.change"))
    wrong = form(wed.fills("jo", asked, who="Nora", when="whenever", place="Floor 9"))
    errors = {field.id: field.error for field in wrong.fields}
    assert "“Nora”" in errors["who"]
    assert "“whenever”" in errors["when"]
    assert "“Floor 9”" in errors["place"]
    done = said(wed.fills("jo", asked, who="Kim", when="tonight", rung="backup", place="lab"))
    assert "Backup: Kim Lee" in done
    wed.at("2026-03-04 20:00")
    assert called(wed, "backup", "Lab results") == ["Kim"]
    assert called(wed, "backup") == ["Raj"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("oncall Kim blub tonight", "I don't know anyone called “Kim blub”"),
        ("oncall Nora tonight", "I don't know anyone called “Nora”"),
        ("oncall Kim tonight for Floor 9", "I don't know “Floor 9” as a system or a unit"),
        ("oncall Kim backup", "Say when."),
        ("oncall Kim 1 May to 1 Sep", "more than three months"),
        ("oncall Dr tonight", "Which one: Dr Elena Marsh, Dr Priya Nair?"),
    ],
)
def test_what_was_not_understood_is_named(wed: Bot, words: str, says: str) -> None:
    assert says in said(wed.says("jo", words))
    assert wed.sees("kim") == ""


def test_when_somebody_is_on_call(wed: Bot) -> None:
    wed.says("jo", "oncall Kim tonight for Lab results")
    shown = said(wed.says("ana", "oncall Kim"))
    assert "On call: 17:00 EST to Thu 08:00 EST, for Lab results." in shown
    assert "does not name Raj Patel" in said(wed.says("ana", "oncall Raj"))


def test_a_clinician_asks_and_changes_nothing(wed: Bot) -> None:
    for refused in (
        wed.says("ana", "oncall Sam tonight"),
        wed.says("ana", "oncall swap Kim Thu"),
        wed.presses("ana", "oncall.change"),
        wed.presses("ana", "oncall.undo", "1"),
    ):
        assert "IT staff, clinical informatics and administrators can do that." in said(refused)


def test_an_administrator_of_no_side_may(tmp_path: Path) -> None:
    cast = (*CAST, staff("Ada Voss", "clinical", "teams", roles=["admin"]))
    bot = Bot(tmp_path / "corridor.db", cast=cast)
    assert "On call: Kim Lee" in said(bot.says("ada", "oncall Kim tonight"))
    bot.end()


def test_every_change_is_in_the_audit_log(wed: Bot) -> None:
    wed.says("jo", "oncall Kim tonight for Lab results")
    wed.presses("jo", "oncall.undo", "1")
    log = said(wed.says("jo", "audit"))
    assert log.count("oncall.changed") == 4
    kept = wed.everything()
    assert "on oncall, 2026-03-04T22:00Z to 2026-03-05T13:00Z, Lab results" in kept
    assert "off oncall, 2026-03-04T22:00Z to 2026-03-05T13:00Z, Lab results" in kept


def test_off_shift_it_is_told_at_once_where_the_next_shift_is_too_late(tmp_path: Path) -> None:
    late = staff("Nan Oak", "it", "teams", unit="5W", shift="day", days=[0])
    bot = Bot(tmp_path / "corridor.db", cast=(*CAST, late))
    bot.at("2026-03-04 12:00")
    bot.says("jo", "oncall Nan tonight")
    assert "you are on call" in bot.sees("nan")
    bot.says("jo", "oncall Nan 10 Mar")
    assert "Tue 10 Mar" not in bot.sees("nan")
    bot.at("2026-03-09 07:00")
    assert "Tue 00:00" in bot.sees("nan") or "Tue 10 Mar" in bot.sees("nan")
    bot.end()


def test_an_import_takes_the_place_of_the_last_one_and_typed_words_go_before_both(wed: Bot) -> None:
    night = ("2026-03-04 19:00", "2026-03-05 07:00")
    assert imports(wed, turn(wed, "kim", *night)) == 0
    wed.says("jo", "oncall Sam 22:00 to 23:00")
    assert imports(wed, turn(wed, "raj", *night)) == 1
    assert imports(wed, turn(wed, "kim", *night), source="vendor.ics") == 0
    wed.at("2026-03-04 19:00")
    assert sorted(called(wed)) == ["Kim", "Raj"]
    wed.at("2026-03-04 22:00")
    assert called(wed) == ["Sam"]
    wed.at("2026-03-04 23:00")
    assert sorted(called(wed)) == ["Kim", "Raj"]
    assert "An import changed the rota: you are no longer on call" in wed.sees("kim")
    assert "An import changed the rota: you are on call" in wed.sees("raj")


def test_an_import_leaves_what_was_over_when_it_begins(wed: Bot) -> None:
    imports(wed, turn(wed, "kim", "2026-03-04 08:00", "2026-03-06 08:00"))
    imports(wed, turn(wed, "raj", "2026-03-05 08:00", "2026-03-06 08:00"))
    assert called(wed) == ["Kim"]
    wed.at("2026-03-05 08:00")
    assert called(wed) == ["Raj"]


def test_a_gap_is_told_to_administrators_the_day_before_and_once(wed: Bot) -> None:
    """A rota with a gap at 03:00 on Friday."""
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-06 03:00"),
        turn(wed, "sam", "2026-03-06 07:00", "2026-03-16 07:00"),
    )
    wed.at("2026-03-05 07:59")
    assert "Nobody is on the rota" not in seen_by_jo(wed)
    wed.at("2026-03-05 08:00")
    gap = "Nobody is on the rota: On call\nFrom Fri 03:00 EST to Fri 07:00 EST."
    assert gap in seen_by_jo(wed)
    assert "[Change]" in seen_by_jo(wed)
    wed.at("2026-03-08 12:00")
    assert seen_by_jo(wed).count("Nobody is on the rota") == 1
    assert "Nobody is on the rota" not in wed.sees("sam") + wed.sees("elena")


def test_a_gap_that_is_filled_reads_so(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-05 03:00"),
        turn(wed, "sam", "2026-03-05 07:00", "2026-03-16 07:00"),
    )
    assert "Nobody is on the rota: On call" in seen_by_jo(wed)
    wed.says("sam", "oncall Raj Thu 03:00 to Thu 07:00")
    assert "Nobody is on the rota: On call" not in seen_by_jo(wed)
    assert "The rota is whole again: On call" in seen_by_jo(wed)
    wed.presses("sam", "oncall.undo", _number(wed))
    assert "Nobody is on the rota: On call" in seen_by_jo(wed)


def _number(bot: Bot) -> str:
    with bot.database() as db:
        return str(
            max(one.change for one in oncall.between(db, local("2026-01-01"), local("2027-01-01")))
        )


def test_a_rota_that_ends_is_told_too(wed: Bot) -> None:
    imports(wed, turn(wed, "kim", "2026-03-04 08:00", "2026-03-06 03:00"))
    wed.at("2026-03-05 08:00")
    assert "From Fri 03:00 EST on." in seen_by_jo(wed) or "From Fri 03:00 EST to" in seen_by_jo(wed)
    wed.at("2026-03-06 04:00")
    assert called(wed) == []
    wed.at("2026-03-13 04:00")
    assert called(wed) == ["Sam"]


def test_who_left_is_passed_over_and_administrators_are_told(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-05 07:00"),
        turn(wed, "sam", "2026-03-04 08:00", "2026-03-16 07:00"),
    )
    assert sorted(called(wed)) == ["Kim", "Sam"]
    account = Account("slack", HOME["slack"], "kim", "Kim Lee")
    wed.send(Left(wed.id(), Channel("slack", HOME["slack"], "kim", dm=True), account))
    assert called(wed) == ["Sam"]
    assert "Kim Lee has left and is still on the rota" in seen_by_jo(wed)
    assert "Still on the rota (on call): 08:00 EST to Thu 07:00 EST." in seen_by_jo(wed)
    assert "Kim Lee has left" in said(wed.says("jo", "oncall Kim tonight"))


@pytest.mark.parametrize(
    ("saturday", "hours"), [("2026-03-07", 11), ("2026-10-31", 13), ("2026-12-05", 12)]
)
def test_the_night_on_which_the_clocks_change_is_covered_whole(
    bot: Bot, saturday: str, hours: int
) -> None:
    bot.at(f"{saturday} 12:00")
    bot.says("jo", "oncall Kim 19:00 to 07:00")
    bot.at(f"{saturday} 19:00")
    for _ in range(hours):
        assert called(bot) == ["Kim"]
        bot.wait(hours=1)
    assert called(bot) == ["Sam"]
    assert f"{bot.now.astimezone(ZONE):%H:%M}" == "07:00"


def test_a_weekly_rota_of_the_settings(tmp_path: Path) -> None:
    week = (
        WeeklyTurn("Kim Lee", Shift("on call", time(17), time(8), frozenset(range(5)))),
        WeeklyTurn("Raj Patel", Shift("on call", time(8), time(8), frozenset({5, 6}))),
    )
    bot = Bot(tmp_path / "corridor.db", hospital=replace(HARBOR, rota=week))
    for moment, names in (
        ("2026-03-04 12:00", []),
        ("2026-03-04 17:00", ["Kim"]),
        ("2026-03-05 07:59", ["Kim"]),
        ("2026-03-07 07:59", ["Kim"]),
        ("2026-03-07 08:00", ["Raj"]),
        ("2026-03-08 12:00", ["Raj"]),
        ("2026-03-09 08:00", []),
    ):
        bot.at(moment)
        assert called(bot) == names, moment
    bot.says("jo", "oncall Sam now to 10:00")
    assert called(bot) == ["Sam"]
    bot.end()


moments = st.integers(0, 71)
turns = st.lists(
    st.tuples(
        st.sampled_from(["kim", "sam", "raj"]),
        moments,
        st.integers(1, 12),
        st.sampled_from(["", "Lab results"]),
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    bot = Bot(tmp_path_factory.mktemp("rota") / "corridor.db")
    yield bot
    bot.end()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(kept=turns, asked=moments, system=st.sampled_from(["Orders", "Lab results"]))
def test_who_is_called_is_what_a_plain_query_of_the_table_says(
    shared: Bot, kept: Sequence[tuple[str, int, int, str]], asked: int, system: str
) -> None:
    start = local("2026-03-07 00:00").timestamp()

    def moment(hour: int) -> datetime:
        return datetime.fromtimestamp(start + hour * 3600, tz=ZONE)

    ids = {who: number(shared, who) for who in ("kim", "sam", "raj")}
    with shared.database() as db:
        rows = [
            Turn(ids[who], "oncall", moment(at), moment(at + length), place)
            for who, at, length, place in kept
        ]
        oncall.replace(db, "rota.csv", rows)
        at = moment(asked)
        work = Work(db, at, shared.hospital, outbox.batch_of(db, at))
        found = {one.id for one in on_duty(work, "oncall", Concern(system=system, unit="5W"))}
        here = [one for one in rows if one.starts_at <= at < one.ends_at]
        own = {one.person_id for one in here if one.system and one.system == system}
        general = {one.person_id for one in here if not one.system}
        begun = any(one.starts_at <= at for one in rows if one.system in ("", system))
        roles = {ids["sam"]}
        assert found == (own or general or (set() if begun else roles))
        db.rollback()


def test_in_a_ward_room_the_answer_is_private(wed: Bot) -> None:
    assert "On call: Sam Ortiz" in said(wed.says("ben", "oncall", WARDS["5W"]))
    assert "Sam Ortiz" not in wed.sees(WARDS["5W"])


def test_somebody_on_every_rung_is_called_on_each(wed: Bot) -> None:
    day = ("2026-03-04 08:00", "2026-03-05 08:00")
    imports(wed, *(turn(wed, "kim", *day, rung) for rung in RUNGS))
    assert [called(wed, rung) for rung in RUNGS] == [["Kim"]] * 4


def test_every_rung_of_a_rota_may_have_its_gap_at_once(wed: Bot) -> None:
    past, coming = (
        ("2026-03-03 08:00", "2026-03-04 08:00"),
        ("2026-03-05 08:00", "2026-03-06 08:00"),
    )
    imports(wed, *(turn(wed, "kim", *day, rung) for rung in RUNGS for day in (past, coming)))
    assert [called(wed, rung) for rung in RUNGS] == [[]] * 4
    assert seen_by_jo(wed).count("Nobody is on the rota") == 4


def test_who_is_erased_leaves_nothing_on_the_rota(wed: Bot) -> None:
    wed.says("rex", "hello")
    imports(wed, turn(wed, "rex", "2026-03-04 08:00", "2026-03-06 08:00"))
    rex = str(number(wed, "rex"))
    removed = said(wed.presses("jo", "people.remove", rex))
    assert "Still on the rota (on call): 08:00 EST to Fri 08:00 EST." in removed
    wed.presses("jo", "people.erase", rex)
    wed.wait(minutes=5)
    with wed.database() as db:
        assert oncall.between(db, local("2026-01-01"), local("2027-01-01")) == []


def test_old_turns_go_with_the_roster(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-05 08:00"),
        turn(wed, "sam", "2026-03-05 08:00", "2026-05-05 08:00"),
    )
    sam, later = number(wed, "sam"), local("2026-06-04 12:00")
    with wed.database.begin() as db:
        work = Work(db, later, wed.hospital, outbox.batch_of(db, later))
        assert retention.batch(work)["rota"] == 1
        kept = oncall.between(db, local("2026-01-01"), local("2027-01-01"))
        assert [one.turn.person_id for one in kept] == [sam]


def test_the_process_starts_anew_and_the_gap_is_told_once(wed: Bot) -> None:
    imports(
        wed,
        turn(wed, "kim", "2026-03-04 08:00", "2026-03-06 03:00"),
        turn(wed, "sam", "2026-03-06 07:00", "2026-03-16 07:00"),
    )
    wed.restart()
    wed.at("2026-03-05 08:00")
    wed.restart()
    wed.at("2026-03-06 12:00")
    assert seen_by_jo(wed).count("Nobody is on the rota") == 1


def test_an_import_that_somebody_reads_twice_is_told_once(wed: Bot) -> None:
    night = turn(wed, "kim", "2026-03-04 19:00", "2026-03-05 07:00")
    imports(wed, night)
    imports(wed, night)
    assert wed.sees("kim").count("you are on call") == 1


def test_a_sentence_that_is_sent_again_changes_nothing_twice(wed: Bot) -> None:
    wed.says("jo", "oncall Kim tonight")
    wed.replay()
    assert wed.sees("kim").count("you are on call") == 1
    assert _number(wed) == "1"


def test_an_import_wakes_nobody_for_what_can_wait_until_their_shift(tmp_path: Path) -> None:
    nan = staff("Nan Oak", "it", "teams", unit="5W", shift="day")
    bot = Bot(tmp_path / "corridor.db", cast=(*CAST, nan))
    bot.at("2026-03-04 22:00")
    imports(bot, turn(bot, "nan", "2026-03-10 19:00", "2026-03-11 07:00"))
    assert bot.sees("nan") == ""
    bot.at("2026-03-05 07:00")
    assert "On call: Tue 19:00 EDT to Wed 11 Mar 07:00 EDT." in bot.sees("nan")
    bot.at("2026-03-05 22:00")
    imports(bot, turn(bot, "nan", "2026-03-05 23:00", "2026-03-06 07:00"), source="late.csv")
    assert "On call: 23:00 EST to Fri 07:00 EST." in bot.sees("nan")
    bot.end()


def test_help_tells_of_the_rota_by_role(wed: Bot) -> None:
    assert "oncall - who is on call now, and who is next" in said(wed.says("ana", "help oncall"))
    assert "oncall Sam tonight" not in said(wed.says("ana", "help oncall"))
    assert "oncall Sam tonight" in said(wed.says("sam", "help oncall"))


def test_on_postgresql_as_well(postgres: str, tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db", url=emptied(postgres))
    bot.at("2026-03-04 12:00")
    imports(
        bot,
        turn(bot, "kim", "2026-03-04 08:00", "2026-03-05 03:00"),
        turn(bot, "sam", "2026-03-05 07:00", "2026-03-16 07:00"),
    )
    assert "Nobody is on the rota: On call" in seen_by_jo(bot)
    assert "Next: nobody." in said(bot.says("ana", "oncall"))
    bot.says("sam", "oncall Raj Thu 03:00 to Thu 07:00")
    bot.says("jo", "oncall swap Kim and Sam now to 20:00")
    assert called(bot) == ["Sam"]
    bot.at("2026-03-05 03:00")
    assert called(bot) == ["Raj"]
    assert imports(bot, turn(bot, "kim", "2026-03-05 07:00", "2026-03-06 07:00")) == 1
    bot.end()


def test_who_holds_a_role_of_its_own_goes_before_administrators(tmp_path: Path) -> None:
    pat = replace(staff("Pat Quinn", "both", "teams"), roles=frozenset({"admin_oncall"}))
    bot = Bot(tmp_path / "corridor.db", cast=(*CAST, pat))
    assert called(bot, "admin_oncall") == ["Pat"]
    bot.end()


def test_setup_misses_no_role_where_a_rota_says_who(tmp_path: Path) -> None:
    nobody = tuple(replace(one, roles=one.roles - {"oncall"}) for one in CAST)
    bot = Bot(tmp_path / "corridor.db", cast=nobody)
    bot.at("2026-03-04 12:00")
    assert "Nobody is paged for P1 and P2" in said(bot.says("jo", "setup"))
    imports(bot, turn(bot, "kim", "2026-03-04 08:00", "2026-03-06 08:00"))
    assert "Nobody is paged for P1 and P2" not in said(bot.says("jo", "setup"))
    bot.end()
