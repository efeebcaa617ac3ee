"""Someone with the whole database, its keys and the logs looks for who raised what anonymously.

Many staff, several anonymous concerns in one night, everybody busy with the bot besides. The attacker
knows all accounts, works out every digest that can be worked out, and compares every moment that
is kept. Each guess is right as often as chance would have it, and no more.
"""

import hmac
import io
import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from itertools import product
from pathlib import Path
from statistics import mean

import pytest
import structlog
from sqlalchemy import inspect, text

from bot.core.sealing import new_key, pepper
from bot.features.concerns import receipt_codes
from bot.words.events import Account, Submit
from tests.harness import CAST, HOME, TRIAGE, Bot, form, said, staff
from tests.logged import logged
from tests.privacy import versions

STAFF, ROUNDS = 40, 6
KEY = new_key()
NAMES = tuple(f"Nurse{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(STAFF))
CROWD = tuple(staff(f"{name} Field", "clinical", "teams", unit="5W") for name in NAMES)
PRINTED = re.compile(r"[0-9a-f]{32,64}")


class Night:
    """What happened, which only the test knows, and what is left of it."""

    def __init__(self, bot: Bot, log: io.StringIO) -> None:
        self.bot, self.chance = bot, random.Random(7)
        self.who: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.log = log

    def happen(self) -> None:
        """Everybody opens the form and looks around; a few send it without a name."""
        structlog.get_logger().debug("the night begins")
        raisers = self.chance.sample(NAMES, ROUNDS)
        for n in range(ROUNDS):
            for name in self.chance.sample(NAMES, STAFF):
                self.bot.now += timedelta(seconds=self.chance.randint(5, 40))
                self._does(name.lower(), raisers[n].lower(), n)
            self.bot.wait(minutes=40)
            self._after(n)

    def _does(self, who: str, raiser: str, n: int) -> None:
        asked = form(self.bot.presses(who, "concern.new"))
        self.bot.says(who, "concerns open")
        if who == raiser:
            sent = {"text": f"The label printer number {n} prints blank", "mode": "anonymous"}
            told = said(self.bot.fills(who, asked, **sent, unit="5W"))
            found = re.search(r"[b-z]{4}(?:-[b-z]{4}){3}", told)
            assert found, told
            self.who[101 + n], self.codes[101 + n] = who, found[0]

    def _after(self, n: int) -> None:
        """Its reporter comes back with the code; so the thread has words of theirs."""
        number = 101 + n
        self.bot.says("sam", f"answer C-{number} which tray is it in?")
        who, code = self.who[number], self.codes[number]
        asked = form(self.bot.presses(who, "receipt.write", code))
        self.bot.fills(who, asked, text=f"The upper tray of {n}")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    path = tmp_path_factory.mktemp("attack") / "corridor.db"
    bot = Bot(path, keys=[KEY], cast=(*CAST, *CROWD), now=datetime(2026, 3, 4, 2, 0, tzinfo=UTC))
    with logged() as log:
        night = Night(bot, log)
        night.happen()
        yield night
    bot.end()


def tables(bot: Bot) -> dict[str, list[dict[str, object]]]:
    """The whole database, in the order in which it lies there; no text in it is sealed."""
    found: dict[str, list[dict[str, object]]] = {}
    with bot.database() as db:
        for name in inspect(db.connection()).get_table_names():
            rows = db.execute(text(f'SELECT * FROM "{name}"')).mappings()
            found[name] = [dict(row) for row in rows]
    return found


def people(bot: Bot) -> dict[str, int]:
    return {
        str(row["id"]): int(str(row["person_id"]))
        for row in tables(bot)["accounts"]
        if str(row["id"]) in {name.lower() for name in NAMES}
    }


def about(rows: dict[str, list[dict[str, object]]], number: int) -> list[tuple[str, str]]:
    """Every row that belongs to a concern: by its number, its key, or a part of its text."""
    marks = (
        f"C-{number}",
        f"concern:{number}",
        f"number {number - 101} prints",
        f"tray of {number - 101}",
    )
    return [
        (name, json.dumps(row, default=str))
        for name, many in rows.items()
        for row in many
        if row.get("number") == number
        or any(mark in json.dumps(row, default=str) for mark in marks)
    ]


def test_no_row_of_the_concern_names_anybody_of_the_crowd(night: Night) -> None:
    """Nor does a key, a channel or a number in it. Sam and the bot may be named."""
    rows, crowd = tables(night.bot), people(night.bot)
    assert len(night.who) == ROUNDS
    assert len(crowd) == STAFF
    for number in night.who:
        mine = about(rows, number)
        assert {name for name, _ in mine} >= {"concerns", "concern_entries", "shown"}
        for _, row in mine:
            for name in NAMES:
                assert name.lower() not in row.lower()
        ours = (one for name in rows if name.startswith("concern") for one in rows[name])
        for one in ours:
            if one.get("number") == number:
                ids = {one[c] for c in one if c.endswith(("_id", "_by")) and c != "hospital_id"}
                assert not ids & set(crowd.values())


def test_nothing_that_was_logged_names_anybody(night: Night) -> None:
    written = night.log.getvalue()
    assert "the night begins" in written
    for name in NAMES:
        assert name.lower() not in written.lower()
    for code in night.codes.values():
        assert code not in written


def test_no_code_and_no_word_of_a_form_can_be_found_anywhere(night: Night) -> None:
    everything = json.dumps(tables(night.bot), default=str)
    for code in night.codes.values():
        assert code not in everything
        assert code.replace("-", "") not in everything


def test_no_digest_that_is_kept_can_be_worked_out_from_who_it_may_have_been(night: Night) -> None:
    """All digests of one, two or three words about each person and each concern, plain and with
    the key, in every length that is kept: none is there."""
    rows = tables(night.bot)
    kept = set(PRINTED.findall(json.dumps(rows, default=str)))
    assert kept
    seasoned = pepper([KEY])
    crowd = people(night.bot)
    for name, number in product(crowd, night.who):
        for words in _words(name, crowd[name], number):
            assert not kept & set(_digests(words, seasoned)), words


def _words(name: str, person: int, number: int) -> Iterator[tuple[str, ...]]:
    who = ((name,), (str(person),), ("teams", HOME["teams"], name), (f"person {person}",))
    what = (
        (),
        (str(number),),
        (f"C-{number}",),
        (f"concern:{number}",),
        ("anonymous",),
        ("harbor",),
    )
    for one, other in product(who, what):
        yield (*one, *other)
        yield (*other, *one)


def _digests(words: tuple[str, ...], key: bytes) -> Iterator[str]:
    for join in ("\0", "|", ":", " ", ""):
        data = join.join(words).encode()
        yield sha256(data).hexdigest()
        yield hmac.new(key, data, sha256).hexdigest()
        for size in (12, 16, 32):
            yield blake2b(data, digest_size=size).hexdigest()
            yield blake2b(data, digest_size=size, key=key).hexdigest()


def test_the_event_that_sent_it_is_kept_under_no_id_of_its_platform(night: Night) -> None:
    """The attacker knows how the platform numbers its events and tries each with each account, by
    the very words that are digested for others. It works for what was done with a name."""
    bot = night.bot
    digests = {str(row["digest"]) for row in tables(bot)["inbox"]}
    last = int(bot.id().removeprefix("e"))
    found: dict[str, int] = {}
    for kind, name, n in product(("Submit", "Press", "Command"), NAMES, range(1, last)):
        words = "\0".join((kind, "teams", HOME["teams"], name.lower(), f"e{n}")).encode()
        if blake2b(words, digest_size=16, key=pepper([KEY])).hexdigest() in digests:
            found[kind] = found.get(kind, 0) + 1
    assert set(found) == {"Command"}, "what was said with a name; no press or form of these"


def test_moments_tell_nothing(night: Night) -> None:
    """For each concern the attacker guesses whoever left a trace nearest to each moment that is
    kept of it, before or after; ties are broken by lot. Of everybody, all that is kept is a day."""
    rows, crowd = tables(night.bot), people(night.bot)
    traces = {who: _traces(rows, who, person) for who, person in crowd.items()}
    assert all(at.time().isoformat() == "00:00:00" for many in traces.values() for at in many)
    assert len({frozenset(many) for many in traces.values()}) == 1
    right = [
        1 / len(best) if night.who[number] in best else 0.0
        for number in night.who
        for moment in _moments(rows, number)
        for best in (_nearest(traces, moment),)
    ]
    assert mean(right) == pytest.approx(1 / STAFF)


def _traces(rows: dict[str, list[dict[str, object]]], who: str, person: int) -> list[datetime]:
    """Every moment in a row that names them."""
    mine = (
        row
        for many in rows.values()
        for row in many
        if person in {row.get("person_id"), row.get("author_id")}
        or who in {row.get("channel"), row.get("account"), row.get("id")}
    )
    return sorted({at for row in mine for at in _times(row)})


def _moments(rows: dict[str, list[dict[str, object]]], number: int) -> list[datetime]:
    mine = (r for n in ("concerns", "concern_entries") for r in rows[n] if r["number"] == number)
    return [at for row in mine for at in _times(row)]


def _times(row: dict[str, object]) -> Iterator[datetime]:
    for value in row.values():
        if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2} \d{2}:", value):
            yield datetime.fromisoformat(value)


def _nearest(traces: dict[str, list[datetime]], moment: datetime) -> set[str]:
    gaps = {who: min(abs(at - moment) for at in many) for who, many in traces.items()}
    return {who for who, gap in gaps.items() if gap == min(gaps.values())}


def test_the_order_in_which_rows_lie_tells_nothing(night: Night) -> None:
    """What is kept of the sending lies in the order of digests left to chance."""
    with night.bot.database() as db:
        shape = str(db.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'receipts'")))
    assert "WITHOUT ROWID" in shape
    rows = tables(night.bot)
    for table, column in (("receipts", "mark"), ("inbox", "digest")):
        kept = [str(row[column]) for row in rows[table]]
        assert len(kept) >= ROUNDS
        assert kept == sorted(kept)
    assert {str(row["held"]) for row in tables(night.bot)["receipts"]} == {""}


def test_while_it_is_held_nothing_tells_who_or_when(night: Night) -> None:
    """Between sending and posting there is a row, of nobody, whose moment is one to come."""
    bot = night.bot
    before = tables(bot)
    asked = form(bot.presses("nurseaa", "concern.new"))
    bot.fills("nurseaa", asked, text="The scanner of bay nine is dead", mode="anonymous")
    after = tables(bot)
    fresh = {name: [row for row in many if row not in before[name]] for name, many in after.items()}
    left = {name: many for name, many in fresh.items() if many}
    assert set(left) == {"receipts"}
    assert "nurseaa" not in json.dumps(left, default=str)
    (held,) = left["receipts"]
    assert bot.now.replace(tzinfo=None) < datetime.fromisoformat(str(held["post_at"]))


def test_the_way_in_leaves_nothing_however_it_is_typed(night: Night) -> None:
    """Telephones begin with a capital."""
    bot, code = night.bot, next(iter(night.codes.values()))
    before = tables(bot)
    for words in (
        "Concern",
        "Anonymous",
        "anonymous the door sticks",
        "Receipt",
        f"Receipt {code}",
    ):
        bot.says("nurseac", words)
    assert tables(bot) == before


def test_the_mark_of_a_code_takes_the_code(night: Night) -> None:
    number, code = next(iter(night.codes.items()))
    marks = {str(row["mark"]): row["number"] for row in tables(night.bot)["receipts"]}
    assert marks[receipt_codes.mark("harbor", code)] == number
    assert len(receipt_codes.LETTERS) ** receipt_codes.LENGTH > 2**69


def test_an_attack_that_could_work_does_work_on_what_has_a_name(night: Night) -> None:
    """The same search finds at once who raised something with their name: it is not blind."""
    bot = night.bot
    bot.says("nurseab", "concern the door of bay four is stuck")
    rows, crowd = tables(bot), people(bot)
    named = next(row for row in rows["concerns"] if "bay four" in str(row["text"]))
    assert named["reporter_id"] == crowd["nurseab"]
    assert TRIAGE.id == "triage"
    event = bot.last
    assert event is not None
    assert not isinstance(event, Submit)
    assert Account("teams", HOME["teams"], "nurseab") == event.actor  # type: ignore[union-attr]


def receipts_by_version(bot: Bot, work: Path) -> set[int]:
    """How many receipts there are, in each version of the database that its journal still holds."""
    return {
        version.execute("SELECT count(*) FROM receipts").fetchone()[0]
        for version in versions.of_sqlite(bot.path, work)
    }


def sends_one_among_others(bot: Bot) -> None:
    bot.says("ben", "concern the door of bay four is stuck")
    asked = form(bot.presses("ana", "concern.new"))
    bot.fills("ana", asked, text="The scanner of bay nine is dead", mode="anonymous")
    bot.says("mia", "concern the lights of bay two are out")


def test_no_journal_dates_the_sending(tmp_path: Path) -> None:
    """A version without it and one with it lie between the acts of others, whose times are known."""
    bot = Bot(tmp_path / "house" / "corridor.db")
    sends_one_among_others(bot)
    assert receipts_by_version(bot, tmp_path) == {1}
    bot.end()


def test_a_journal_that_is_not_scrubbed_would_date_it(tmp_path: Path) -> None:
    bot = Bot(tmp_path / "house" / "corridor.db")
    bot.writer.scrub = lambda: None
    sends_one_among_others(bot)
    assert receipts_by_version(bot, tmp_path) == {0, 1}
    bot.end()
