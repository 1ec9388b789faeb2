"""Boards: how ward, district and city stand, over time and by unit, from counts kept beside the cases."""
