"""What a transaction has read once is right for as long as it is kept."""

from datetime import UTC, datetime

from bot.settings import RoomSetting
from bot.words.events import Channel
from storage.engine.unbound import Database
from storage.nouns import people, rooms

HID, NOW = "harbor", datetime(2026, 3, 4, tzinfo=UTC)
WARD = RoomSetting(Channel("slack", "T0", "C1"), "ward", unit="5W", name="5 West")
AT = WARD.address


def test_a_room_that_is_made_or_dropped_is_seen_at_once(database: Database) -> None:
    with database.begin() as db:
        assert rooms.at(db) is None
        assert rooms.all_of(db) == []
        assert list(rooms.wards(db)) == []
        made = rooms.put(db, NOW)
        assert rooms.at(db) is made
        assert rooms.all_of(db) == [made]
        assert list(rooms.wards(db)) == [made]
        assert rooms.drop(db)
        assert rooms.at(db) is None
        assert rooms.all_of(db) == []


def test_the_next_transaction_sees_what_another_process_did(database: Database) -> None:
    with database.begin() as db:
        people.seed(db, NOW)
    with database() as mine:
        ana = people.get(mine)
        assert ana is not None
        assert ana.unit == "5W"
        assert rooms.at(mine) is None
        mine.commit()
        del ana
        with database.begin() as theirs:
            moved = people.get(theirs)
            assert moved is not None
            moved.unit = "ICU"
            rooms.put(theirs, NOW)
        again = people.get(mine)
        assert again is not None
        assert again.unit == "ICU"
        assert rooms.at(mine) is not None
