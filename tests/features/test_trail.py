"""The audit log has what somebody may have to answer for, and no word that anyone wrote."""

from pathlib import Path

import pytest

from storage.trust import audit, audit_verification
from tests.features import test_link as links
from tests.filled import fill, house
from tests.harness import WARDS, Bot, buttons, said

WHY = "quagmire in the reason that was given"


def acts(bot: Bot) -> list[tuple[str, str, str]]:
    with bot.database() as db:
        return [(row.act, row.about, row.outcome) for row in audit.rows(db)]


def test_lowering_a_safety_matter_is_noted_and_its_reason_is_not(bot: Bot) -> None:
    concern = bot.says("ana", "concern pump alarm can't be heard, a patient was nearly hurt")
    assert concern is not None
    with bot.database.begin() as db:
        db.connection().exec_driver_sql("UPDATE concerns SET harm = 'near', priority = 'P2'")
    bot.says("priya", f"priority C-101 P3 {WHY}")
    assert acts(bot) == [("concern.lowered", "C-101", "P2 to P3")]
    assert "quagmire" not in said(bot.says("jo", "audit"))


def test_raising_one_is_daily_work(bot: Bot) -> None:
    bot.says("ana", "concern label printer prints blank")
    bot.says("sam", f"priority C-101 P2 {WHY}")
    assert acts(bot) == []


def test_rights_that_change_are_noted_by_number(bot: Bot) -> None:
    bot.presses("newbie", "me.side", "clinical")
    number = next(about for act, about, _ in acts(bot) if act == "person.changed").split()[1]
    bot.submits("jo", "people.save", number, side="clinical", roles="leader")
    bot.presses("jo", "people.remove", number)
    bot.presses("jo", "people.back", number)
    about = f"person {number}"
    assert acts(bot) == [
        ("person.changed", about, "side none to clinical"),
        ("person.changed", about, "side clinical to clinical, roles none to leader"),
        ("person.removed", about, ""),
        ("person.back", about, ""),
    ]


def test_what_is_refused_is_not_noted(bot: Bot) -> None:
    bot.says("ana", "export csv")
    bot.says("ana", "legalhold C-101 why")
    bot.presses("sam", "people.remove", "1")
    assert acts(bot) == []


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_noted(bot: Bot, form: str) -> None:
    bot.says("ana", "concern label printer prints blank")
    bot.says("elena", f"export {form}")
    assert acts(bot) == [("exported", "concerns", f"1 as {form}")]


def test_what_came_of_a_poll_is_noted_each_time_it_is_said(bot: Bot) -> None:
    bot.says("ana", "poll Ready for Saturday?", WARDS["5W"])
    bot.says("ana", "close P-101")
    bot.says("ana", f"outcome P-101 {WHY}")
    bot.says("ana", "outcome P-101 another week of training")
    assert acts(bot) == [
        ("poll.decided", "P-101", "outcome 1"),
        ("poll.decided", "P-101", "outcome 2"),
    ]


def test_accounts_that_become_one_are_noted(bot: Bot) -> None:
    given = links.code(links.on(bot, "newbie", "teams", "link"))
    links.links(bot, "newbie", "slack", given)
    ((act, about, outcome),) = acts(bot)
    assert act == "accounts.linked"
    assert f"{about} {outcome}".count("person ") == 2


def test_the_log_is_an_administrators_and_says_how_to_verify_it(bot: Bot) -> None:
    bot.says("elena", "export csv")
    assert "An administrator can do that" in said(bot.says("elena", "audit"))
    shown = bot.says("jo", "audit")
    assert "Dr Elena Marsh" in said(shown)
    assert "exported concerns 0 as csv" in said(shown)
    assert "corridor audit verify" in said(shown)
    assert not list(buttons(shown))


def test_a_house_full_of_everything_has_a_whole_log_without_a_text(tmp_path: Path) -> None:
    bot = house(tmp_path / "corridor.db", mark="Quay")
    fill(bot, "quay")
    noted = acts(bot)
    with bot.database() as db:
        assert audit_verification.verify(db).faults == []
    bot.end()
    assert {act for act, _, _ in noted} >= {"accounts.separated", "person.removed"}
    assert "quay" not in str(noted).casefold()
