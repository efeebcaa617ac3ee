"""Chat platforms: each folder translates one platform into the bot's words and back."""
