from django.db import migrations

CREATE = """
CREATE TEXT SEARCH CONFIGURATION vietnamese_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION vietnamese_plain
    ALTER MAPPING FOR asciihword, asciiword, hword, hword_asciipart, hword_part,
                      numhword, numword, word
    WITH unaccent, simple;
"""
DROP = "DROP TEXT SEARCH CONFIGURATION vietnamese_plain"


class Migration(migrations.Migration):
    """Words as they are searched: lower case, no accents, no stemming ("den duong" is "Đèn đường")."""

    dependencies = [("core", "0001_extensions")]

    operations = [migrations.RunSQL(CREATE, DROP)]
