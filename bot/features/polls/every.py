"""Every part of polls that people or the clock reach."""

from bot.features.polls import asking, closing, lists, making, opening, panel, table, talk, voting

POLLS = (
    making.feature,
    lists.feature,
    voting.feature,
    opening.feature,
    asking.feature,
    closing.feature,
    panel.feature,
    table.feature,
    talk.feature,
)
