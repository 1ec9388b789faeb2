"""Writing the register: persons, the posts they hold, and their sign-ins. Import from the modules."""
