"""What the tests of faults wait for and allow; the one place with numbers that a change of the
delivery moves."""

from storage.delivery import claims

LEASE = claims.LEASE.total_seconds()
"""Seconds for which a dead process's deliveries stay its own."""

RESUMES_WITHIN = 5.0
"""Seconds after which another replica goes on with what a killed one had begun."""

SLACK_SECOND, JITTER = 1.0, 0.03
"""Two posts in one channel of Slack are that far apart, but for what a busy machine shifts."""

UNDER_WAY = 8
"""Deliveries that a killed process may have had under way on one platform: its busy channels."""

SETTLES = 300.0
"""Seconds in which all is shown after a fault has ended, at this size of load and pace; against
hanging only: how long it took is in what `make chaos` prints."""
