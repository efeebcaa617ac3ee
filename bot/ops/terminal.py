"""What operators' commands say at the terminal."""

import sys

from bot.words.bidi import straight


def echo(said: str, *, err: bool = False) -> None:
    """A line, in which no name or text of anybody's turns another."""
    stream = sys.stderr if err else sys.stdout
    stream.write(f"{straight(said)}\n")
    stream.flush()
