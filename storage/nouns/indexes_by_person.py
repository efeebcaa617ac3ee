"""What somebody has to do with, found by their number: in every table that grows with people or
with what they write, so that two become one without a look at anybody else's rows."""

from typing import Any

from sqlalchemy import Index

from storage.nouns.concerns import Concern
from storage.nouns.drafts import Draft
from storage.nouns.entries import Entry
from storage.nouns.huddle_entries import Word
from storage.nouns.kpis import FigureRow, Point
from storage.nouns.open_answers import OpenAnswer
from storage.nouns.pages import LadderRow, Page
from storage.nouns.polls import Poll
from storage.nouns.wins import Win, WinFlag


def _by(name: str, table: Any, column: Any) -> Index:
    """Rows that have nobody there are not in it."""
    hid = table.hospital_id
    if not table.__table__.c[column.key].nullable:
        return Index(name, hid, column)
    somebody = column.is_not(None)
    return Index(name, hid, column, sqlite_where=somebody, postgresql_where=somebody)


INDEXES = (
    _by("ix_concerns_assigned", Concern, Concern.assignee_id),
    _by("ix_concerns_answered_by", Concern, Concern.answered_by),
    _by("ix_concerns_fixed_by", Concern, Concern.fixed_by),
    _by("ix_concerns_closed_by", Concern, Concern.closed_by),
    _by("ix_concern_entries_person", Entry, Entry.person_id),
    _by("ix_drafts_person", Draft, Draft.person_id),
    _by("ix_huddle_words_person", Word, Word.person_id),
    _by("ix_kpi_points_person", Point, Point.person_id),
    _by("ix_kpi_points_taken_back_by", Point, Point.taken_back_by),
    _by("ix_kpi_figures_person", FigureRow, FigureRow.person_id),
    _by("ix_kpi_figures_taken_back_by", FigureRow, FigureRow.taken_back_by),
    _by("ix_pages_person", Page, Page.person_id),
    _by("ix_ladders_held_by", LadderRow, LadderRow.held_by),
    _by("ix_poll_answers_person", OpenAnswer, OpenAnswer.person_id),
    _by("ix_polls_closed_by", Poll, Poll.closed_by),
    _by("ix_polls_chosen_by", Poll, Poll.chosen_by),
    _by("ix_polls_outcome_by", Poll, Poll.outcome_by),
    _by("ix_wins_approved_by", Win, Win.approved_by),
    # With all of the key, as SQLite would rather go through one that has all than look up rows.
    Index("ix_win_flags_person", WinFlag.hospital_id, WinFlag.person_id, WinFlag.number),
)
