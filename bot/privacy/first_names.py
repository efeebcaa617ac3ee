"""Words of a text that are first names and hardly anything else."""

import re

from bot.privacy.lexicon import lexicon

_CAPITAL = re.compile(r"\b[A-Z][a-z\u00c0-\u024f]{2,}\b")


def first_names(text: str) -> list[str]:
    """Those written with a capital, each once, in their order: "Grace" may be a word, "Juanita" is
    a name."""
    known = lexicon()
    found = dict.fromkeys(_CAPITAL.findall(text))
    return [
        word
        for word in found
        if (weight := known.weight(word.lower())).first and weight.surely and weight.word == 0
    ]
