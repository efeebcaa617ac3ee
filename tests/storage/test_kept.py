"""What a transaction has read once is right for as long as it is kept."""

from datetime import UTC, datetime

from bot.settings import RoomSetting
from bot.words.events import Channel
from storage.engine.session import HospitalDatabase
from storage.nouns import people, rooms
from tests.harness import CAST

HID, NOW = "harbor", datetime(2026, 3, 4, tzinfo=UTC)
WARD = RoomSetting(Channel("slack", "T0", "C1"), "ward", unit="5W", name="5 West")
AT = WARD.address


def test_a_room_that_is_made_or_dropped_is_seen_at_once(database: HospitalDatabase) -> None:
    with database.begin() as db:
        assert rooms.at(db, AT) is None
        assert rooms.all_of(db, "ward") == []
        assert list(rooms.wards(db, "5W")) == []
        made = rooms.put(db, WARD, NOW)
        assert rooms.at(db, AT) is made
        assert rooms.all_of(db, "ward") == [made]
        assert list(rooms.wards(db, "5W")) == [made]
        assert rooms.drop(db, AT)
        assert rooms.at(db, AT) is None
        assert rooms.all_of(db) == []


def test_the_next_transaction_sees_what_another_process_did(database: HospitalDatabase) -> None:
    with database.begin() as db:
        people.seed(db, CAST[:1], NOW)
    with database() as mine:
        ana = people.get(mine, 1)
        assert ana is not None
        assert ana.unit == "5W"
        assert rooms.at(mine, AT) is None
        mine.commit()
        del ana
        with database.begin() as theirs:
            moved = people.get(theirs, 1)
            assert moved is not None
            moved.unit = "ICU"
            rooms.put(theirs, WARD, NOW)
        again = people.get(mine, 1)
        assert again is not None
        assert again.unit == "ICU"
        assert rooms.at(mine, AT) is not None
