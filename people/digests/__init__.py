"""The daily letter to officials: what is late, due today or waiting, from every room, once a day."""
