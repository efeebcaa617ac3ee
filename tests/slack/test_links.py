"""Slack's permalinks, as `chat.getPermalink` has them."""

from adapters.slack.links import permalink

HOME = "https://harbor.slack.com/"


def test_a_message_and_a_reply() -> None:
    root = f"{HOME}archives/C0TRIAGE/p1772953500000100"
    assert permalink(HOME, "C0TRIAGE", "1772953500.000100") == root
    reply = permalink(HOME, "C0TRIAGE", "1772953599.000200", "1772953500.000100")
    assert reply == (
        f"{HOME}archives/C0TRIAGE/p1772953599000200?thread_ts=1772953500.000100&cid=C0TRIAGE"
    )


def test_what_is_no_message_has_no_address() -> None:
    assert permalink(HOME, "C0TRIAGE", "F0FILE") == ""
    assert permalink("", "C0TRIAGE", "1772953500.000100") == ""
    assert permalink("javascript:alert(1)//", "C0TRIAGE", "1772953500.000100") == ""
