"""Whether a question asks for words, so that neither Yes nor No answers it (R25)."""

import re

ASKS_FOR_WORDS = re.compile(
    r"^\W*(?:(?:and|so|but|in|on|at|by|for|with|from|to)\s+)?"
    r"(?:what(?:'s|\u2019s)?|how|why|which|who(?:m|se)?|where|when|tell us|describe"
    r"|name (?:one|a|the)"
    r"|qu[eé]|c[oó]mo|por qu[eé]|cu[aá]l(?:es)?|qui[eé]n(?:es)?|d[oó]nde|cu[aá]ndo)\b",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(r"^\W*(?:what about|how about|why not)\b", re.IGNORECASE)


def asks_for_words(question: str) -> bool:
    """By its first words, in English or Spanish."""
    return bool(ASKS_FOR_WORDS.match(question)) and not YES_OR_NO.match(question)
