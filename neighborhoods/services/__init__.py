"""Writing the room: what a ward does with its schemes and consultations."""
