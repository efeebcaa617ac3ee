"""Teams' deep links to messages."""

from adapters.teams.links import deep_link
from adapters.teams.store import Place

HOST = "https://teams.microsoft.com"
TALK = "19:ward@thread.tacv2"


def test_a_message_of_a_channel_and_a_reply() -> None:
    place = Place("tenant", TALK, TALK, "https://s.example/", "28:b", "channel", "group")
    begin = f"{HOST}/l/message/19%3Award%40thread.tacv2"
    asked = "tenantId=tenant&groupId=group&parentMessageId="
    assert deep_link(HOST, place, "1772953500100") == f"{begin}/1772953500100?{asked}1772953500100"
    reply = deep_link(HOST, place, "1772953599200", "1772953500100")
    assert reply == f"{begin}/1772953599200?{asked}1772953500100"


def test_a_message_of_a_chat() -> None:
    place = Place("tenant", "me", "a:1", "https://s.example/", "28:b", "personal")
    assert deep_link(HOST, place, "17") == (
        f"{HOST}/l/message/a%3A1/17?tenantId=tenant&context=%7B%22contextType%22%3A%22chat%22%7D"
    )
