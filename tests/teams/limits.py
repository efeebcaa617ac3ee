"""What Teams and its cards ask of us, checked on a rendered payload."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import adaptive_cards
from jsonschema import Draft6Validator

from tests.teams.reading import only, parts

MOST_BYTES = 80 * 1024


@cache
def schema() -> Draft6Validator:
    """The published schema of Adaptive Cards 1.5, as a package on PyPI carries it."""
    path = Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json"
    return Draft6Validator(json.loads(path.read_text(encoding="utf-8")))


def wrong(payload: dict[str, Any]) -> list[str]:
    """All that a payload with one card does wrong; nothing for a good one."""
    card = _card(payload)
    return [*_schema(card), *_size(payload), *_told(payload, card), *_read(card), *_pressed(card)]


def _card(payload: dict[str, Any]) -> dict[str, Any]:
    """The card of an activity or of a dialog."""
    attached = payload["attachments"][0] if "attachments" in payload else payload["card"]
    card: dict[str, Any] = attached["content"]
    return card


def _schema(card: dict[str, Any]) -> list[str]:
    bare = {key: value for key, value in _published(card).items() if key != "msteams"}
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in schema().iter_errors(bare)]


def _published(part: Any) -> Any:
    """Without where Teams looks for people, which its documentation has and the schema has not."""
    if isinstance(part, list):
        return [_published(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _published(value) for key, value in part.items() if key != "choices.data"}
    if found := part.get("choices.data"):
        query = {"type": "Data.Query", "dataset": "graph.microsoft.com/users?scope=currentContext"}
        assert found == query
    return kept


def _size(payload: dict[str, Any]) -> list[str]:
    size = len(json.dumps(payload, ensure_ascii=False).encode("utf-16-le"))
    return [f"{size} bytes"] if size > MOST_BYTES else []


def _told(payload: dict[str, Any], card: dict[str, Any]) -> list[str]:
    """Said in words too, for notifications and for what can't show the card."""
    found = [] if card.get("fallbackText") else ["no fallbackText"]
    silent = payload.get("type") == "message" and not payload.get("summary")
    return found + (["no summary"] if silent else [])


def _read(card: dict[str, Any]) -> list[str]:
    blocks = only(card, "TextBlock")
    found = [f"does not wrap: {one['text'][:40]}" for one in blocks if one.get("wrap") is not True]
    inputs = [part for part in parts(card) if str(part.get("type", "")).startswith("Input.")]
    ids = [part["id"] for part in inputs]
    found += [f"no label: {part['id']}" for part in inputs if not part.get("label")]
    found += ["ids are not unique"] if len(set(ids)) < len(ids) else []
    bare = [p["id"] for p in inputs if p.get("isRequired") and not p.get("errorMessage")]
    found += [f"no error message: {one}" for one in bare]
    return found + [f"a wide table: {len(t['columns'])}" for t in _wide(card)]


def _wide(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [table for table in only(card, "Table") if len(table["columns"]) > 3]


def _pressed(card: dict[str, Any]) -> list[str]:
    rows = [
        [act for act in one["actions"] if act.get("mode") != "secondary"]
        for one in only(card, "ActionSet")
    ]
    many = [row for row in rows if len(row) > 6]
    found = ["more than six buttons in a row"] * len(many)
    for part in only(card, "Action.Execute"):
        fallback = part.get("fallback", {})
        same = fallback.get("type") == "Action.Submit" and fallback.get("data") == part["data"]
        found += [] if same else [f"no fallback: {part['title']}"]
    return found
