"""A hospital that an earlier version wrote: it is migrated, started, and everything in it works."""

from datetime import timedelta

from tests.frozen import rehearsal
from tests.frozen.house import House


def test_its_texts_read_as_they_were_written(house: House) -> None:
    rehearsal.opens(house)


def test_no_row_is_lost(house: House) -> None:
    rehearsal.keeps_its_rows(house)


def test_the_way_back_loses_nothing(house: House) -> None:
    rehearsal.goes_back(house)


def test_every_message_of_it_is_drawn(house: House) -> None:
    rehearsal.is_drawn(house)


def test_what_was_half_sent_arrives_once(house: House) -> None:
    with house.started() as bot:
        rehearsal.delivers(bot)


def test_what_was_handled_is_not_handled_again(house: House) -> None:
    with house.started() as bot:
        rehearsal.is_not_obeyed_twice(bot, house.record["told"])


def test_what_was_asked_for_comes_due(house: House) -> None:
    with house.started() as bot:
        rehearsal.goes_on(bot, timedelta(days=2))


def test_it_is_sealed_with_the_newest_key_alone(house: House) -> None:
    rehearsal.is_sealed_anew(house)


def test_one_act_of_each_name_is_answered_as_before(house: House) -> None:
    with house.started() as bot:
        bot.deliver()
        assert not rehearsal.unexplained(
            rehearsal.differing(bot, rehearsal.some_of_each(house.acts))
        )
