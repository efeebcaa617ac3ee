"""That nobody has answered a P1 or P2: what its thread, its reporter and the leaders are told."""

from datetime import timedelta
from typing import cast

from bot.core.work import Work
from bot.features.concerns import leaders, page_lines
from bot.features.concerns.thread import tell_it, tell_ward, unsaid
from bot.features.speech import unit_name
from bot.rules.hospital import Priority
from bot.rules.ladder import told_by
from bot.rules.response_clock import answer_due
from bot.rules.spoken_span import spoken
from bot.words.cards import Block, Message, line
from storage.nouns.concerns import Concern
from storage.nouns.pages import LadderRow


def target(work: Work, concern: Concern, row: LadderRow) -> timedelta:
    """How long after the question an answer is late."""
    return answer_due(row.since, cast(Priority, concern.priority), work.hospital) - row.since


def waited(work: Work, concern: Concern, row: LadderRow) -> timedelta:
    """How long its asker has waited for a written answer."""
    since = min(concern.raised_at, row.since) if concern.answered_at is None else row.since
    return work.now - since


def tell(work: Work, concern: Concern, row: LadderRow) -> timedelta:
    """Tell the threads and the reporter, once for each moment that has come. Returns when the next
    does, after the question."""
    ladder = work.hospital.ladders[concern.priority]
    count, following = told_by(ladder, target(work, concern, row), work.now - row.since)
    if count > row.told:
        row.told = count
        _say(work, concern, row)
    return following


def _say(work: Work, concern: Concern, row: LadderRow) -> None:
    phone = f"Phone {work.hospital.phone}." if work.hospital.phone else "Use the telephone."
    since = spoken(waited(work, concern, row))
    parts = (concern.name, concern.priority, unit_name(work.hospital, concern.unit))
    about: list[Block] = [line(" · ".join(filter(None, parts)))]
    if told := page_lines.has_it(work, concern):
        about.append(line(f"{told}, and has not written yet."))
    said = Message(f"Nobody has answered for {since}. {phone}", tuple(about), tone="urgent")
    slug = _slug(concern, row, row.told)
    tell_it(work, concern, slug, said)
    tell_ward(work, concern, slug, said, at_once=True)  # whoever raised it waits, on shift or off


def _slug(concern: Concern, row: LadderRow, count: int) -> str:
    return f"unanswered:{concern.reopened}:{count}"


def show_leaders(work: Work, concern: Concern, row: LadderRow) -> None:
    """One living message: of a P1 from its target on, of a P2 from the end of its ladder (R20)."""
    if _leaders_know(concern, row):
        spent = spoken(waited(work, concern, row))
        if concern.state == "on_hold" and concern.hold_for == "reporter":
            spent += ", on hold for the reporter"
        parts = (f"nobody has answered for {spent}", page_lines.has_it(work, concern))
        leaders.tell(work, concern, _leaders_slug(concern), "; ".join(filter(None, parts)))


def settle(work: Work, concern: Concern, row: LadderRow, how: str) -> None:
    """What asked for a call asks no more."""
    for count in range(1, row.told + 1):
        slug = _slug(concern, row, count)
        unsaid(work, concern, slug)
        work.show(f"{concern.key}:{slug}", Message(f"{concern.name}: {how}"))
    if _leaders_know(concern, row):
        leaders.tell(work, concern, _leaders_slug(concern), how)


def _leaders_know(concern: Concern, row: LadderRow) -> bool:
    return row.told >= (1 if concern.priority == "P1" else 2) and not concern.practice


def _leaders_slug(concern: Concern) -> str:
    return f"unanswered:{concern.reopened}"
