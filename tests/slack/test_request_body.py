"""What Slack's requests say, read from their bytes."""

import json
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.request_body import form, payload

FORM = b"application/x-www-form-urlencoded"
TEXTS = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(TEXTS.filter(bool), TEXTS))
@example({"text": "50 % = half + more\r\n\t–  ", "empty": "", "a=b&c": "=3D%3D"})
def test_a_form_is_read_as_pythons_own_decoder_reads_it(fields: dict[str, str]) -> None:
    for body in (urlencode(fields), urlencode(fields, quote_via=quote)):
        assert form(body.encode()) == dict(parse_qsl(body, keep_blank_values=True)) == fields


@pytest.mark.parametrize("body", [b"a=%", b"%%=%4", b"&&=&a", b"a=%\r\n1", b"a=%C3", b"\xff=\xff"])
def test_what_is_no_form_is_read_somehow(body: bytes) -> None:
    assert all(isinstance(value, str) for value in form(body).values())


@pytest.mark.parametrize("kind", [b"application/json", b"application/json; charset=utf-8", b""])
def test_json_is_known_by_its_type_or_its_look(kind: bytes) -> None:
    assert payload(b'{"type": "event_callback"}', kind) == {"type": "event_callback"}


def test_a_button_brings_json_in_a_form() -> None:
    told = {"type": "block_actions", "message": {"text": 'label "4" & more – 100 %'}}
    assert payload(urlencode({"payload": json.dumps(told)}).encode(), FORM) == told


def test_a_command_may_say_payload() -> None:
    body = urlencode({"command": "/concern", "text": "the payload of the pump is lost"})
    assert payload(body.encode(), FORM)["text"] == "the payload of the pump is lost"


def test_half_of_a_surrogate_pair_is_read() -> None:
    assert payload(b'{"text": "\\ud83d"}', FORM) == {"text": "\ud83d"}


@pytest.mark.parametrize("body", [b"[1]", b"payload=[]", b"payload=%7B", b'{"a": ', b"payload="])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own, or ours
        payload(body, b"application/json" if body[0] == 91 else FORM)


def test_nothing_is_nothing() -> None:
    assert payload(b"", FORM) == {}
