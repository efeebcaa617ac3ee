"""The doctor's look at pages that leave the chat; and a page to try them with."""

import asyncio
from collections.abc import Iterator

from bot.ops.checks.check import Check
from bot.rules.hospital import PagingService
from bot.settings import Settings

TEST = "TEST PAGE, nobody needs help"
SHORTEST = 20.0  # seconds that a service has


def pager(settings: Settings) -> Iterator[Check]:
    """Whether each service has an address that can be used, and somebody whose pages it takes."""
    if not settings.hospital.paging:
        return
    from adapters.pager.client import known

    names = {person.name.casefold() for person in settings.people}
    for service in settings.hospital.paging:
        address = settings.paging.get(service.name, "")
        if not address:
            mend = f"set {service.name} to the address of the service: pages wait for it"
            yield Check("fail", f"no {service.name}", mend)
        elif not known(address):
            mend = "apprise knows no such address: see docs/howto/paging.md"
            yield Check("fail", service.name, mend)
        elif service.person and service.person.casefold() not in names:
            yield Check("warn", f"{service.person} is in no [[people]]", "write the name as there")
        else:
            whose = service.person or f"the rung {service.rung}"
            yield Check("ok", f"{whose} is paged by {service.says} ({service.name})")


def page(settings: Settings, name: str) -> list[Check]:
    """Send a page that says it is a test to each service of that person, rung or name."""
    wanted = name.casefold()
    found = [one for one in settings.hospital.paging if wanted in _names(one)]
    if not found:
        known = ", ".join(sorted({one.person or one.rung for one in settings.hospital.paging}))
        return [Check("fail", f"no [[paging]] of {name}", f"there is: {known or 'none'}")]
    return [asyncio.run(_sent(settings, one)) for one in found]


def _names(one: PagingService) -> set[str]:
    return {one.person.casefold(), one.rung, one.name.casefold()} - {""}


async def _sent(settings: Settings, one: PagingService) -> Check:
    from adapters.pager.client import send

    address, whose = settings.paging.get(one.name, ""), one.person or one.rung
    if not address:
        return Check("fail", f"no {one.name}", "set it to the address of the service")
    title, text = f"{settings.hospital.name}: {TEST}", "Sent by corridor doctor --page."
    try:
        async with asyncio.timeout(SHORTEST):
            taken = await send(address, title, text)
    except TimeoutError:
        taken = False
    if taken:
        return Check("ok", f"a test page for {whose} was taken by {one.says} ({one.name})")
    mend = "it did not take the page: look at its address, and whether this machine reaches it"
    return Check("fail", f"{one.says} ({one.name})", mend)
