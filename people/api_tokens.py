"""Who a request to the API comes from: its key decides, never a session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from core import problems, throttle
from people.middleware import GetResponse
from people.services import api_tokens

GUESSES = "60/minute"  # wrong keys from one address; after that none is looked at
SCHEME = "bearer"


class ApiTokenMiddleware:
    """Under /api/ the user is the one the key stands for; a cookie counts for nothing there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if problems.is_for_machine(request):
            self._enter(request)
        return self.get_response(request)

    def _enter(self, request: Any) -> None:
        request.user, request.api_token = AnonymousUser(), None
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        address = throttle.client_key(request)
        if scheme.lower() != SCHEME or not throttle.has_room("api-key", address, GUESSES):
            return
        token = api_tokens.token_of(secret.strip())
        if token is None:
            throttle.hit("api-key", address, GUESSES)
            return
        token.note_use()
        request.user, request.api_token = token.user, token
