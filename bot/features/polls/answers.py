"""Reads a ballot from a form or from words."""

import re
from collections.abc import Mapping

from bot.core.acts import Wrong
from bot.core.typed_text import is_number
from bot.features.polls.ballot_words import cells
from bot.features.polls.definition import Asks
from bot.features.speech import listed
from bot.rules.tally import Ballot
from bot.words.refusal import Refused

NUMBERS = re.compile(r"\d{1,2}")
MISSING = "Choose an answer."


def read_form(asks: Asks, values: Mapping[str, str]) -> Ballot:
    """The ballot that a form was filled in with; `Wrong` where it is none."""
    if asks.how.pick:
        name = "one" if asks.kind in {"single", "readiness"} else "many"
        return _picked(asks, name, values.get(name, ""))
    if asks.kind == "ranked":
        return _ranked(asks, values)
    return _points(asks, values)


def _picked(asks: Asks, name: str, text: str) -> Ballot:
    known = {str(n) for n in range(1, len(asks.options) + 1)}
    words = text.split(",") if name == "many" else [text]
    ballot = tuple(sorted({int(word) for word in words if word in known}))
    if not ballot:
        raise Wrong(**{name: MISSING})
    if asks.limit and len(ballot) > asks.limit:
        most = f"You chose {len(ballot)}; {asks.limit} is the most. Leave some out."
        raise Wrong(**{name: most})
    return ballot


def _ranked(asks: Asks, values: Mapping[str, str]) -> Ballot:
    ballot: list[int] = []
    for place in range(1, len(asks.options) + 1):
        word = values.get(f"place{place}", "")
        if not word:
            continue
        if not is_number(word) or not 0 < int(word) <= len(asks.options):
            raise Wrong(**{f"place{place}": MISSING})
        if int(word) in ballot:
            twice = f"{asks.options[int(word) - 1]} has a place already. Give each one place."
            raise Wrong(**{f"place{place}": twice})
        ballot.append(int(word))
    if not ballot:
        raise Wrong(place1="Choose at least the first.")
    return tuple(ballot)


def _points(asks: Asks, values: Mapping[str, str]) -> Ballot:
    """Points for each, of which some may be left out where items stand for themselves."""
    errors: dict[str, str] = {}
    ballot: list[int] = []
    optional = asks.kind in {"score", "panel"}
    for at in range(1, len(cells(asks)) + 1):
        word = values.get(f"item{at}", "").strip()
        if is_number(word) and asks.low <= int(word) <= asks.high:
            ballot.append(int(word))
        elif not word and optional:
            ballot.append(0)
        else:
            errors[f"item{at}"] = f"A whole number from {asks.low} to {asks.high}."
    if not errors and not any(ballot):
        errors["item1"] = f"Rate at least one, from {asks.low} to {asks.high}."
    if errors:
        raise Wrong(**errors)
    return tuple(ballot)


def read_words(asks: Asks, text: str) -> Ballot:
    """The ballot that somebody types: "Yes", "A, C", "B > A > C", or numbers in order.

    `Refused`, with how to say it, for anything else.
    """
    try:
        if asks.how.pick:
            names = [text] if asks.kind in {"single", "readiness"} else re.split(r"[,\n]", text)
            words = ",".join(str(_option(asks, name)) for name in names if name.strip())
            return _picked(asks, "many", words)
        if asks.kind == "ranked":
            names = [name for name in re.split(r"[>,\n]", text) if name.strip()]
            places = {f"place{n}": str(_option(asks, name)) for n, name in enumerate(names, 1)}
            return _ranked(asks, places)
        return _points(asks, _in_order(asks, text))
    except Wrong as wrong:
        first = next(iter(wrong.fields.values()))
        raise Refused(f"{first} Nothing was counted.") from None


def _in_order(asks: Asks, text: str) -> Mapping[str, str]:
    wanted, words = len(cells(asks)), text.replace(",", " ").split()
    if len(words) != wanted or not all(NUMBERS.fullmatch(word) for word in words):
        raise Refused(
            f"That takes {wanted} whole numbers from {asks.low} to {asks.high}, one for each line,"
            " in order. Or press Vote for the form."
        )
    return {f"item{n}": word for n, word in enumerate(words, start=1)}


def _option(asks: Asks, name: str) -> int:
    """The number of the option that somebody names, by its words, their beginning, or number."""
    wanted = " ".join(name.casefold().split())
    known = [" ".join(option.casefold().split()) for option in asks.options]
    exact = [n for n, option in enumerate(known, start=1) if option == wanted]
    starts = [n for n, option in enumerate(known, start=1) if option.startswith(wanted)]
    if exact or len(starts) == 1:
        return (exact or starts)[0]
    if is_number(wanted) and 0 < int(wanted) <= len(known):
        return int(wanted)
    raise Refused(
        f"“{name.strip()[:40]}” is no option here. There are {listed(list(asks.options))}."
    )
