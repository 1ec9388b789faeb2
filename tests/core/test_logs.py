"""What never stands in a log."""

import json
import logging

import pytest

from core import logs

HIDDEN = logs.HIDDEN


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Not Found: /phan-anh/?q=nguyen+van+a", f"Not Found: /phan-anh/{HIDDEN}"),
        ("mail to lan.anh@example.vn failed", f"mail to {HIDDEN} failed"),
        ("called 0901 234 567 twice", f"called {HIDDEN} twice"),
        ("called +84901234567.", f"called {HIDDEN}."),
        (
            "Invalid request from ip=203.0.113.9: too large",
            f"Invalid request from ip={HIDDEN}: too large",
        ),
        ("Invalid request from ip=2001:db8::9", f"Invalid request from ip={HIDDEN}"),
        ("receipt 1234 5678 9012 3456", f"receipt {HIDDEN}"),
        ("redis://user:p4ss@host:6379/0", f"redis://{HIDDEN}host:6379/0"),
        ("/phan-anh/xem/" + "aB3_" * 10 + "/", f"/phan-anh/xem/{HIDDEN}/"),
        ("case 17 assigned in 250 ms", "case 17 assigned in 250 ms"),
        (
            "/don-vi/0192f0c1-7a3b-7c44-8f00-1234567890ab/",
            "/don-vi/0192f0c1-7a3b-7c44-8f00-1234567890ab/",
        ),
    ],
)
def test_text_is_searched_for_what_must_not_be_kept(text, kept):
    assert logs.redact_text(text) == kept


@pytest.mark.parametrize(
    "name",
    ["password", "sessionid", "csrf_token", "contact_phone", "email", "REMOTE_ADDR", "full_name"],
)
def test_field_is_hidden_by_its_name(name):
    assert logs.redact(None, "info", {name: "value"}) == {name: HIDDEN}


def line_of(message, *arguments, **fields):
    record = logging.LogRecord("portal", logging.WARNING, __file__, 1, message, arguments, None)
    vars(record).update(fields)
    return logs.formatter("json").format(record)


def test_line_of_any_library_is_searched_after_its_values_are_filled_in():
    line = json.loads(line_of("could not reach %s", "lan@example.vn"))
    assert (line["event"], line["level"], line["logger"]) == (
        f"could not reach {HIDDEN}",
        "warning",
        "portal",
    )


def test_traceback_is_searched_too():
    try:
        int("bad phone 0901234567")
    except ValueError as error:
        record = logging.LogRecord(
            "portal",
            logging.ERROR,
            __file__,
            1,
            "failed",
            (),
            (type(error), error, error.__traceback__),
        )
    line = logs.formatter("console").format(record)
    assert "ValueError" in line
    assert "0901234567" not in line
