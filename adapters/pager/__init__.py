"""Pages that leave the chat, by whatever service apprise speaks to."""
