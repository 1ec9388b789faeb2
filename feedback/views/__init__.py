"""Pages of the room: fetch, form, service, answer."""
