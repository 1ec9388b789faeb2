"""Figures of units: how many households and residents, how large, on which day, from which source."""
