"""Two voters who turn out to be one person: one person has one vote in every open poll."""

from contextlib import suppress
from typing import Any

from sqlalchemy import select, update

from storage.engine.session import HospitalSession
from storage.nouns import ballots, open_answers, polls, sealed_ballots
from storage.nouns.ballots import VOTERS, hashed_voter
from storage.nouns.polls import Poll

V = VOTERS.c


def join(db: HospitalSession, keep: int, lose: int) -> None:
    """Let `keep` stand in open polls where `lose` stood. Where both voted, the vote of `lose` is
    counted out. In an anonymous poll from before ballots were sealed nobody can know which ballot
    that was, so both stay counted; a receipt that `lose` has shows nothing any more. Where the key
    to sealed ballots is lost, nothing is counted anyway."""
    for poll in db.scalars(select(Poll).where(Poll.hospital_id == db.hid, Poll.state == "open")):
        tally = ballots.read(db, poll.number)
        _answered(db, poll, keep, lose, sealed=tally.sealed)
        if tally.sealed:
            polls.locked(db, poll.number)
            with suppress(sealed_ballots.LostKey):
                sealed_ballots.join(db, poll.number, keep, lose)
        else:
            _joined(db, poll, tally.secret, keep, lose)
        _named(poll, keep, lose)


def _answered(db: HospitalSession, poll: Poll, keep: int, lose: int, *, sealed: bool) -> None:
    """The same of answers in words."""
    if poll.kind != "texts":
        return
    if not sealed:
        mine, theirs = ballots.named_voter(keep), ballots.named_voter(lose)
        open_answers.let_have(db, poll.number, mine, theirs, keep)
        return
    with suppress(sealed_ballots.LostKey):
        using = sealed_ballots.key(db, poll.number)
        mine, theirs = using.voter(keep), using.voter(lose)
        kept = open_answers.of(db, poll.number, theirs)
        text = using.open_text(theirs, kept) if kept else None
        if text is not None and open_answers.of(db, poll.number, mine) is None:
            open_answers.put(db, poll.number, mine, using.seal_text(mine, text))
        open_answers.take_back(db, poll.number, theirs)


def _joined(db: HospitalSession, poll: Poll, secret: str, keep: int, lose: int) -> None:
    mine, theirs = (_voter(secret, person) for person in (keep, lose))
    if ballots.of(db, poll.number, theirs) is not None:
        polls.locked(db, poll.number)
        _moved(db, poll, mine, theirs)


def _voter(secret: str, person: int) -> str:
    return hashed_voter(secret, person) if secret else ballots.named_voter(person)


def _moved(db: HospitalSession, poll: Poll, mine: str, theirs: str) -> None:
    number = poll.number
    if ballots.of(db, number, mine) is None:
        row = (V.hospital_id == db.hid, V.number == number, V.voter == theirs)
        db.execute(update(VOTERS).where(*row).values(voter=mine))
        return
    twice = ballots.of(db, number, theirs)
    assert twice is not None
    if twice.ballot:
        tally = ballots.tally(db, number)
        tally.count(twice.side, twice.ballot, -1)
        ballots.save(db, tally)
    ballots.withdraw(db, number, theirs)


def _named(poll: Poll, keep: int, lose: int) -> None:
    """A panel of people who were named goes on with the one who is kept."""
    people: list[int] = poll.rules.get("people") or []
    if lose in people:
        new = list(dict.fromkeys(keep if person == lose else person for person in people))
        poll.rules = {**poll.rules, "people": new}
    if str(lose) in poll.agreed:
        agreed: dict[str, Any] = dict(poll.agreed)
        said = agreed.pop(str(lose))
        poll.agreed = {**agreed, str(keep): agreed.get(str(keep)) or said}
