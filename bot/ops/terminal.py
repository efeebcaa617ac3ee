"""What operators' commands say at the terminal."""

import typer

from bot.words.bidi import straight


def echo(said: str, *, err: bool = False) -> None:
    """A line, in which no name or text of anybody's turns another."""
    typer.echo(straight(said), err=err)
