"""What Slack's requests say: JSON, or a form of which one field may be JSON.

Bolt reads them too, but a button brings its whole message percent-encoded, which takes Python's own
decoder longer than all else that is done with the press.
"""

from binascii import a2b_qp
from typing import Any

from adapters.network.json_codec import loads

JSON = b"application/json"


def payload(body: bytes, kind: bytes) -> dict[str, Any]:
    """`kind` is the Content-Type. ValueError or RecursionError for what can't be read."""
    if not body:
        return {}
    if kind.split(b";")[0] == JSON or body.startswith(b"{"):
        return _object(body)
    fields = form(body)
    return _object(fields["payload"].encode()) if "payload" in fields else fields


def form(body: bytes) -> dict[str, str]:
    """The fields of a form, the last of each name."""
    pairs = (pair.partition("=") for pair in body.decode("utf-8", "replace").split("&") if pair)
    return {_decoded(name): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    """Percent-encoding is quoted-printable with another sign, and that has a decoder in C."""
    if "%" not in text and "+" not in text:
        return text
    quoted = text.replace("=", "=3D").replace("+", " ").replace("%", "=")
    return a2b_qp(quoted.encode()).decode("utf-8", "replace")


def _object(data: bytes) -> dict[str, Any]:
    found = loads(data)
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - it came from outside
    return found
