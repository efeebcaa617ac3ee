"""What people said, mistyped or pulled apart, in the forms that the detectors know.

The first step of a search: it finds nothing itself. Every change keeps its place in the text that
was given, so what is found later is taken out where it stands.
"""

from bot.privacy import field_names, misspelled, spaced_out, spanish, spoken
from bot.privacy.lexicon import Lexicon, Weight
from bot.privacy.normalize import Plain
from bot.privacy.tokens import Read, read

Edit = tuple[int, int, str]


def understood(face: Plain, lexicon: Lexicon) -> tuple[Plain, Read, list[Weight]]:
    """The text in plain forms with its words and what they weigh."""
    words = read(face.text)
    # What was pulled apart may be mistyped or said, so it is put together first.
    if closed := _apart(list(spaced_out.edits(words))):
        face = face.rewritten(closed)
        words = read(face.text)
    weights = lexicon.weights(words.words.names)
    if changes := _apart(_edits(words, weights)):
        face = face.rewritten(changes)
        words = read(face.text)
        weights = lexicon.weights(words.words.names)
    return face, words, weights


def _edits(words: Read, weights: list[Weight]) -> list[Edit]:
    return [
        *field_names.edits(words),
        *spoken.edits(words),
        *spanish.edits(words),
        *misspelled.edits(words, weights),
    ]


def _apart(found: list[Edit]) -> list[Edit]:
    """In order, the first of those that overlap."""
    chosen: list[Edit] = []
    for one in sorted(found):
        if not chosen or one[0] >= chosen[-1][1]:
            chosen.append(one)
    return chosen
