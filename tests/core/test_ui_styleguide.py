"""The styleguide: all components drawn, in both shells, and only where it is switched on."""

import pytest
from django.test import override_settings
from django.urls import reverse

from core import styleguide

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["core:styleguide", "core:styleguide_staff"])
def test_styleguide_draws_in_both_shells(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    body = response.content.decode()
    assert body.count("<h1") == 1
    assert "1.000.000" in body


@pytest.mark.parametrize("name", ["core:styleguide", "core:styleguide_staff"])
def test_styleguide_is_absent_unless_switched_on(client, name):
    with override_settings(PORTAL_STYLEGUIDE=False):
        assert client.get(reverse(name)).status_code == 404


def test_styleguide_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("core:styleguide"))


def test_page_speaks_the_chosen_language(client):
    switched = client.post(reverse("set_language"), {"language": "en", "next": "/styleguide/"})
    assert switched.status_code == 302
    assert '<html lang="en">' in client.get("/styleguide/").content.decode()


def test_htmx_is_loaded_on_staff_pages_only(client):
    assert "htmx" not in client.get(reverse("core:styleguide")).content.decode()
    staff = client.get(reverse("core:styleguide_staff")).content.decode()
    assert '"allowEval": false, "includeIndicatorStyles": false' in staff
    assert "django_htmx/htmx-2" in staff


def test_title_says_that_a_form_has_errors(client):
    page = client.get(reverse("core:styleguide")).content.decode()
    assert "<title>Bộ giao diện mẫu – Gần Dân</title>" in page


def test_sample_form_shows_every_kind_of_error():
    form = styleguide.context("public")["wrong"]
    assert set(form.errors) == {"__all__", "name", "day", "kind", "answer_by"}
