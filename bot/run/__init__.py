"""What runs: the parts put together, the platforms, the relay, the clock, HTTP, logs, metrics."""
