"""Someone with the disk in hand, and without CORRIDOR_KEYS, looks for who voted what.

At a hospital's rate each vote is a commit of its own. The attacker goes through every version of the
database that its files still hold and compares: who is new, and which figure moved. On a poll from
before ballots were sealed that finds everybody's vote, so the attack works.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.nouns.ballots import hashed_voter
from tests.features.polling import crowd, taps
from tests.harness import Bot
from tests.privacy import versions
from tests.storage.postgres import emptied

ASK = "poll Do you trust the numbers? | Yes | Partly | No --anonymous --in all"
VOTES = {"nurse1": 1, "nurse2": 3, "nurse3": 1, "nurse4": 2, "nurse5": 3, "nurse6": 2, "nurse7": 3}
BAG = re.compile(rb'\{"clinical":\{[^}]*\}\}|\{\}')


@pytest.fixture(params=["sqlite", "postgres"])
def bot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    bot = Bot(tmp_path / "data" / "corridor.db", url=url)
    crowd(bot)
    yield bot
    bot.end()


def people_of(bot: Bot) -> dict[str, int]:
    with bot.database() as db:
        rows = db.execute(text("SELECT name, id FROM people")).all()
    return {name.lower(): number for name, number in rows}


def recovered(bot: Bot, work: Path) -> dict[str, str]:
    """Whose ballot can be told, by comparing what the files hold before each vote and after it."""
    seen = list(_of_postgres(bot) if bot.url else _of_sqlite(bot, work))
    secret = next((secret for _, _, secret in seen if secret), "")
    names = {hashed_voter(secret, n): name for name, n in people_of(bot).items()} if secret else {}
    told: dict[str, str] = {}
    for (voters, bag, _), (more, grown, _) in pairwise(seen):
        new = more - voters
        moved = [ballot for ballot, count in grown.items() if count > bag.get(ballot, 0)]
        if len(new) == 1 and len(moved) == 1:
            (voter,) = new
            told[names.get(voter, voter)] = moved[0]
    return told


Seen = tuple[frozenset[str], Mapping[str, int], str]


def _of_sqlite(bot: Bot, work: Path) -> Iterator[Seen]:
    for connection in versions.of_sqlite(bot.path, work):
        voters = frozenset(v for (v,) in connection.execute("SELECT voter FROM poll_voters"))
        for bag, secret in connection.execute("SELECT bag, secret FROM poll_tallies"):
            yield voters, _bag(bag), secret


def _of_postgres(bot: Bot) -> Iterator[Seen]:
    """By the numbers of transactions, which dead rows keep."""
    address = bot.url.replace("postgresql+psycopg", "postgresql")
    born = [
        (number, versions.hashes(data)[0])
        for number, data in versions.rows_of_postgres(address, "poll_voters")
        if versions.hashes(data)
    ]
    for number, data in versions.rows_of_postgres(address, "poll_tallies"):
        bags, marks = BAG.findall(data), versions.hashes(data)
        voters = frozenset(voter for at, voter in born if at <= number)
        yield voters, _bag(bags[0].decode() if bags else ""), marks[0] if marks else ""


def _bag(text: str) -> Mapping[str, int]:
    try:
        counts: dict[str, int] = json.loads(text).get("clinical", {})
    except ValueError:
        return {}
    return counts


def test_the_attack_finds_the_ballots_of_a_poll_as_they_were_before(
    bot: Bot, tmp_path: Path
) -> None:
    bot.says("jo", ASK)
    with bot.database.begin() as db:
        clear = {"secret": secrets.token_hex(32)}
        db.execute(text("UPDATE poll_tallies SET bag = '{}', secret = :secret"), clear)
    taps(bot, VOTES)
    found = recovered(bot, tmp_path)
    assert found.items() <= {name: str(option) for name, option in VOTES.items()}.items()
    # PostgreSQL may have tidied some away by itself.
    assert len(found) >= (4 if bot.url else 7)


def test_while_it_is_open_the_files_tell_nobody_s_vote(bot: Bot, tmp_path: Path) -> None:
    bot.says("jo", ASK)
    taps(bot, VOTES)
    taps(bot, {"nurse1": 2, "nurse4": 1})
    assert recovered(bot, tmp_path) == {}
    assert b'{"clinical":{' not in all_bytes(bot)
    # The attacker does see that there were votes: it is not blind.
    assert len(set(versions.hashes(all_bytes(bot)))) >= len(VOTES)


def test_after_the_close_the_files_hold_nothing_of_any_vote(bot: Bot, tmp_path: Path) -> None:
    bot.says("jo", ASK)
    taps(bot, VOTES)
    kept = traces(bot)
    assert len(kept) == 2 * len(VOTES) + 1
    assert all(trace in all_bytes(bot) for trace in kept)
    bot.says("jo", "close P-101")
    left = all_bytes(bot)
    assert [trace for trace in kept if trace in left] == []
    assert recovered(bot, tmp_path) == {}


def test_a_poll_that_is_called_off_leaves_nothing_either(bot: Bot) -> None:
    bot.says("jo", ASK)
    taps(bot, VOTES)
    kept = traces(bot)
    bot.presses("jo", "poll.drop", "101")
    left = all_bytes(bot)
    assert [trace for trace in kept if trace in left] == []


def test_the_server_s_own_log_tells_nobody_s_vote(bot: Bot) -> None:
    """It can't be scrubbed, so nothing in it may tell."""
    if not bot.url:
        pytest.skip("SQLite's log is among its files, and is cut")
    address = bot.url.replace("postgresql+psycopg", "postgresql")
    before = versions.log_of_postgres(address).count(b'{"clinical":{')
    bot.says("jo", ASK)
    taps(bot, VOTES)
    log = versions.log_of_postgres(address)
    assert traces(bot)[0] in log
    # None more; segments that are used again take old ones with them.
    assert log.count(b'{"clinical":{') <= before


def all_bytes(bot: Bot) -> bytes:
    if not bot.url:
        return versions.bytes_of(bot.path.parent)
    address = bot.url.replace("postgresql+psycopg", "postgresql")
    return versions.files_of_postgres(address, "poll_voters", "poll_tallies", "sealed")


def traces(bot: Bot) -> list[bytes]:
    """All that is kept of the votes while a poll is open: voters, sealed ballots, the sealed key."""
    with bot.database() as db:
        votes = db.execute(text("SELECT voter, ballot FROM poll_voters")).all()
        keys = db.execute(text("SELECT text FROM sealed WHERE kind = 'poll'")).all()
    return [value.encode() for row in (*votes, *keys) for value in row]
