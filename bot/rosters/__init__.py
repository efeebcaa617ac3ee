"""Rosters and rotas to import: who works when, and who is on call, from a CSV or an iCalendar."""

from bot.rosters.read import read
from bot.rosters.rota import read_rota, settle_rota
from bot.rosters.rows import BadRoster, Row
from bot.rosters.settle import Staff, settle

__all__ = ["BadRoster", "Row", "Staff", "read", "read_rota", "settle", "settle_rota"]
