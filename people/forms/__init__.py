"""Forms of the room: sign-in, and the register of people."""
