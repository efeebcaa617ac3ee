"""What is imported from files: who works when, who is on call, and who works here."""

from bot.rosters.names import Staff
from bot.rosters.people_sheet import Colleague, read_people
from bot.rosters.read import read, text_of
from bot.rosters.rota import SettledRota, read_rota, settle_rota
from bot.rosters.rows import BadRoster, LeftOut, Reading, Reason, Row
from bot.rosters.settle import Settled, settle

__all__ = [
    "BadRoster",
    "Colleague",
    "LeftOut",
    "Reading",
    "Reason",
    "Row",
    "Settled",
    "SettledRota",
    "Staff",
    "read",
    "read_people",
    "read_rota",
    "settle",
    "settle_rota",
    "text_of",
]
