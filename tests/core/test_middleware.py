"""Clean input for every view, and no writing on GET."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client

from core.middleware import CleanInputMiddleware, WriteOnGetError, cleaned
from core.models import CalendarDay
from tests.core.urls import READS, WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.urls")]


BAD_BASE64 = (
    b"--x\r\nContent-Disposition: form-data; name=a\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n"
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# --- Clean input ----------------------------------------------------------------------------------


def test_get_is_clean(client):
    found = client.get(
        "/echo/", {"q": nfd("Hiệp Bình") + "\x00\u202e", nfd("tên"): "a\r\nb"}
    ).json()
    assert found["get"] == {"q": ["Hiệp Bình"], "tên": ["a\nb"]}


def test_get_with_broken_bytes_is_clean(client):
    found = client.get("/echo/?q=%ED%A0%80%00%FF&q=b").json()
    assert found["get"]["q"] == ["\ufffd\ufffd\ufffd\ufffd", "b"]


@pytest.mark.parametrize("charset", ["base64", "undefined", "punycode", "utf-16", "utf-7"])
def test_a_claimed_character_set_is_not_believed(client, charset):
    claim = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.get("/echo/?q=%C3%A1", content_type=claim).json()["get"] == {"q": ["á"]}
    assert client.generic("POST", "/echo/", b"q=%C3%A1", claim).json()["post"] == {"q": ["á"]}


@pytest.mark.parametrize("multipart", [True, False])
def test_post_is_clean(client, multipart):
    data = {"text": nfd("Đèn đường") + "\x00 hỏng\x1b", "many": ["1", "2\u200b"]}
    if multipart:
        found = client.post("/echo/", data).json()
    else:
        body = QueryDict(mutable=True)
        body["text"] = data["text"]
        body.setlist("many", data["many"])
        found = client.post("/echo/", body.urlencode(), "application/x-www-form-urlencoded").json()
    assert found["post"] == {"text": ["Đèn đường hỏng"], "many": ["1", "2"]}


def test_post_keeps_files(client):
    file = SimpleUploadedFile("a\x00.jpg", b"\x00\x01\x02")
    found = client.post("/echo/", {"file": file, "text": "x\x00"}).json()
    assert (found["files"], found["post"]) == ([3], {"text": ["x"]})


def test_cookie_with_a_nul_is_dropped(client):
    client.cookies.load('good=1; sessionid="abcdefgh\\000ijkl"; bad="a\\012b"')
    response = client.get(
        "/echo/", headers={"cookie": 'good=1; sessionid="abcdefgh\\000ijkl"; x="\\012"'}
    )
    assert response.json()["cookies"] == ["good"]


@pytest.mark.parametrize(
    "path", ["/echo/%00", "/work/a%00b/", "/%01", "/work/%1b/", "/work/%C2%9F/"]
)
def test_address_with_controls_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_text_of_ten_megabytes_is_too_large(client):
    response = client.post(
        "/echo/", "text=" + "a" * 10_000_000, "application/x-www-form-urlencoded"
    )
    assert response.status_code == 413
    assert "413" in response.content.decode()


def test_multipart_text_of_ten_megabytes_is_too_large(client):
    assert client.post("/echo/", {"text": "a" * 10_000_000}).status_code == 413


def test_declared_size_beyond_the_limit_is_refused_unread(client, settings):
    settings.PORTAL_MAX_REQUEST_BYTES = 1000
    assert client.post("/echo/", {"text": "a" * 2000}).status_code == 413
    assert client.post("/echo/", {"text": "a" * 100}).status_code == 200


@pytest.mark.parametrize("length", ["", "-1", "abc", "٣", "1e9"])
def test_nonsense_length_is_no_length(rf, length):
    request = rf.get("/echo/")
    request.META["CONTENT_LENGTH"] = length
    assert CleanInputMiddleware(lambda request: "answer")(request) == "answer"


def test_too_many_fields_are_refused(client):
    many = {f"f{number}": "x" for number in range(600)}
    assert client.post("/echo/", many).status_code == 400
    assert client.get("/echo/", many).status_code == 400


def test_too_many_files_are_refused(client):
    many = {f"f{number}": SimpleUploadedFile("a", b"x") for number in range(30)}
    assert client.post("/echo/", many).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no parts at all", "multipart/form-data; boundary=x"),
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=" + "x" * 300),
        (b"\xff\xfe=%ff", "application/x-www-form-urlencoded"),
        (b"a=b", "application/x-www-form-urlencoded; charset=no-such-thing"),
        (BAD_BASE64, "multipart/form-data; boundary=x"),
    ],
)
def test_form_that_cannot_be_read_is_never_a_server_error(client, body, kind):
    assert client.generic("POST", "/echo/", body, kind).status_code in {200, 400}


def test_cut_connection_is_a_bad_request(client):
    class Cut(BytesIO):
        def read(self, *size):
            raise OSError("cut")

    environ = client._base_environ(
        REQUEST_METHOD="POST",
        PATH_INFO="/echo/",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH="10",
    )
    environ["wsgi.input"] = Cut()
    client.handler.load_middleware()
    request = WSGIRequest(environ)
    assert client.handler.get_response(request).status_code == 400


def test_other_bodies_are_left_alone(client):
    found = client.post("/echo/", '{"a": "\\u0000"}', "application/json").json()
    assert found["post"] == {}


def test_cleaned_is_read_only_and_keeps_order():
    data = cleaned(QueryDict("b=1&a=2&b=3\x00"))
    assert list(data.lists()) == [("b", ["1", "3"]), ("a", ["2"])]
    with pytest.raises(AttributeError):
        data["c"] = "4"


# --- No writing on GET ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_get_may_not_write(client, name, method):
    with pytest.raises(WriteOnGetError):
        getattr(client, method)(f"/work/{name}/")


@pytest.mark.parametrize("name", READS)
def test_get_may_read(client, name):
    assert client.get(f"/work/{name}/").content == b"done"


def test_post_may_write(client):
    assert client.post("/work/create/").content == b"done"
    assert CalendarDay.objects.count() == 1


def test_get_that_writes_is_a_server_error_to_people():
    client = Client(raise_request_exception=False)
    assert client.get("/work/create/").status_code == 500


def test_get_may_keep_a_session(client):
    assert client.get("/remember/").status_code == 200
    assert client.get("/echo/").json()["session"] == "ạ"


def test_wall_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/work/exists/")


def test_wall_stands_only_during_the_request(client):
    client.get("/work/exists/")
    WRITES["create"]()
    assert CalendarDay.objects.count() == 1
