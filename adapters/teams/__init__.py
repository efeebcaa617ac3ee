"""Microsoft Teams: what people do there as events, and what the bot says as cards."""
