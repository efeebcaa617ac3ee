"""Slack's requests over HTTP: signed, with a time to answer."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.signature import SignatureVerifier

from tests.wire.slack.parcels import PATIENCE, Answer, Parcel, Retry

Signing = Literal["right", "wrong", "missing"]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class OverHttp:
    """`age` is how old the timestamp is, in seconds: more than 300 is stale."""

    client: Callable[[], ClientSession]
    url: str
    secret: str
    signing: Signing = "right"
    age: int = 0
    patience: float = PATIENCE

    async def carry(self, parcel: Parcel, retry: Retry | None = None) -> Answer:
        body, kind = encoded(parcel)
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if retry is not None:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        return await self._post(parcel, body, headers | self._signed(body))

    async def repeat(self, answer: Answer) -> Answer:
        """The very same request again, timestamp and signature included: a replay."""
        return await self._post(answer.parcel, *answer.sent)

    def _signed(self, body: bytes) -> dict[str, str]:
        if self.signing == "missing":
            return {}
        stamp = str(int(time.time()) - self.age)
        signature = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=body)
        wrong = "v0=" + "0" * 64
        made = wrong if self.signing == "wrong" else str(signature)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": made}

    async def _post(self, parcel: Parcel, body: bytes, headers: dict[str, str]) -> Answer:
        answer, begun = Answer(parcel, sent=(body, headers)), time.monotonic()
        wait = ClientTimeout(self.patience)
        try:
            async with self.client().post(
                self.url, data=body, headers=headers, timeout=wait
            ) as got:
                answer.status, answer.body = got.status, await got.text()
                answer.headers = dict(got.headers)
                answer.why = "" if 200 <= got.status < 300 else "http_error"
        except TimeoutError:
            answer.why = "http_timeout"
        except ClientError:
            answer.why = "connection_failed"
        answer.seconds = time.monotonic() - begun
        return answer


def encoded(parcel: Parcel) -> tuple[bytes, str]:
    """The body of a delivery and its content type."""
    match parcel.kind:
        case "event":
            return json.dumps(parcel.payload).encode(), JSON
        case "interactive":
            return urlencode({"payload": json.dumps(parcel.payload)}).encode(), FORM
        case "command" | "check":
            return urlencode(parcel.payload).encode(), FORM
