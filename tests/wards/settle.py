"""Having the deferred rules looked at, as at the end of a transaction."""

from django.db import connection


def settle():
    """What was written so far holds; what comes is judged by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
