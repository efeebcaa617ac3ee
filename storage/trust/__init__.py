"""What keeps promises: audit log, retention, erasure, sealed texts and secrets, legal holds."""
