"""JSON as it goes over the wire: orjson, five to ten times as fast as the standard library, which
reads and writes the few texts that orjson refuses (half of a surrogate pair, NaN)."""

import json

import orjson


def loads(data: bytes) -> object:
    """ValueError or RecursionError for what is no JSON."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data)


def dumps(value: object) -> str:
    """TypeError for what JSON has no word for."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value)
