"""What people wrote, sealed in the database: unreadable there, readable here, with any of the keys."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Text, select, type_coerce

from bot.core.sealing import Keys, Unsealable, new_key
from bot.run.key_rotation import KeyRotation, key_problem
from storage.engine.base import vacuum
from storage.nouns import concern_search
from storage.trust.sealed_texts import columns
from tests.filled import EVERY_ROOM, fill
from tests.harness import TRIAGE, WARDS, Bot, said

OLD, NEW = new_key(), new_key()
SECRET = "quagmire"


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Bot]:
    bot = Bot(tmp_path / "corridor.db", keys=[OLD], seal_texts=True)
    yield bot
    bot.end()


def raw(bot: Bot) -> dict[str, list[str]]:
    """What each column of sealed texts holds, by its name."""
    with bot.database() as db:
        return {
            str(c): [one for one in db.scalars(select(type_coerce(c, Text))) if one]
            for c in columns()
        }


def on_disk(bot: Bot) -> bytes:
    files = bot.path.parent.glob(f"{bot.path.name}*")
    return b"".join(file.read_bytes() for file in files)


def reseal(bot: Bot, keys: Keys) -> KeyRotation:
    of, more = KeyRotation(keys, bot.now), True
    while more:
        with bot.database.begin() as db:
            more = of.step(db)
    vacuum(bot.database)
    return of


def again(bot: Bot, *keys: str, texts: bool = True) -> None:
    """The process starts anew with other keys."""
    bot.keys, bot.seal_texts = keys, texts
    bot.restart()


def test_people_read_what_the_database_cannot(sealed: Bot) -> None:
    sealed.says("ana", f"concern {SECRET} printer blank")
    sealed.says("sam", f"answer C-101 try the {SECRET} tray")
    assert SECRET in sealed.card("concern:101", WARDS["5W"])
    assert SECRET in sealed.sees(TRIAGE)
    assert SECRET in said(sealed.says("ben", "C-101"))
    assert SECRET.encode() not in on_disk(sealed)


def test_every_text_there_is_is_sealed(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db", rooms=EVERY_ROOM, keys=[OLD], seal_texts=True)
    bot.at("2026-03-06 10:00")
    fill(bot, "")
    mark = Keys([OLD], texts=True).mark
    found = raw(bot)
    bot.end()
    empty = {name for name, texts in found.items() if not texts}
    assert empty <= {
        *("concerns.hold_note", "huddle_words.decision", "holds.why", "receipts.held"),
        "poll_answers.theme",
        "held_answers.body",  # minutes old at the most: `tests/engine/test_lasting.py`
    }
    assert all(text.startswith(mark) for texts in found.values() for text in texts)


def test_a_message_that_says_the_same_is_not_posted_again(sealed: Bot) -> None:
    """The database compares messages, so equal ones have equal seals."""
    sealed.says("ana", f"concern {SECRET} printer blank")
    with sealed.database() as db:
        before = db.connection().exec_driver_sql("SELECT key, version FROM shown").all()
    sealed.says("sam", "C-101")
    sealed.wait(minutes=1)
    with sealed.database() as db:
        after = db.connection().exec_driver_sql("SELECT key, version FROM shown").all()
    assert sorted(map(tuple, before)) == sorted(map(tuple, after))


def test_equal_texts_have_different_seals_where_nothing_compares_them() -> None:
    keys = Keys([OLD], texts=True)
    assert keys.shut("concerns.text", SECRET) != keys.shut("concerns.text", SECRET)
    assert keys.shut("shown.body", SECRET, steady=True) == keys.shut(
        "shown.body", SECRET, steady=True
    )


@pytest.mark.parametrize("steady", [False, True])
def test_a_text_opens_in_its_own_column_only_and_unchanged_only(steady: bool) -> None:
    keys = Keys([OLD], texts=True)
    shut = keys.shut("concerns.text", SECRET, steady=steady)
    assert keys.plain("concerns.text", shut) == SECRET
    with pytest.raises(Unsealable):
        keys.plain("concerns.note", shut)
    middle = len(shut) - 12
    other = "A" if shut[middle] != "A" else "B"
    with pytest.raises(Unsealable):
        keys.plain("concerns.text", shut[:middle] + other + shut[middle + 1 :])
    with pytest.raises(Unsealable):
        Keys([NEW], texts=True).plain("concerns.text", shut)


def test_nobody_can_write_what_passes_for_a_seal(tmp_path: Path) -> None:
    plain = Keys([OLD])
    forged = Keys([OLD], texts=True).shut("concerns.text", SECRET)
    assert plain.plain("concerns.text", plain.shut("concerns.text", forged)) == forged.lstrip(
        "\x02"
    )


def test_words_are_found_without_an_index_that_would_tell_them(sealed: Bot) -> None:
    for what in ("printer blank", f"{SECRET} reader dead", "scanner slow"):
        sealed.says("ana", f"concern {what} here")
    with sealed.database() as db:
        assert concern_search.find(db, SECRET[:5]) == [102]
        assert concern_search.find(db, "nothing of that") == []
    rows = sqlite3.connect(sealed.path).execute("SELECT count(*) FROM concern_words").fetchone()
    assert rows == (0,)


def test_switched_on_later_it_seals_what_was_there(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "corridor.db", keys=[OLD])
    bot.says("ana", f"concern {SECRET} printer blank")
    assert SECRET.encode() in on_disk(bot)
    again(bot, OLD)
    done = reseal(bot, Keys([OLD], texts=True))
    assert done.done["concerns.text"] == 1
    assert not done.failed
    assert SECRET.encode() not in on_disk(bot)
    assert SECRET in said(bot.says("ben", "C-101"))
    bot.end()


def test_switched_off_it_opens_all_again(sealed: Bot) -> None:
    sealed.says("ana", f"concern {SECRET} printer blank")
    again(sealed, OLD, texts=False)
    reseal(sealed, Keys([OLD]))
    assert all(not t.startswith("\x02") for texts in raw(sealed).values() for t in texts)
    with sealed.database() as db:
        assert concern_search.find(db, SECRET) == [101]


def test_a_key_is_changed_and_the_old_one_taken_away(sealed: Bot) -> None:
    sealed.says("ana", f"concern {SECRET} printer blank")
    again(sealed, NEW, OLD)
    assert SECRET in said(sealed.says("ben", "C-101"))
    sealed.says("ben", f"C-101 it is the {SECRET} again")
    done = reseal(sealed, Keys([NEW, OLD], texts=True))
    assert not done.failed
    again(sealed, NEW)
    assert SECRET in said(sealed.says("ben", "C-101"))
    with sealed.database() as db:
        assert key_problem(db, Keys([NEW], texts=True)) == ""
        assert "put the key before it back" in key_problem(db, Keys([OLD], texts=True))
        assert "set it again" in key_problem(db, None)


def test_what_no_key_opens_is_counted_and_left(sealed: Bot) -> None:
    sealed.says("ana", f"concern {SECRET} printer blank")
    before = raw(sealed)["concerns.text"]
    again(sealed, NEW)
    done = reseal(sealed, Keys([NEW], texts=True))
    assert done.failed["concerns.text"] == 1
    assert raw(sealed)["concerns.text"] == before


def test_an_edit_under_the_new_key_is_one_edit(sealed: Bot) -> None:
    sealed.says("ana", f"concern {SECRET} printer blank")
    again(sealed, NEW, OLD)
    reseal(sealed, Keys([NEW, OLD], texts=True))
    before = len(sealed.posts(TRIAGE))
    sealed.says("sam", "take C-101")
    sealed.now += timedelta(minutes=1)
    assert len(sealed.posts(TRIAGE)) == before
