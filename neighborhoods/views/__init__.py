"""The pages of this room: thin doors to querysets and services."""
