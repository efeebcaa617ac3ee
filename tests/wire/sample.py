"""A message and a form such as an app shows, and how they come before people."""

from typing import Any

from tests.wire.toy import Toy

CONFIRM = {
    "title": {"type": "plain_text", "text": "Close it?"},
    "text": {"type": "plain_text", "text": "The ward is told."},
    "confirm": {"type": "plain_text", "text": "Close"},
    "deny": {"type": "plain_text", "text": "Keep"},
}
UNITS = [{"text": {"type": "plain_text", "text": u}, "value": u[0]} for u in ("5 West", "ICU")]
CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*C-101* Printer down"}},
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {
                "type": "button",
                "action_id": "take",
                "value": "101",
                "text": {"type": "plain_text", "text": "Take it"},
            },
            {
                "type": "button",
                "action_id": "close",
                "value": "101",
                "text": {"type": "plain_text", "text": "Close"},
                "confirm": CONFIRM,
            },
            {"type": "static_select", "action_id": "unit", "options": UNITS},
        ],
    },
]


def field(name: str, label: str, **element: Any) -> dict[str, Any]:
    inner = {"type": "plain_text_input", "action_id": "value"} | element
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": name, "label": text, "element": inner}


def form(title: str = "Raise a concern", *blocks: Any, **more: Any) -> dict[str, Any]:
    plain = {"title": title, "submit": "Send", "close": "Cancel"}
    texts = {k: {"type": "plain_text", "text": v} for k, v in plain.items()}
    shown = list(blocks) or [
        field("what", "What happened", max_length=50),
        field("unit", "Where", type="static_select", options=UNITS),
        field("note", "Anything else") | {"optional": True},
    ]
    return {
        "type": "modal",
        "callback_id": "raise",
        "private_metadata": "k1",
        "blocks": shown,
        **texts,
        **more,
    }


async def opened(app: Toy, view: dict[str, Any] | None = None) -> None:
    """Sam has a modal open."""
    await app.people.command("sam", "/corridor", "concern")
    await app.client.views_open(trigger_id=app.last()["trigger_id"], view=view or form())


async def card(app: Toy, room: str = "it-triage") -> Any:
    channel = app.slack.channel(room)
    sent = await app.client.chat_postMessage(channel=channel.id, text="C-101", blocks=CARD)
    return channel.find(sent["ts"])
