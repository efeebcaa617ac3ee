"""The invented hospital of the playground, written as an operator would write a real one."""

from importlib.resources import files


def invented() -> str:
    """A corridor.toml whose people, rooms and numbers belong to nobody."""
    return files("bot.settings").joinpath("invented.toml").read_text(encoding="utf-8")
