"""What concerns call things on screen."""

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "new": "New",
    "acknowledged": "Acknowledged",
    "in_progress": "In progress",
    "on_hold": "On hold",
    "fixed": "Fixed - please check",
    "reopened": "Reopened",
    "closed": "Closed",
    "unconfirmed": "Closed - not confirmed",
    "duplicate": "Duplicate",
    "not_doing": "Not doing",
    "withdrawn": "Withdrawn",
}
HOLDS: Mapping[str, str] = {
    "reporter": "the reporter",
    "vendor": "a vendor",
    "change": "a change window",
    "decision": "a decision",
}
