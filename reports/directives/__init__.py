"""Directives: letters of a level above that units below answer, each in a task of its own, by a day."""
