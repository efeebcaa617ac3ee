"""Thanks, an "ok" or an emoji alone: what asks for nothing, and is answered kindly."""

import re
from typing import Literal, TypeAlias

from bot.words.typed import plain_marks

Kind: TypeAlias = Literal["thanks", "fine"]
_THANKS = (
    r"(?:thanks|thank (?:you|u)|thx|tks|ty|tysm|cheers|gracias|muchas gracias|merci|danke|salamat"
    r"|obrigad[oa]|much appreciated|appreciate (?:it|that|you)|bless you)"
)
_FINE = (
    r"(?:ok(?:ay)?|k|great|good|nice|cool|perfect|awesome|excellent|super|lovely|brilliant|wonderful"
    r"|fantastic|amazing|got it|understood|noted|will do|sounds good|all good|no worries|alright"
    r"|all right|love it|well done|good (?:job|bot)|great job|nice one|you(?:'re| are) the best)"
)
_MORE = (
    r"(?:so|very|much|a lot|again|a million|a bunch|then|now|corridor|it|all|team|everyone|guys"
    r"|everybody|folks|both|that(?:'s| is|s)?|thats|for (?:that|this|your help|the help|helping)"
    r"|and|you)"
)
_BETWEEN = r"[\s,.!;:~*_)(\-]*"
_KIND = re.compile(rf"{_BETWEEN}(?:(?:{_THANKS}|{_FINE}|{_MORE})(?!\w){_BETWEEN})+", re.IGNORECASE)
_ANY_THANKS = re.compile(rf"(?<!\w){_THANKS}(?!\w)", re.IGNORECASE)
_ANY_FINE = re.compile(rf"(?<!\w){_FINE}(?!\w)", re.IGNORECASE)
_EMOJI_NAME = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)
_SMILEY = re.compile(r"(?<!\w)(?:[:;]-?[)D]|<3)(?!\w)")


def kind_words(text: str) -> Kind | None:
    """What a text says that is kind and nothing else; None for any other."""
    shown = plain_marks(text)
    words = _SMILEY.sub(" ", _EMOJI_NAME.sub(" ", shown))
    words = "".join(" " if _picture(letter) else letter for letter in words).strip()
    if not words:
        return "fine" if text.strip() else None
    if not _KIND.fullmatch(words):
        return None
    if _ANY_THANKS.search(words):
        return "thanks"
    return "fine" if _ANY_FINE.search(words) else None


def _picture(letter: str) -> bool:
    """An emoji, or what joins several to one."""
    return not letter.isascii() and not letter.isalnum()
