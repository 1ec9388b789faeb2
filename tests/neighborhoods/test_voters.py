"""The list of households: brought by spreadsheet, seen by its organisers alone, signed, soon deleted."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock, outbox, retention, wall
from core.imports import flow
from core.models import AccessRecord, ImportState
from neighborhoods.models import Consultation, Matter, Voter
from neighborhoods.services import consultations
from neighborhoods.services.consultations import Count, Plan
from neighborhoods.voters import services
from neighborhoods.voters.resource import ADDRESS, CODE, NAME, TITLE, VoterResource
from neighborhoods.voters.services import Household
from tests import sheets
from tests.neighborhoods.plans import words_of

pytestmark = pytest.mark.django_db
HEADER = [CODE, TITLE, NAME, ADDRESS]
DAY = datetime.timedelta(days=1)
HOUSES = [("Hộ thử A", "1 hẻm Thử"), ("Hộ thử B", "2 hẻm Thử")]


@pytest.fixture
def asked(places, neighborhood, officer):
    """A consultation of two households, announced and under way."""
    made = consultations.plan_consultation(
        unit=neighborhood,
        matter=Matter.objects.get(code="contributions"),
        plan=Plan("Sửa hẻm", total=2),
        by=officer,
    )
    today = clock.today()
    days = {"announced_on": today, "starts_on": today, "ends_on": today}
    Consultation.objects.filter(pk=made.pk).update(status="open", **days)
    return Consultation.objects.get(pk=made.pk)


def work(job):
    while outbox.run_due():
        pass
    job.refresh_from_db()
    return job


def brought(by, *rows):
    file = SimpleUploadedFile("ho.xlsx", sheets.xlsx([HEADER, *rows]))
    return work(flow.start_import(kind="ho-gia-dinh", file=file, by=by))


def confirmed(job):
    flow.confirm_import(job=job, by=job.by)
    return work(job)


def listed(asked, by):
    services.replace_voters(
        consultation=asked, households=[Household(*house) for house in HOUSES], by=by
    )


def test_a_list_is_looked_at_first_and_replaces_what_was_there(asked, officer):
    rows = [[str(asked.uuid), "", *HOUSES[0]], ["", "", *HOUSES[1]]]
    job = brought(officer, *rows)
    assert (job.state, job.result["errors"], job.result["warnings"]) == (ImportState.READY, [], [])
    assert not Voter.objects.exists()
    assert confirmed(job).state == ImportState.DONE
    assert list(asked.voters.values_list("number", "name", "address")) == [
        (1, *HOUSES[0]),
        (2, *HOUSES[1]),
    ]
    short = confirmed(brought(officer, rows[1]))
    assert short.state == ImportState.DONE, "the only consultation need not be named"
    assert list(asked.voters.values_list("name", flat=True)) == ["Hộ thử B"]


def test_the_file_goes_as_soon_as_it_is_written(asked, officer, django_capture_on_commit_callbacks):
    job = brought(officer, [str(asked.uuid), "", *HOUSES[0]])
    assert "Hộ thử A" in str(job.result)
    assert job.file.storage.exists(job.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert confirmed(job).state == ImportState.DONE
    assert "Hộ thử A" not in str(job.result)
    assert not job.file.storage.exists(job.file.name)


def test_a_list_of_another_length_is_a_warning_and_no_refusal(client, asked, officer):
    job = brought(officer, [str(asked.uuid), "", *HOUSES[0]])
    ((row, column, words),) = job.result["warnings"]
    assert (job.state, row, column) == (ImportState.READY, 2, CODE)
    assert "1 hộ, trong khi tổng số đã ghi là 2 hộ" in words
    confirmed(job)
    client.force_login(officer)
    assert "Khác tổng số hộ đã ghi" in client.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({CODE: "khong-co"}, (2, CODE, "Không có đợt lấy ý kiến này")),
        ({NAME: ""}, (2, NAME, "Hãy ghi người đại diện")),
        ({ADDRESS: ""}, (2, ADDRESS, "Hãy ghi địa chỉ")),
        ({NAME: "x" * 101}, (2, NAME, "Dài hơn 100")),
        ({NAME: "ho thu b", ADDRESS: "2 hẻm Thử"}, (3, "", "Trùng với dòng 2")),
    ],
)
def test_every_error_has_its_row_and_column(asked, officer, change, error):
    first = dict(zip(HEADER, [str(asked.uuid), "", *HOUSES[0]], strict=True)) | change
    job = brought(officer, list(first.values()), [str(asked.uuid), "", *HOUSES[1]])
    assert job.state == ImportState.REFUSED
    row, column, words = error
    assert (row, column) in [(r, c) for r, c, text in job.result["errors"] if words in text]
    assert not Voter.objects.exists()


def test_strangers_bring_nothing_and_see_nothing(client, asked, officer, stranger, reviewer):
    listed(asked, officer)
    assert list(VoterResource(stranger).template_rows()) == []
    assert brought(stranger, [str(asked.uuid), "", *HOUSES[0]]).state == ImportState.REFUSED
    for user in (stranger, reviewer):
        client.force_login(user)
        for name, method in (("voter_list", client.post), ("voters_delete", client.get)):
            assert method(reverse(f"neighborhoods:{name}", args=[asked.uuid])).status_code == 404
        with pytest.raises(PermissionDenied):
            services.read_voters(consultation=asked, by=user)
    client.logout()
    assert "Hộ thử" not in client.get(asked.get_public_url()).content.decode()
    assert not AccessRecord.objects.exists()


def test_the_database_itself_hides_the_list_from_other_areas(asked, officer, stranger):
    from people.reach import area_of  # noqa: PLC0415 - the second wall alone

    listed(asked, officer)
    with wall.narrowed(lambda: area_of(stranger)):
        assert Voter.objects.count() == 0
    with wall.narrowed(lambda: area_of(officer)):
        assert Voter.objects.count() == 2


def test_the_paper_holds_the_list_with_a_place_to_sign_and_leaves_a_trace(client, asked, officer):
    services.replace_voters(
        consultation=asked, households=[Household("Hộ {{ 7*7 }} & <b>", "1 hẻm Thử")], by=officer
    )
    client.force_login(officer)
    path = reverse("neighborhoods:voter_list", args=[asked.uuid])
    assert client.get(path).status_code == 405
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "hẻm Thử" not in page, "names stand on no page"
    response = client.post(path)
    words = words_of(response.content)
    assert "Hộ {{ 7*7 }} & <b>" in words
    assert {"STT", "Đại diện hộ", "Địa chỉ", "Ký tên"} <= set(words.split("\n"))
    record = AccessRecord.objects.get()
    assert (record.user_id, record.scope) == (officer.pk, asked.unit_id)


def test_the_list_goes_after_the_result_at_once_when_given_up_and_when_asked(
    client, asked, officer
):
    listed(asked, officer)
    client.force_login(officer)
    path = reverse("neighborhoods:voters_delete", args=[asked.uuid])
    assert client.get(path).status_code == 200
    assert Voter.objects.count() == 2
    assert client.post(path).status_code == 302
    assert not Voter.objects.exists()

    listed(asked, officer)
    consultations.close_consultation(
        consultation=asked, counts=[Count(2, 0, 0, 0)], remarks="", by=officer
    )
    assert retention.purge()["neighborhoods.Voter"] == 0
    assert retention.purge(clock.now() + 31 * DAY)["neighborhoods.Voter"] == 2


def test_a_list_whose_consultation_is_given_up_or_forgotten_goes_too(asked, officer):
    listed(asked, officer)
    Voter.objects.update(brought_at=clock.now() - 181 * DAY)
    assert services.forget_voters(clock.now()) == 2
    listed(asked, officer)
    consultations.cancel_consultation(consultation=asked, by=officer)
    assert not Voter.objects.exists()


def test_a_large_list_is_written_in_a_few_statements(asked, officer, django_assert_max_num_queries):
    households = [Household(f"Hộ {number}", "hẻm Thử") for number in range(2_000)]
    with django_assert_max_num_queries(12):
        services.replace_voters(consultation=asked, households=households, by=officer)
    assert asked.voters.count() == 2_000
