"""Where votes go: by name, or sealed where the poll is anonymous. One person has one vote over all
their accounts, and the latest counts."""

from dataclasses import dataclass

from bot.core.work import Work
from bot.words.refusal import Refused
from storage.nouns import ballots, sealed_ballots
from storage.nouns.ballots import Vote, hashed_voter, named_voter
from storage.nouns.polls import Poll
from storage.nouns.sealed_ballots import Cast, LostKey

__all__ = ["Cast", "Named", "Receipted", "Sealed", "box", "count_sealed", "opened"]


@dataclass(frozen=True, slots=True)
class Named:
    """Each voter's ballot is kept beside their number until the close: it can be changed."""

    work: Work
    number: int

    def voter(self, person_id: int) -> str:
        """What a person who votes is known by."""
        return named_voter(person_id)

    def of(self, person_id: int) -> Cast | None:
        """What they have cast."""
        vote = ballots.of(self.work.db, self.number, named_voter(person_id))
        return None if vote is None else _named(vote)

    def put(self, person_id: int, cast: Cast) -> None:
        """Count this, instead of what they have cast before. The caller holds the poll."""
        voter = named_voter(person_id)
        vote = Vote(voter, "", cast.side, cast.ballot, cast.unit, cast.shift)
        if not ballots.first(self.work.db, self.number, vote):
            self._count(self.of(person_id), -1)
            ballots.change(self.work.db, self.number, vote)  # who agreed to show it is asked again
        self._count(cast, 1)

    def take_back(self, person_id: int) -> bool:
        """Count it out; false where they have cast nothing."""
        before = self.of(person_id)
        if before is not None:
            ballots.withdraw(self.work.db, self.number, named_voter(person_id))
            self._count(before, -1)
        return before is not None

    def _count(self, cast: Cast | None, by: int) -> None:
        if cast is not None:
            tally = ballots.tally(self.work.db, self.number)
            tally.count(cast.side, cast.ballot, by)
            ballots.save(self.work.db, tally)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Nobody can open a ballot without the poll's key, and nothing is counted before the close."""

    work: Work
    number: int

    def voter(self, person_id: int) -> str:
        return sealed_ballots.key(self.work.db, self.number).voter(person_id)

    def of(self, person_id: int) -> Cast | None:
        return sealed_ballots.of(self.work.db, self.number, person_id)

    def put(self, person_id: int, cast: Cast) -> None:
        sealed_ballots.put(self.work.db, self.number, person_id, cast)

    def take_back(self, person_id: int) -> bool:
        return sealed_ballots.withdraw(self.work.db, self.number, person_id)


@dataclass(frozen=True, slots=True)
class Receipted:
    """An anonymous poll from before ballots were sealed: who has voted is known; what, only by a
    receipt (`bot.features.polls.by_receipt`)."""

    secret: str

    def voter(self, person_id: int) -> str:
        return hashed_voter(self.secret, person_id)


def box(work: Work, poll: Poll) -> "Named | Sealed | Receipted":
    """Where this poll's votes go. `Refused` where they are sealed and no key opens them."""
    tally = ballots.read(work.db, poll.number)
    if tally.secret:
        return Receipted(tally.secret)
    if not tally.sealed:
        return Named(work, poll.number)
    try:
        sealed_ballots.key(work.db, poll.number)
    except LostKey:
        raise lost(poll) from None
    return Sealed(work, poll.number)


def lost(poll: Poll) -> Refused:
    return Refused(
        f"The votes in {poll.name} are sealed, and the key to them can't be opened, so nothing was"
        " done. Whoever runs Corridor can set the key again; its author can call the poll off."
    )


def opened(work: Work, poll: Poll) -> list[tuple[Vote, Cast]]:
    """Each vote and what was cast with it, before the close forgets both; without those that can't
    be opened, which are all where there are receipts or the key was given up.

    Raises `LostKey` where the key is there and can't be opened now.
    """
    tally = ballots.tally(work.db, poll.number)
    if tally.secret or (tally.sealed and sealed_ballots.is_lost(work.db, poll.number)):
        return []
    votes = ballots.every(work.db, poll.number)
    if not tally.sealed:
        return [(vote, _named(vote)) for vote in votes]
    using = sealed_ballots.key(work.db, poll.number)
    return [(vote, cast) for vote in votes if (cast := using.open(vote))]


def _named(vote: Vote) -> Cast:
    return Cast(vote.side, vote.ballot, vote.unit, vote.shift)


def count_sealed(work: Work, poll: Poll) -> bool:
    """At the close: count the ballots that are sealed; false where their key was given up.

    Raises `LostKey` where the key is there and can't be opened now: then it is not the time to
    close, and nothing is lost by waiting.
    """
    if not ballots.tally(work.db, poll.number).sealed:
        return True
    if sealed_ballots.is_lost(work.db, poll.number):
        return False
    sealed_ballots.count(work.db, poll.number)
    return True
