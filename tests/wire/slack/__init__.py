"""A stand-in for Slack, in parts; tests import `tests.wire.slack_api`."""
