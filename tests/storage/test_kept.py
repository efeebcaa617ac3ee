"""What a transaction has read once is right for as long as it is kept."""

from datetime import UTC, datetime

from bot.settings import RoomSetting
from bot.words.events import Channel
from storage import Database
from storage.nouns import people, rooms
from tests.harness import CAST

HID, NOW = "harbor", datetime(2026, 3, 4, tzinfo=UTC)
WARD = RoomSetting(Channel("slack", "T0", "C1"), "ward", unit="5W", name="5 West")
AT = WARD.address


def test_a_room_that_is_made_or_dropped_is_seen_at_once(database: Database) -> None:
    with database.begin() as db:
        assert rooms.at(db, HID, AT) is None
        assert rooms.all_of(db, HID, "ward") == []
        assert list(rooms.wards(db, HID, "5W")) == []
        made = rooms.put(db, HID, WARD, NOW)
        assert rooms.at(db, HID, AT) is made
        assert rooms.all_of(db, HID, "ward") == [made]
        assert list(rooms.wards(db, HID, "5W")) == [made]
        assert rooms.drop(db, HID, AT)
        assert rooms.at(db, HID, AT) is None
        assert rooms.all_of(db, HID) == []


def test_the_next_transaction_sees_what_another_process_did(database: Database) -> None:
    with database.begin() as db:
        people.seed(db, HID, CAST[:1], NOW)
    with database() as mine:
        ana = people.get(mine, HID, 1)
        assert ana is not None
        assert ana.unit == "5W"
        assert rooms.at(mine, HID, AT) is None
        mine.commit()
        del ana
        with database.begin() as theirs:
            moved = people.get(theirs, HID, 1)
            assert moved is not None
            moved.unit = "ICU"
            rooms.put(theirs, HID, WARD, NOW)
        again = people.get(mine, HID, 1)
        assert again is not None
        assert again.unit == "ICU"
        assert rooms.at(mine, HID, AT) is not None
