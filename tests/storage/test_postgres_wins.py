"""Wins, the digest and the whole of story 3 on PostgreSQL."""

from pathlib import Path

from bot.settings import RoomSetting
from tests.features import test_story_1_week, test_story_3, test_wins
from tests.harness import ROOMS, Bot
from tests.storage.postgres import emptied

WINS = tuple(RoomSetting(room, "wins") for room in test_wins.WINS)


def harbor(url: str, path: Path) -> Bot:
    rooms = (*ROOMS, *WINS, RoomSetting(test_wins.LEADERS, "leaders"))
    return Bot(path / "unused.db", url=emptied(url), rooms=rooms)


def test_wins_and_milestones(postgres: str, tmp_path: Path) -> None:
    for dialog in (
        test_wins.test_only_the_team,
        test_wins.test_a_flag_reaches_writer_and_administrator_and_hides_patients_at_once,
        test_wins.test_its_writer_takes_it_back_everywhere,
        test_wins.test_thirty_days_of_checked_fixes_are_proposed_and_an_unchecked_one_starts_anew,
        test_wins.test_home_and_wins_show_what_waits,
    ):
        bot = harbor(postgres, tmp_path)
        dialog(bot)
        bot.end()


def test_the_week_of_story_1(postgres: str, tmp_path: Path) -> None:
    bot = Bot(tmp_path / "unused.db", url=emptied(postgres), rooms=(*ROOMS, *WINS))
    test_story_1_week.test_story_1_the_win_and_the_week(bot)
    bot.end()


def test_the_whole_of_story_3(postgres: str, tmp_path: Path) -> None:
    bot = test_story_3.prairie(tmp_path / "unused.db", emptied(postgres))
    test_story_3.test_story_3(bot)
    bot.end()
