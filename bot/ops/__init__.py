"""What operators type: commands, the doctor and its checks, manifests."""
