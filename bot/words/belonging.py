"""Puts into a private answer where it belongs, for whoever reads it elsewhere than they asked."""

from dataclasses import replace
from typing import TypeVar

from bot.words.cards import Form, Message, line

A = TypeVar("A", bound=Message | Form)


def placed(answer: A, where: str) -> A:
    """The answer with that sentence, if there is one: below its title, but behind all that an
    urgent one says, where what to do comes first."""
    if not where:
        return answer
    said = line(where)
    if isinstance(answer, Form):
        return replace(answer, intro=(said, *answer.intro))
    last = answer.tone == "urgent"
    blocks = (*answer.blocks, said) if last else (said, *answer.blocks)
    return replace(answer, blocks=blocks)
