"""The settings of one installation, from the environment and corridor.toml, checked as a whole."""

from bot.settings.load import load, read_file
from bot.settings.values import (
    BadSettings,
    GroupSetting,
    HuddleSetting,
    PersonSetting,
    Problem,
    Purpose,
    RoomSetting,
    Settings,
    SlackOptions,
    SlackSettings,
    TeamsSettings,
)

__all__ = [
    "BadSettings",
    "GroupSetting",
    "HuddleSetting",
    "PersonSetting",
    "Problem",
    "Purpose",
    "RoomSetting",
    "Settings",
    "SlackOptions",
    "SlackSettings",
    "TeamsSettings",
    "load",
    "read_file",
]
