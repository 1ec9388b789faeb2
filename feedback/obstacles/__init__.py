"""The obstacle log: difficulties that a rearrangement left behind, with owner, due date and state."""
