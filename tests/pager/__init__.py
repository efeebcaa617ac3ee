"""Pages that leave the chat."""
