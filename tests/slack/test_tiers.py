"""Slack's limits by method are kept to before Slack has to say so."""

from adapters.slack.rate_limits import TIERS, WINDOW, RateLimits

UPDATE, HISTORY = "chat.update", "conversations.history"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_fifty_a_minute_and_the_next_when_the_first_is_a_minute_old() -> None:
    clock = Clock()
    tiers = RateLimits(clock)
    for _ in range(TIERS[HISTORY]):
        assert tiers.wait("T1", HISTORY) == 0
        clock.now += 0.1
    wait = tiers.wait("T1", HISTORY)
    assert 0 < wait < WINDOW
    clock.now += wait
    assert tiers.wait("T1", HISTORY) == 0
    assert tiers.wait("T1", HISTORY) > 0


def test_in_no_minute_are_there_more_however_often_it_is_asked() -> None:
    clock = Clock()
    tiers = RateLimits(clock)
    made = []
    for _ in range(4000):
        if tiers.wait("T1", HISTORY) == 0:
            made.append(clock.now)
        clock.now += 0.05
    most = max(sum(at <= one < at + WINDOW for one in made) for at in made)
    assert most == TIERS[HISTORY]
    assert len(made) >= 3 * TIERS[HISTORY]


def test_workspaces_have_limits_of_their_own() -> None:
    tiers = RateLimits(Clock())
    while tiers.wait("T1", HISTORY) == 0:
        pass
    assert tiers.wait("T2", HISTORY) == 0


def test_when_slack_asks_for_patience_it_has_it() -> None:
    clock = Clock()
    tiers = RateLimits(clock)
    tiers.pause("T1", UPDATE, 30)
    assert tiers.paused("T1", UPDATE) == 30
    assert tiers.paused("T2", UPDATE) == 0
    assert tiers.wait("T1", HISTORY) == 0
    clock.now += 30
    assert tiers.paused("T1", UPDATE) == 0
