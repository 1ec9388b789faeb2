"""What can be done with reports; nothing else writes them."""
