"""Two officials at once, on two real connections."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core import clock
from feedback.models import Case, CaseEvent
from feedback.services.answers import answer_case, close_case
from feedback.services.assignment import assign_case
from feedback.services.locking import locked_case
from feedback.services.routing import merge_case
from feedback.workflow import MoveName, Status

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*moves) -> list[str]:
    """Run moves in threads that start together; what each raised, or an empty text."""
    ready = threading.Barrier(len(moves))
    said = [""] * len(moves)

    def run(number, move):
        ready.wait(10)
        try:
            move()
        except ValidationError as error:
            said[number] = " ".join(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(moves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return said


def test_two_who_close_at_once_one_is_told_who_was_first(make_case, cast):
    case = make_case(status=Status.ANSWERED, answered_at=clock.now())
    said = at_once(
        lambda: close_case(case=case, by=cast.official, version=1),
        lambda: close_case(case=case, by=cast.colleague, version=1),
    )
    assert sorted(map(bool, said)) == [False, True]
    (loser,) = [words for words in said if words]
    assert "Trần Thị Mai" in loser or "Lê Văn Sơn" in loser
    assert CaseEvent.objects.filter(case=case, kind=MoveName.CLOSE).count() == 1
    assert Case.objects.get(pk=case.pk).version == 2


def test_answer_and_assignment_at_once_lose_nothing(make_case, cast):
    case = make_case()
    said = at_once(
        lambda: answer_case(case=case, by=cast.official, text="Đã xong.", version=1),
        lambda: assign_case(case=case, by=cast.leader, assignee=cast.colleague, version=1),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert CaseEvent.objects.filter(case=case).exclude(kind=MoveName.SUBMIT).count() == 1


def test_without_a_version_both_happen_one_after_the_other(make_case, cast):
    case = make_case()
    said = at_once(
        lambda: assign_case(case=case, by=cast.official, assignee=cast.colleague),
        lambda: assign_case(case=case, by=cast.leader, assignee=cast.official),
    )
    assert said == ["", ""]
    assert Case.objects.get(pk=case.pk).version == 3


def test_crossing_mergers_wait_instead_of_blocking_each_other(make_case, cast):
    first, second = make_case(), make_case()
    said = at_once(
        lambda: merge_case(case=first, by=cast.official, into=second),
        lambda: merge_case(case=second, by=cast.colleague, into=first),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert Case.objects.filter(status=Status.MERGED).count() == 1


def test_a_locked_case_holds_others_off(make_case, cast):
    case = make_case()
    order, locked = [], threading.Event()

    def slow():
        with transaction.atomic():
            locked_case(case.pk, move=MoveName.NOTE, by=cast.official)
            locked.set()
            threading.Event().wait(0.3)
            order.append("slow")

    def quick():
        locked.wait(10)
        with transaction.atomic():
            locked_case(case.pk, move=MoveName.NOTE, by=cast.colleague)
            order.append("quick")

    assert at_once(slow, quick) == ["", ""]
    assert order == ["slow", "quick"]
