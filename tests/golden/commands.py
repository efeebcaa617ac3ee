"""The list of all commands, from what the features declare."""

from collections.abc import Iterator

from bot.core.rights import RULES
from bot.core.route import Route
from bot.core.router import Feature, Help
from bot.features import FEATURES
from bot.words.events import Command

HEAD = """
## All of them

Every word there is, with what help says of it. Whether somebody may is asked once more when the thing
itself is known: [who may do what](rights.md).

| word | who may type it | in help |
|---|---|---|
"""
SIDES = {
    "admin": "An administrator",
    "leader": "A leader or an administrator",
    "it": "IT staff and clinical informatics",
    "clinical": "Clinicians",
}
HELPED = tuple(entry for feature in FEATURES for entry in feature.help)
FALLBACKS = {"", "*"}  # nothing, and anything that no other handler takes


def table() -> str:
    """One line a handler, in the order of its first word; words that do the same share one."""
    lines = sorted(line for feature in FEATURES for line in _lines(feature))
    return HEAD + "".join(lines)


def _lines(feature: Feature) -> Iterator[str]:
    by_handler: dict[object, list[str]] = {}
    for (kind, verb), route in feature.routes.items():
        if kind is Command and verb not in FALLBACKS:
            by_handler.setdefault(route.handler, []).append(verb)
    for verbs in by_handler.values():
        helped = [entry for entry in HELPED if _words(entry) & set(verbs)]
        shown = " ".join(f"`{verb}`" for verb in sorted(verbs))
        said = "<br>".join(f"**{_cell(entry.say)}** {_cell(entry.does)}" for entry in helped)
        yield f"| {shown} | {_who(feature.routes[Command, verbs[0]], helped)} | {said} |\n"


def _words(entry: Help) -> set[str]:
    """The words that a line of help is about: each part may name one first, "home, or me"."""
    parts = entry.say.replace(", or ", ", ").replace(" or ", ", ").split(", ")
    return {part.split()[0] for part in parts if part.strip()}


def _who(route: Route, helped: list[Help]) -> str:
    if route.right is not None:
        return RULES[route.right].who.rstrip(",")
    sides = {entry.side for entry in helped}
    return SIDES[sides.pop()] if len(sides) == 1 and sides != {""} else "Everybody"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
