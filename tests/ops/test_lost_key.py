"""A key that is lost for good: what it sealed is given up on purpose, and the bot starts and is whole."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
from sqlalchemy import select

from bot.core.sealing import Keys, new_key
from bot.ops import key_give_up
from bot.ops.key_give_up import LOST, NAME_LOST
from bot.run.key_rotation import key_problem
from bot.words.cards import load
from storage.delivery.shown import SHOWN
from storage.engine import sealed_secrets
from storage.engine.session import open_hospital
from storage.nouns import concerns, drafts, entries, sealed_ballots
from storage.trust import audit_verification, sealed_reporters, sealed_texts
from tests import prepared, typed
from tests.filled import EVERY_ROOM, fill
from tests.harness import CAST, HARBOR, TRIAGE, WARDS, Bot, form, said, staff
from tests.wire.running import eventually, running

OLD, NEW, THIRD = new_key(), new_key(), new_key()
SECRET = "quagmire"
FILE = f"""[hospital]
id = "{HARBOR.id}"
name = "Harbor City General"
zone = "America/New_York"
[privacy]
seal_texts = true
"""


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    prepared.migrated(tmp_path / "corridor.db")
    cast = (*CAST, staff("Cora Quill", "clinical", "teams", roles=["custodian"]))
    made = Bot(tmp_path / "corridor.db", keys=[OLD], seal_texts=True, cast=cast)
    (tmp_path / "corridor.toml").write_text(FILE, encoding="utf-8")
    yield made
    made.end()


def corridor(bot: Bot, *args: str, keys: str = NEW) -> tuple[int, str]:
    """The command with the key at hand, while the bot is stopped."""
    env = {"DATABASE_URL": bot.url or f"sqlite:///{bot.path}", "CORRIDOR_KEYS": keys}
    with patch.object(key_give_up, "agreed_time", lambda _: bot.now):
        done = typed.corridor(*args, cwd=bot.path.parent, **{k: v for k, v in env.items() if v})
    return done.returncode, done.stdout + done.stderr


def lose(bot: Bot) -> str:
    """Stop, give up what only the old key opens, and start with the new one."""
    bot.close()
    code, told = corridor(bot, "key", "give-up", "--confirm")
    assert code == 0, told
    again(bot)
    return told


def again(bot: Bot, *keys: str) -> None:
    bot.keys = keys or (NEW,)
    bot._open()


def raised(bot: Bot) -> None:
    """Concerns with and without a name, an act in the audit log, and a platform's token."""
    bot.says("ana", f"concern {SECRET} printer blank")
    bot.says("sam", f"answer C-101 try the {SECRET} tray")
    asked = form(bot.says("ana", "concern"))
    bot.fills("ana", asked, text=f"the {SECRET} pump alarms late", mode="confidential")
    bot.says("sam", "Which pump is it?", TRIAGE, under="concern:102:it")
    bot.says("jo", "me export")
    with bot.database.begin() as db:
        sealed = Keys([OLD]).seal("slack-install/T1", "xoxb-tellnobody")
        sealed_secrets.put(db, "slack-install", "T1", sealed, bot.now, None)


def test_it_will_not_start_and_names_the_way_out(bot: Bot) -> None:
    raised(bot)
    bot.close()
    code, told = corridor(bot, "worker")
    assert code == 1
    assert "does not open the audit log: put the key before it back" in told
    assert "If it is lost for good: corridor key give-up" in told
    code, told = corridor(bot, "audit", "verify")
    assert (code, told.count("corridor key give-up")) == (1, 1)
    again(bot, OLD)


def test_without_a_word_nothing_is_changed_and_all_is_told(bot: Bot) -> None:
    raised(bot)
    bot.close()
    before = bot.path.read_bytes()
    code, told = corridor(bot, "key", "give-up")
    assert code == 0
    rows = {what: count for count, what in re.findall(r"^ +(\d+)  (.*)$", told, re.M)}
    assert rows == {
        "the audit log's own: its rows stay, and can't be proven any more": "1",
        "tokens of installed workspaces: install the app there again": "1",
        key_give_up.NAMES: "1",
        "texts in concern_entries.text": rows["texts in concern_entries.text"],
        "texts in concerns.text": "2",
        "texts in concerns.why": "2",
        "texts in shown.body": rows["texts in shown.body"],
    }
    assert "Nothing was changed." in told
    assert bot.path.read_bytes() == before
    again(bot, OLD)
    assert SECRET in said(bot.says("ben", "C-101"))


def test_after_it_the_bot_starts_and_everything_can_be_read(bot: Bot) -> None:
    raised(bot)
    told = lose(bot)
    assert "Given up:" in told
    with bot.database() as db:
        assert key_problem(db, Keys([NEW], texts=True)) == ""
    assert LOST in said(bot.says("ben", "C-101"))
    bot.says("sam", "fixed C-101 a new cable, please look again")
    bot.says("ana", "confirm C-101")
    assert "a new cable" in bot.card("concern:101", WARDS["5W"])


def test_the_application_itself_starts_then(bot: Bot) -> None:
    raised(bot)
    lose(bot)
    bot.close()
    with running(bot.path.parent, {"CORRIDOR_KEYS": NEW}, FILE) as app:
        eventually(lambda: httpx.get(f"{app.url}/readyz").status_code == 200)
        page = httpx.get(f"{app.url}/").text
        assert "Harbor City General" in page
    again(bot)
    with bot.database() as db:
        assert not audit_verification.verify(db).faults


def test_cards_are_made_anew_and_say_it(bot: Bot) -> None:
    raised(bot)
    assert SECRET in bot.sees(TRIAGE)
    lose(bot)
    bot.deliver()
    for key, room in (("concern:101", WARDS["5W"]), ("concern:101:it", TRIAGE)):
        card = bot.card(key, room)
        assert LOST in card
        assert SECRET not in card
        assert "P" in card


def test_what_was_raised_in_confidence_goes_on_and_nobody_is_told_what_is_not_so(bot: Bot) -> None:
    bot.at("2026-03-04 02:00")  # Ana is on shift
    raised(bot)
    assert "Which pump is it?" in bot.sees("ana")
    assert "answers don't reach them" not in bot.card("concern:102:it", TRIAGE)
    lose(bot)
    bot.deliver()
    card = bot.card("concern:102:it", TRIAGE)
    assert "answers don't reach them any more" in card
    assert "Someone, in confidence" in card
    bot.says("sam", "Where do you stand?", TRIAGE, under="concern:102:it")
    bot.says("sam", "fixed C-102 the alarm is louder now, please look again")
    assert "Where do you stand?" not in bot.sees("ana")
    assert "Fixed - please check" in bot.card("concern:102:it", TRIAGE)
    bot.wait(days=7)
    with bot.database() as db:
        concern = concerns.get(db, 102)
        assert concern is not None
        assert not concern.open
    assert NAME_LOST in stored(bot, 102)


def stored(bot: Bot, number: int) -> str:
    """The history of a concern."""
    with bot.database() as db:
        concern = concerns.get(db, number)
        assert concern is not None
        return "\n".join(entry.text for entry in entries.of(db, concern))


def test_a_custodian_reads_that_the_key_was_lost_and_later_too(bot: Bot) -> None:
    raised(bot)
    lose(bot)
    why = "unseal C-102 somebody may be in danger here"
    assert "The key to its name was lost" in said(bot.says("cora", why))
    with bot.database.begin() as db:
        concern = concerns.get(db, 102)
        assert concern is not None
        assert not sealed_reporters.shred(db, concern, bot.now)
    assert "The key to its name was lost" in said(bot.says("cora", why))


def test_the_audit_log_begins_a_new_part_and_says_what_it_cannot_prove(bot: Bot) -> None:
    raised(bot)
    bot.close()
    code, before = corridor(bot, "audit", "verify", keys=OLD)
    assert code == 0
    rows = int(re.findall(r"(\d+) rows, nothing is wrong", before)[0])
    corridor(bot, "key", "give-up", "--confirm")
    code, told = corridor(bot, "audit", "verify")
    assert code == 0, told
    assert f"{rows} rows before row {rows + 1} were sealed with a key that was given up" in told
    assert "nothing is wrong" in told
    again(bot)
    with bot.database() as db:
        found = audit_verification.verify(db)
    assert (found.unproven, found.restarted) == (rows, rows + 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM audit WHERE n = 1", "row 1 is missing"),
        ("UPDATE audit SET outcome = 'x' WHERE act = 'key.given-up'", "was changed"),
        ("UPDATE audit SET act = 'retention' WHERE act = 'audit.restarted'", "was changed"),
    ],
)
def test_tampering_that_can_be_seen_is_seen(bot: Bot, change: str, told: str) -> None:
    raised(bot)
    bot.says("ana", "me export")
    bot.close()
    corridor(bot, "key", "give-up", "--confirm")
    with sqlite3.connect(bot.path) as raw:
        raw.execute(change)
    raw.close()
    code, said_ = corridor(bot, "audit", "verify")
    assert code == 1
    assert told in said_
    again(bot)


def test_what_a_key_at_hand_opens_is_kept_and_sealed_anew(bot: Bot) -> None:
    """The newest key is lost, and an older one is still there."""
    raised(bot)
    bot.close()
    again(bot, THIRD, OLD)
    bot.says("ben", "concern the scanner on 5 West is dead")
    bot.close()
    code, told = corridor(bot, "key", "give-up", "--confirm", keys=f"{NEW},{OLD}")
    assert code == 0, told
    again(bot)
    assert SECRET in said(bot.says("ben", "C-101"))
    assert LOST in said(bot.says("ben", "C-103"))
    with bot.database() as db:
        assert not sealed_reporters.lost(db, 102)
        mark = Keys([NEW], texts=True).mark
        for column in sealed_texts.columns():
            assert sealed_texts.outdated(db, column, Keys([NEW], texts=True), 0, 9) == []
    assert mark


def test_on_postgresql(tmp_path: Path, empty: str) -> None:
    """With messages that wait, old and new, for the queue is apart there."""
    prepared.up_to_date(empty)
    (tmp_path / "corridor.toml").write_text(FILE, encoding="utf-8")
    bot = Bot(tmp_path / "unused.db", url=empty, keys=[OLD], seal_texts=True)
    raised(bot)
    bot.chats["slack"].down = True
    bot.says("sam", "take C-101")
    bot.says("ana", f"concern the {SECRET} scanner is dead")
    bot.chats["slack"].down = False
    lose(bot)
    bot.wait(minutes=5)
    for key, room in (("concern:101", WARDS["5W"]), ("concern:101:it", TRIAGE)):
        assert LOST in bot.card(key, room)
    assert LOST in bot.card("concern:103:it", TRIAGE)
    assert "Sam Ortiz" in bot.card("concern:101:it", TRIAGE)
    bot.end()


def test_another_hospital_on_the_same_database_keeps_its_own(bot: Bot) -> None:
    """It has keys of its own, and stands in nobody's way."""
    raised(bot)
    theirs = Keys([THIRD], texts=True)
    place = ("teams", "T", "c", True)
    bay = open_hospital(f"sqlite:///{bot.path}", "bay", theirs)
    with bay.begin() as db:
        drafts.add(db, 1, f"their {SECRET}", {}, place=place, at=bot.now)
    bay.kw["bind"].dispose()
    lose(bot)
    bay = open_hospital(f"sqlite:///{bot.path}", "bay", theirs)
    with bay() as db:
        assert key_problem(db, theirs) == ""
        (kept,) = db.scalars(select(drafts.Draft.text).where(drafts.Draft.hospital_id == "bay"))
    bay.kw["bind"].dispose()
    assert kept == f"their {SECRET}"


def test_nothing_lost_nothing_given_up(bot: Bot) -> None:
    raised(bot)
    bot.close()
    code, told = corridor(bot, "key", "give-up", "--confirm", keys=OLD)
    assert code == 0
    assert "there is nothing to give up" in told
    code, told = corridor(bot, "key", "give-up", keys="")
    assert code == 1
    assert "CORRIDOR_KEYS is not set" in told
    again(bot, OLD)


def test_every_kind_of_text_in_a_full_house_can_be_read(tmp_path: Path) -> None:
    prepared.migrated(tmp_path / "corridor.db")
    bot = Bot(tmp_path / "corridor.db", rooms=EVERY_ROOM, keys=[OLD], seal_texts=True)
    (tmp_path / "corridor.toml").write_text(FILE, encoding="utf-8")
    bot.at("2026-03-06 10:00")
    fill(bot, "")
    lose(bot)
    with bot.database() as db:
        for column in sealed_texts.columns():
            assert sealed_texts.unopened(db, column, Keys([NEW], texts=True)) == []
    with bot.database() as db:
        for body in db.scalars(select(SHOWN.c.body)):
            assert load(json.loads(body))
    bot.deliver()
    for words in (
        "concerns",
        "C-101",
        "polls",
        "P-102",
        "huddles",
        "H-101",
        "wins",
        "W-101",
        "kpi",
    ):
        assert said(bot.says("jo", words)), words
    bot.wait(days=1)
    bot.end()


def test_every_secret_that_is_sealed_has_its_words() -> None:
    root = Path(__file__).parents[2]
    text = (root / "adapters/slack/installs.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r'"(slack-[a-z]+)"', text)) | {"audit", sealed_ballots.KIND}
    assert kinds == set(key_give_up.SECRETS)
    assert NAME_LOST
