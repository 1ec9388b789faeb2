"""Searching across everything one may see: each room registers what can be found in it."""
