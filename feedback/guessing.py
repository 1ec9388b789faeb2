"""Counting wrong references and secrets, so that guessing leads nowhere and honest people pass.

Only misses count. Whoever has missed too often is asked to wait before anything is looked up. While
the whole portal sees more misses than people make, each address is allowed few.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from core import throttle
from feedback import receipt, reference
from feedback.models import Case

PER_ADDRESS = "30/hour"
PER_ADDRESS_UNDER_ATTACK = "3/hour"
EVERYBODY = "3000/hour"
WAIT_SECONDS = 3600


def too_often(request: HttpRequest) -> HttpResponse | None:
    """The answer to somebody who has guessed too often; None for everybody else."""
    calm = throttle.has_room("guess.all", "portal", EVERYBODY)
    rate = PER_ADDRESS if calm else PER_ADDRESS_UNDER_ATTACK
    if throttle.has_room("guess", throttle.client_key(request), rate):
        return None
    return throttle.too_many(WAIT_SECONDS)


def case_by(request: HttpRequest, typed: str) -> Case | None:
    """The case of a reference; a miss is counted. A reference that cannot be one costs no query."""
    try:
        wanted = reference.normalise(typed)
    except ValidationError:
        return None
    case = Case.objects.filter(reference=wanted).select_related("category", "unit", "ward").first()
    if case is None:
        _missed(request)
    return case


def knows_secret(request: HttpRequest, case: Case, typed: str) -> bool:
    """Whether the sender of the request holds the secret of a case; a miss is counted.

    There is no count per case: it would let anybody who knows a reference lock its sender out.
    """
    if not typed:
        return False
    if receipt.matches(case, typed):
        return True
    _missed(request)
    return False


def _missed(request: HttpRequest) -> None:
    client = throttle.client_key(request)
    throttle.hit("guess.all", "portal", EVERYBODY)
    throttle.hit("guess", client, PER_ADDRESS)
    throttle.hit("guess", client, PER_ADDRESS_UNDER_ATTACK)
