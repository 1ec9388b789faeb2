"""The portal's addresses and two of a bare view: one INSERT, and fifty rows in a template.

They run in the same server, behind the same middleware and on the same database as the portal.
"""

import uuid
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import *  # noqa: F403 - the portal itself
from config.urls import urlpatterns as portal

MAKE = """
CREATE TABLE IF NOT EXISTS bench_row
    (id bigserial PRIMARY KEY, reference text UNIQUE, body text, place text, at timestamptz);
INSERT INTO bench_row (reference, body, place, at)
    SELECT md5(n::text), repeat('Đèn đường hư. ', 8), 'hẻm 12', now() FROM generate_series(1, 1000) n
    ON CONFLICT DO NOTHING;
GRANT SELECT, INSERT ON bench_row TO PUBLIC;
GRANT USAGE ON SEQUENCE bench_row_id_seq TO PUBLIC;
"""
INSERT = "INSERT INTO bench_row (reference, body, place, at) VALUES (%s, %s, %s, now())"
LIST = "SELECT id, reference, body, place, at FROM bench_row ORDER BY id LIMIT 50"
TEMPLATE = Engine().from_string(
    (Path(__file__).parent / "bare_list.html").read_text(encoding="utf-8")
)


@login_not_required
@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One INSERT of what was posted."""
    values = [uuid.uuid4().hex, request.POST["body"], request.POST["place"]]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
    return HttpResponse("ok")


@login_not_required
def rows(request: HttpRequest) -> HttpResponse:
    """Fifty rows in a table."""
    with connection.cursor() as cursor:
        cursor.execute(LIST)
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return HttpResponse(TEMPLATE.render(Context({"rows": found})))


urlpatterns = [path("bare/insert", insert), path("bare/list", rows), *portal]
