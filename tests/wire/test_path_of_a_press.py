"""The path of a press through the code can be measured, from end to end."""

from tools.path_of_a_press import follow, report, returns


def test_a_press_is_followed_from_its_signature_to_the_edited_card() -> None:
    press, tick = follow()
    told = report(press, tick)
    names = [name for _, name in press]
    for name in ("Core.__call__", "route", "take", "SlackAdapter.edit"):
        assert names.count(name) == 1, told
    assert names.index("Core.__call__") < names.index("route") < names.index("take")
    assert tick.keys() - press.keys()


def test_a_reader_returns_to_what_was_left() -> None:
    assert returns([]) == returns(["a", "a", "b"]) == 0
    assert returns(["a", "b", "a", "a", "b"]) == 2
