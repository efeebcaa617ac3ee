"""The one module that knows apprise, which speaks to a hundred services by one kind of address."""

import asyncio
import logging

from apprise import Apprise

LOGGERS = ("apprise", "urllib3", "requests")


async def send(address: str, title: str, text: str) -> bool:
    """Whether the service has taken it: anything that can't be made sure of counts as no. Addresses
    hold secrets, and so may what services answer: none of it is logged."""
    return await asyncio.to_thread(_send, address, title, text)


def known(address: str) -> bool:
    """Whether it is the address of a service that apprise speaks to."""
    return bool(Apprise().add(address))


def keep_quiet() -> None:
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _send(address: str, title: str, text: str) -> bool:
    keep_quiet()
    service = Apprise()
    return bool(service.add(address)) and bool(service.notify(body=text or title, title=title))
