"""The choice of leads and the spread of an impulse beside the peers."""
