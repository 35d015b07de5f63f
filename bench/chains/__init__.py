"""Economic complexity beside the peers."""
