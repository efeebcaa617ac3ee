"""What should be shown, and who delivers it next: outbox, claims, pace, queue, inbox, timers."""
