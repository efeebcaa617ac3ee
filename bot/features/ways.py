"""The ways to things of ours, from wherever they are spoken of (R41)."""

from bot.core.work import Work
from bot.words.cards import To
from storage.nouns.concerns import card_keys


def mine(work: Work, number: int) -> To:
    """To a concern, for whoever acts: IT is led to its own card first, the ward to its own
    alone."""
    ward, it = card_keys(number)
    works_in_it = work.actor is not None and work.actor.side in {"it", "both"}
    return To(f"C-{number}", (it, ward) if works_in_it else (ward,))


def of_it(number: int) -> To:
    """The same for somebody of IT who may not be the one who acts."""
    ward, it = card_keys(number)
    return To(f"C-{number}", (it, ward))


def shared(number: int) -> To:
    """For a room that both sides read: the card that its platform has, the ward's before IT's."""
    return To(f"C-{number}", card_keys(number))
