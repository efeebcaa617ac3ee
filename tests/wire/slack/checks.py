"""A small language for saying what JSON may look like, complaining in Slack's own words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tests.wire.slack.things import Json

Complaints: TypeAlias = Iterator[str]
Check: TypeAlias = Callable[[Json, str], Complaints]


def complain(what: str, path: str) -> str:
    return f"{what} [json-pointer:{path}]"


def words(most: int, least: int = 1) -> Check:
    """A string of that many characters."""

    def check(value: Json, path: str) -> Complaints:
        if not isinstance(value, str):
            yield complain("must provide a string", path)
        elif len(value) < least:
            yield complain(f"must be more than {least - 1} characters", path)
        elif len(value) > most:
            yield complain(f"must be less than {most + 1} characters", path)

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Json, path: str) -> Complaints:
        if isinstance(value, bool) or not isinstance(value, int):
            yield complain("must provide an integer", path)
        elif not least <= value <= most:
            yield complain(f"must be between {least} and {most}", path)

    return check


def number(value: Json, path: str) -> Complaints:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield complain("must provide a number", path)


def flag(value: Json, path: str) -> Complaints:
    if not isinstance(value, bool):
        yield complain("must provide a boolean", path)


def one_of(*values: str) -> Check:
    def check(value: Json, path: str) -> Complaints:
        if value not in values:
            yield complain("must be a valid enum value", path)

    return check


def matching(fits: Callable[[str], bool]) -> Check:
    def check(value: Json, path: str) -> Complaints:
        if not isinstance(value, str) or not fits(value):
            yield complain("failed to match format", path)

    return check


def many(item: Check, most: int, least: int = 1) -> Check:
    """A list of so many items."""

    def check(value: Json, path: str) -> Complaints:
        if not isinstance(value, list):
            yield complain("must provide an array", path)
            return
        if len(value) < least:
            yield complain(f"must provide at least {least} items", path)
        if len(value) > most:
            yield complain(f"no more than {most} items allowed", path)
        for i, one in enumerate(value):
            yield from item(one, f"{path}/{i}")

    return check


def shape(must: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """An object with those fields and no others; `type` is checked by who asks."""
    known = {**must, **(may or {})}

    def check(value: Json, path: str) -> Complaints:
        if not isinstance(value, dict):
            yield complain("must provide an object", path)
            return
        missing = [name for name in must if value.get(name) is None]
        yield from (complain(f"missing required field: {name}", path) for name in missing)
        for name, one in value.items():
            yield from _field(known, name, one, path)

    return check


def _field(known: Mapping[str, Check], name: str, value: Json, path: str) -> Complaints:
    if name == "type":
        return
    if name not in known:
        yield complain(f"invalid additional property: {name}", path)
    elif value is None:
        yield complain("must not be null", f"{path}/{name}")
    else:
        yield from known[name](value, f"{path}/{name}")


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these it is."""

    def check(value: Json, path: str) -> Complaints:
        if not isinstance(value, dict) or "type" not in value:
            yield complain("missing required field: type", path)
        elif value["type"] not in kinds:
            yield complain(f"unsupported type: {value['type']}", f"{path}/type")
        else:
            yield from kinds[value["type"]](value, path)

    return check


def also(first: Check, *rest: Check) -> Check:
    """All of them, the later ones only when the first has nothing to say."""

    def check(value: Json, path: str) -> Complaints:
        found = list(first(value, path))
        yield from found
        if not found:
            for one in rest:
                yield from one(value, path)

    return check


def any_field(names: Sequence[str]) -> Check:
    def check(value: Json, path: str) -> Complaints:
        if not any(value.get(name) for name in names):
            yield complain(f"must provide one of: {', '.join(names)}", path)

    return check
