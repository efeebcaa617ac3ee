"""Teams without its service: what is rendered, read and packed."""
