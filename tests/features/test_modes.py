"""Concerns without a name (R15a): in confidence and anonymous, from the form to the end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.review import HOW, REASON
from bot.core.sealing import Keys, new_key
from bot.features.concerns.confidential import opened
from bot.run.key_rotation import KeyRotation
from bot.words.cards import Reply
from storage.trust import legal_holds
from tests.harness import CAST, TRIAGE, WARDS, Bot, buttons, form, said, staff

KEY = new_key()
MORE = (
    staff("Cora Quill", "clinical", "teams", roles=["custodian"]),
    *(staff(f"{name} West", "clinical", "teams", unit="5W") for name in ("Uma", "Vic", "Wes")),
)
SEALED = "concern:101"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", keys=[KEY], cast=(*CAST, *MORE))
    yield bot
    bot.end()


def raises(bot: Bot, mode: str, text: str = "The label printer prints blank", **more: str) -> Reply:
    asked = form(bot.says("ana", "concern"))
    return bot.fills("ana", asked, text=text, mode=mode, **more)


def confidential(bot: Bot) -> None:
    bot.at("2026-03-04 02:00")
    assert "C-101 is with IT, in confidence" in said(raises(bot, "confidential"))


def anonymous(bot: Bot) -> str:
    """The code."""
    told = said(raises(bot, "anonymous"))
    assert "It goes to IT without your name" in told
    bot.wait(minutes=31)
    return code(told)


def code(told: str) -> str:
    found = re.search(r"[b-z]{4}(?:-[b-z]{4}){3}", told)
    assert found
    return found[0]


def test_the_promise_and_its_limits_stand_beside_the_choice(bot: Bot) -> None:
    asked = form(bot.says("ana", "concern"))
    field = next(f for f in asked.fields if f.id == "mode")
    assert field.value == "named"
    for part in (
        "custodians can open it",
        "Corridor keeps nothing of who you are",
        "can't promise",
    ):
        assert part in field.hint


def test_in_confidence_is_not_offered_without_a_key(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "keyless.db", keys=())
    asked = form(bot.says("ana", "confidential"))
    field = next(f for f in asked.fields if f.id == "mode")
    assert "confidential" not in str(field)
    assert "Names can't be sealed here yet" in said(raises(bot, "confidential"))
    assert not bot.posts(TRIAGE)
    bot.end()


def test_words_typed_in_the_chat_are_pointed_out(bot: Bot) -> None:
    asked = form(bot.says("ana", "anonymous the printer is dead"))
    assert "stands in this chat under your name" in said(asked)
    assert next(f for f in asked.fields if f.id == "mode").value == "anonymous"


def test_in_confidence_both_sides_see_no_name_and_no_time_of_day(bot: Bot) -> None:
    confidential(bot)
    for key, room in ((SEALED, WARDS["5W"]), (f"{SEALED}:it", TRIAGE)):
        card = bot.card(key, room)
        assert "Raised: Someone, in confidence, Wed 04 Mar" in card
        assert "Ana" not in card
    assert "Ana" not in bot.sees(TRIAGE)


def test_in_confidence_answers_reach_the_reporter_in_private_and_theirs_go_back(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "Which tray is it in?", TRIAGE, under=f"{SEALED}:it")
    told = bot.sees("ana")
    assert "Which tray is it in?" in told
    assert "Only you are told this" in told
    asked = form(bot.presses("ana", "inside.write", "101"))
    assert "Your name stays sealed" in said(bot.fills("ana", asked, text="The upper one"))
    assert "The reporter on C-101\n“The upper one”" in bot.sees(TRIAGE)
    bot.says("ana", "C-101 and the lower one too")
    assert "The reporter on C-101\n“and the lower one too”" in bot.sees(TRIAGE)
    assert "Ana" not in bot.sees(TRIAGE)


def test_in_confidence_the_reporter_checks_without_a_name(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "fixed C-101 a new label roll is in and it prints")
    assert "Please check C-101" in bot.sees("ana")
    assert "C-101 is closed" in said(bot.presses("ana", "concern.confirm", "101"))
    assert "The reporter checked it on the ward" in bot.sees(TRIAGE)
    bot.says("ana", "reopen C-101 it prints blank again")
    assert "The reporter says it is not fixed" in bot.sees(TRIAGE)
    assert "Ana" not in bot.sees(TRIAGE)


def test_only_the_reporter_writes_back_in_confidence(bot: Bot) -> None:
    confidential(bot)
    assert "Only the person who raised" in said(bot.presses("ben", "inside.write", "101"))
    assert "Only the person who raised" in said(bot.says("ben", "withdraw C-101"))
    assert "is taken back" in said(bot.says("ana", "withdraw C-101"))


def test_answers_in_confidence_wait_for_the_shift(bot: Bot) -> None:
    bot.at("2026-03-04 02:00")
    raises(bot, "confidential")
    bot.at("2026-03-04 09:00")
    bot.says("sam", "Which tray is it in?", TRIAGE, under=f"{SEALED}:it")
    assert "Which tray" not in bot.sees("ana")
    bot.at("2026-03-04 19:01")
    assert "Which tray" in bot.sees("ana")


def test_without_the_key_nothing_tells_who_raised_it(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "Which tray is it in?", TRIAGE, under=f"{SEALED}:it")
    bot.says("ana", "C-101 the upper one")
    rows = [row for row in bot.everything().split("\n") if "101" in row]
    assert rows
    me = ana(bot)
    for row in rows:
        assert "ana" not in row.lower().replace("manage", ""), row
        assert f"'person_id', {me}" not in row
    with bot.database() as db:
        named = (
            "SELECT person_id FROM concern_entries UNION SELECT person_id FROM concern_reporters"
        )
        assert me not in set(db.scalars(text(named)))
        assert db.scalar(text("SELECT reporter_id FROM concerns")) is None


def ana(bot: Bot) -> int:

    with bot.database() as db:
        return int(db.scalar(text("SELECT id FROM people WHERE name LIKE 'Ana%'")) or 0)


def test_a_custodian_opens_the_name_with_a_reason_and_the_reporter_is_told(bot: Bot) -> None:
    confidential(bot)
    assert "A custodian of this hospital can do that" in said(bot.says("sam", "unseal C-101 why"))
    assert "at least five plain words" in said(bot.says("cora", "unseal C-101 because"))
    why = "a second report says that somebody may be in danger"
    assert "in a direct message" in said(bot.says("cora", f"unseal C-101 {why}", WARDS["5W"]))
    assert "was raised by Ana Ruiz" in said(bot.says("cora", f"unseal C-101 {why}"))
    assert "Your name behind C-101 was opened" in bot.sees("ana")
    assert why in bot.sees("ana")
    assert "Ana" not in bot.sees(TRIAGE)
    history = said(bot.presses("sam", "concern.history", "101"))
    assert "A custodian opened who raised it" in history
    audited = [row for row in bot.everything().split("\n") if "seal.opened" in row]
    assert len(audited) == 1
    assert why not in audited[0]


def test_thirty_days_after_the_end_nobody_can_open_the_name(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "fixed C-101 a new label roll is in and it prints")
    bot.presses("ana", "concern.confirm", "101")
    bot.wait(days=29)
    assert "was raised by Ana" in said(
        bot.says("cora", "unseal C-101 somebody may be in danger here")
    )
    bot.wait(days=2)
    again = said(bot.says("cora", "unseal C-101 somebody may be in danger here"))
    assert "Its name was destroyed" in again
    assert "seal.shredded" in bot.everything()

    with bot.database() as db:
        assert db.scalar(text("SELECT count(*) FROM sealed WHERE kind = 'reporter'")) == 0
        assert db.scalar(text("SELECT text FROM sealed_reporters")) == ""
        assert db.scalar(text("SELECT count(*) FROM shown WHERE platform = 'sealed'")) == 0


def test_reopened_the_name_stays_sealed_and_answers_still_come(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "fixed C-101 a new label roll is in and it prints")
    bot.presses("ana", "concern.confirm", "101")
    bot.wait(days=10)
    bot.says("ana", "reopen C-101 it prints blank again")
    bot.wait(days=40)
    assert "was raised by Ana" in said(
        bot.says("cora", "unseal C-101 somebody may be in danger here")
    )


def test_a_duplicate_in_confidence_hears_what_becomes_of_its_parent(bot: Bot) -> None:
    bot.at("2026-03-04 02:00")
    bot.says("ben", "concern the scanner on 5W is slow", WARDS["5W"])
    raises(bot, "confidential")
    bot.says("sam", "duplicate C-102 C-101")
    assert "2 reporters" in bot.card("concern:101:it", TRIAGE)
    bot.says("sam", "answer C-101 we are on it now")
    assert "we are on it now" in bot.sees("ana")


def test_an_anonymous_concern_goes_out_later_under_nobody(bot: Bot) -> None:
    told = said(raises(bot, "anonymous"))
    assert "C-101" not in told
    assert not bot.posts(TRIAGE)
    assert "Not posted yet" in said(bot.says("ana", f"receipt {code(told)}"))
    bot.wait(minutes=31)
    card = bot.card("concern:101:it", TRIAGE)
    assert "Raised: Anonymous, Wed 04 Mar" in card
    assert "Ana" not in bot.sees(TRIAGE)


def test_the_code_shows_the_thread_and_lets_its_holder_write_and_check(bot: Bot) -> None:
    known = anonymous(bot)
    bot.says("sam", "Which tray is it in?", TRIAGE, under="concern:101:it")
    shown = bot.fills("ana", bot.says("ana", "receipt"), code=known.upper())
    assert "Sam Ortiz · IT" in said(shown)
    assert "Which tray is it in?" in said(shown)
    asked = form(bot.presses("ana", "receipt.write", known))
    bot.fills("ana", asked, text="The upper one")
    assert "The reporter on C-101\n“The upper one”" in bot.sees(TRIAGE)
    bot.says("sam", "fixed C-101 a new label roll is in and it prints")
    shown = bot.presses("ana", "receipt.see", known)
    assert [b.label for b in buttons(shown)][:2] == ["It works", "Not yet"]
    bot.presses("ana", "receipt.confirm", known)
    assert "The reporter checked it on the ward" in bot.sees(TRIAGE)
    asked = form(bot.presses("ana", "receipt.reopen", known))
    bot.fills("ana", asked, reason="It prints blank again")
    assert "It prints blank again" in bot.sees(TRIAGE)
    assert "Ana" not in bot.sees(TRIAGE)


def test_a_code_typed_in_a_chat_is_pointed_out_and_a_wrong_one_shows_nothing(bot: Bot) -> None:
    known = anonymous(bot)
    assert "delete that message" in said(bot.says("ana", f"receipt {known}"))
    wrong = "bcdf-ghjk-lmnp-qrst"
    assert "No concern has that code" in said(bot.says("ana", f"receipt {wrong}"))
    assert "No concern has that code" in said(bot.presses("ana", "receipt.write", wrong))


def test_the_writer_is_warned_of_words_that_tell_who_they_are(bot: Bot) -> None:
    words = "I am the charge nurse and the printer died on my last night shift, Ana"
    asked = form(raises(bot, "anonymous", words))
    told = said(asked)
    for part in ("names your shift", "names your job", "has your name in it"):
        assert part in told
    assert words not in bot.everything()
    done = bot.fills("ana", asked, text="The printer is dead")
    assert "It goes to IT without your name" in said(done)


def test_what_the_guard_takes_out_is_shown_first_and_no_draft_is_kept(bot: Bot) -> None:
    asked = form(raises(bot, "anonymous", "eMAR frozen, pt Jane Sample MRN 12345678"))
    assert "[NAME]" in said(asked)

    with bot.database() as db:
        assert db.scalar(text("SELECT count(*) FROM drafts")) == 0
    assert "It goes to IT without your name" in said(bot.fills("ana", asked))
    bot.wait(minutes=31)
    assert "eMAR frozen, pt [NAME]" in bot.card("concern:101:it", TRIAGE)


def test_soft_findings_are_kept_with_a_reason_and_nobodys_name(bot: Bot) -> None:
    asked = form(raises(bot, "anonymous", "call (212) 555-0142 about the fax"))
    again = form(bot.fills("ana", asked, **{HOW: "mine"}))
    assert "Say in a few words why" in said(again)
    bot.fills("ana", again, **{HOW: "mine", REASON: "our own desk"})
    bot.wait(minutes=31)
    assert "(212) 555-0142" in bot.card("concern:101:it", TRIAGE)
    assert "our own desk" in said(bot.presses("sam", "concern.history", "101"))
    assert "Ana" not in said(bot.presses("sam", "concern.history", "101"))


def test_a_small_unit_is_not_named(bot: Bot) -> None:
    raises(bot, "anonymous", unit="PH")
    bot.wait(minutes=31)
    assert "Pharmacy" not in bot.card("concern:101:it", TRIAGE)
    raises(bot, "anonymous", "the scanner is dead", unit="5W")
    bot.wait(minutes=31)
    assert "5 West" in bot.card("concern:102:it", TRIAGE)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("the monitors are dark", {"care": "stopped", "harm": "reached"}),
        ("pt not breathing in bay four, the monitor is dark", {}),
    ],
)
def test_an_urgent_one_goes_out_at_once_and_says_what_that_tells(
    bot: Bot, text: str, answers: dict[str, str]
) -> None:
    told = said(raises(bot, "anonymous", text, **answers))
    assert "went out at once, and the hour of it can be known" in told
    assert "x5100" in told
    assert "C-101" in bot.card("concern:101:it", TRIAGE)
    found = re.search(r"[b-z]{4}(?:-[b-z]{4}){3}", told)
    assert found
    assert "C-101" in said(bot.says("ana", f"receipt {found[0]}"))


def test_the_button_says_which_ones_go_out_at_once(bot: Bot) -> None:
    field = next(f for f in form(bot.says("ana", "anonymous")).fields if f.id == "mode")
    assert "goes out at once, so its hour can be known" in field.hint


def test_the_same_form_sent_twice_is_one_concern(bot: Bot) -> None:
    for mode in ("confidential", "anonymous"):
        raises(bot, mode, f"the {mode} printer is dead")
        assert said(bot.replay()).partition("\n")[0] in {"", "This was sent already"}
    bot.wait(minutes=31)
    assert "C-102" in bot.sees(TRIAGE)
    assert "C-103" not in bot.sees(TRIAGE)


def test_three_named_colleagues_end_it_and_nobody_learns_a_name(bot: Bot) -> None:
    confidential(bot)
    assert "1 of 3" in said(bot.says("sam", "flag C-101"))
    assert "already" in said(bot.says("sam", "flag C-101"))
    bot.says("kim", "flag C-101")
    assert "can add nothing more" in said(bot.says("raj", "flag C-101"))
    assert "called this abuse" in said(bot.presses("ana", "inside.write", "101"))
    assert "Nobody was told your name" in said(raises(bot, "confidential", "another thing is dead"))
    assert "Nobody was told your name" in said(raises(bot, "anonymous", "another thing is dead"))
    assert "C-102" in said(raises(bot, "named", "another thing is dead"))
    assert "Ana" not in said(bot.presses("sam", "concern.history", "101"))
    bot.says("cora", "unflag C-101")
    assert "in confidence" in said(raises(bot, "confidential", "yet another thing is dead"))


def test_three_flags_close_a_code(bot: Bot) -> None:
    known = anonymous(bot)
    for who in ("sam", "kim", "raj"):
        bot.says(who, "flag C-101")
    assert "called this abuse" in said(bot.presses("ana", "receipt.write", known))
    assert "called this abuse" in said(bot.says("ana", f"receipt {known}"))


def test_a_concern_with_a_name_is_neither_flagged_nor_opened(bot: Bot) -> None:
    bot.says("ana", "concern the printer is dead", WARDS["5W"])
    assert "has a name on it" in said(bot.says("sam", "flag C-101"))
    why = "somebody may be in danger here"
    assert "raised with a name" in said(bot.says("cora", f"unseal C-101 {why}"))
    raises(bot, "anonymous")
    bot.wait(minutes=31)
    assert "none can be opened" in said(bot.says("cora", f"unseal C-102 {why}"))


def test_exports_tell_the_day_of_what_has_no_name(bot: Bot) -> None:
    confidential(bot)
    rows = said(bot.says("elena", "export csv"))
    assert "C-101,2026-03-04,5W" in rows
    assert "Ana" not in rows


def test_under_a_legal_hold_the_seal_stays_until_the_hold_is_lifted(bot: Bot) -> None:
    confidential(bot)
    bot.says("sam", "fixed C-101 a new label roll is in and it prints")
    bot.presses("ana", "concern.confirm", "101")
    with bot.database.begin() as db:
        legal_holds.put(db, "concern", 101, why="an inquiry", author=1, at=bot.now)
    bot.wait(days=40)
    why = "somebody may be in danger here"
    assert "was raised by Ana" in said(bot.says("cora", f"unseal C-101 {why}"))
    with bot.database.begin() as db:
        hold = legal_holds.get(db, "concern", 101)
        assert hold is not None
        legal_holds.lift(db, hold)
    bot.wait(days=2)
    assert "Its name was destroyed" in said(bot.says("cora", f"unseal C-101 {why}"))


def test_with_another_key_the_seal_opens_as_before_and_without_one_not_at_all(bot: Bot) -> None:
    confidential(bot)
    other, why = new_key(), "somebody may be in danger here"
    with bot.database.begin() as db:
        KeyRotation(Keys([other, KEY]), bot.now).step(db)
    bot.keys = [other]
    bot.restart()
    assert "was raised by Ana" in said(bot.says("cora", f"unseal C-101 {why}"))
    bot.keys = [new_key()]
    bot.restart()
    with bot.database() as db:
        assert opened(db, 101, bot.now) is None


def test_in_the_thread_a_sealed_reporter_is_a_colleague_and_hears_no_echo(bot: Bot) -> None:
    confidential(bot)
    bot.says("ana", "It does the same on the other side", WARDS["5W"], under=SEALED)
    assert "Ana Ruiz · clinical on C-101" in bot.sees(TRIAGE)
    assert "the other side" not in bot.sees("ana")
