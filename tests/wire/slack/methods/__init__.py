"""The methods of the Web API that the stand-in knows."""

from tests.wire.slack.call import Method
from tests.wire.slack.methods import access, chat, functions, people, rooms, views

EVERY = (
    *(*access.METHODS, *chat.METHODS, *functions.METHODS),
    *(*people.METHODS, *rooms.METHODS, *views.METHODS),
)


def methods() -> dict[str, Method]:
    return {method.name: method for method in EVERY}
