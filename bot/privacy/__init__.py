"""Keeps patients out of the chat: finds identifiers in a text and redacts them. Pure."""

from bot.privacy.findings import COUNTRIES, Checked, Found, GuardFailed, Rules
from bot.privacy.first_names import first_names
from bot.privacy.guard import Guard
from bot.privacy.orders import order

__all__ = ["COUNTRIES", "Checked", "Found", "Guard", "GuardFailed", "Rules", "first_names", "order"]
