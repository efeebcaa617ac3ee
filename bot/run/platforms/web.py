"""The playground: pages, and the people and rooms that the settings place on the web."""

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from adapters.web.adapter import WebAdapter
from adapters.web.links import WebLinks
from adapters.web.page import Look
from adapters.web.pages import Pages
from adapters.web.people import Actor, RoomView, Stage
from bot.run.platforms.parts import Platform, PlatformParts
from bot.run.playground_store import PlaygroundStore
from bot.settings import PersonSetting, Settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def serve(parts: PlatformParts) -> Platform:
    settings = parts.settings
    hospital, cast = settings.hospital, stage(settings)
    store = PlaygroundStore(parts.writer)
    playground = WebAdapter(store, cast, parts.clock)
    names = frozenset(person.name for person in settings.people)
    pages = Pages(
        parts.core,
        store,
        playground,
        Look(hospital.name, hospital.zone, cast),
        lambda text: parts.guard.check(text, names).text,
        parts.clock,
    )
    routes = [Mount("", routes=pages.routes, middleware=[_local_only()])]
    return Platform("web", playground, routes, links=WebLinks(cast))


def _local_only() -> Middleware:
    """Other sites can't reach the playground under a name of theirs (DNS rebinding)."""
    return Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))


def stage(settings: Settings) -> Stage:
    """The playground's people and rooms."""
    cast = [actor for person in settings.people for actor in _actors(settings, person)]
    found = [
        RoomView(room.channel, room.name or room.channel.id, room.purpose, room.unit)
        for room in settings.rooms
        if room.channel.platform == "web"
    ]
    return Stage(cast, found)


def _actors(settings: Settings, person: PersonSetting) -> list[Actor]:
    unit = settings.hospital.units.get(person.unit)
    initials = "".join(word[0] for word in person.name.removeprefix("Dr ").split()[:2])
    return [
        Actor(
            account,
            person.name,
            person.side or "clinical",
            person.unit,
            " ".join(filter(None, (unit.name if unit else "", person.shift))),
            initials.upper(),
        )
        for account in person.accounts
        if account.platform == "web"
    ]
