"""Spreadsheets into tables: upload, look at what it would do, then all of it or nothing.

Which things can be imported is told by the rooms (`registry`); what a row means is a resource of
django-import-export (`resource`). A file is read by a child process (`reading`), judged and carried
out by the outbox (`flow`), and watched on its page (`views`).
"""
