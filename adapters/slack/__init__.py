"""Slack: what people do there into the bot's words, and what the bot says into Slack's blocks."""
