"""The core of Corridor: what people say, what the bot answers, and the rules in between."""
