"""Views of the territory: pages of units, and decisions that change them."""
