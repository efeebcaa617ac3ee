"""Rosters to import: who works when, from a CSV file or an iCalendar file."""

from bot.rosters.read import read
from bot.rosters.rows import BadRoster, Row
from bot.rosters.settle import Staff, settle

__all__ = ["BadRoster", "Row", "Staff", "read", "settle"]
