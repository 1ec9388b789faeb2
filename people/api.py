"""The API's share of this room: who one is, and requests that may be sent twice."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from core.api import ApiView, InvalidError
from people.models import ApiReply
from people.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.api import ApiRequest

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 64
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER,
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Unique for each thing to be done (a UUID, say). Sent again, with the same body, the "
    "first answer is repeated and nothing is done twice. Kept for seven days.",
)


class OtherRequestError(exceptions.APIException):
    """422: the key was used for something else."""

    status_code = 422


class WritingView(ApiView):
    """Base of the addresses that change something, each time once."""

    def once(self, request: ApiRequest, do: Callable[[], Response]) -> Response:
        """Do it and keep the answer in the same transaction; or repeat the answer given before.

        Two at the same moment are put in a row by the unique key. What was refused is not kept: it
        may be corrected and sent again under its key. Raises InvalidError, OtherRequestError.
        """
        key = _key(request)
        fingerprint = _fingerprint(request)
        with transaction.atomic():
            reply, is_new = self._claim(request.auth.pk, key, fingerprint)
            if not is_new:
                if reply.fingerprint != fingerprint:
                    raise OtherRequestError
                return Response(reply.body, reply.status, headers={"Idempotent-Replay": "true"})
            response = do()
            reply.status, reply.body = response.status_code, _plain(response.data)
            reply.save(update_fields=["status", "body"])
        return response

    @staticmethod
    def _claim(token: int, key: str, fingerprint: str) -> tuple[ApiReply, bool]:
        try:
            with transaction.atomic():
                return ApiReply.objects.create(
                    token_id=token, key=key, fingerprint=fingerprint
                ), True
        except IntegrityError:  # the twin has been committed: the database made us wait for that
            return ApiReply.objects.get(token_id=token, key=key), False


def _key(request: ApiRequest) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        message = _("Cần từ 1 đến 64 ký tự, mỗi việc một khóa riêng.")
        raise InvalidError([{"field": KEY_HEADER, "message": message, "code": "required"}])
    return key


def _fingerprint(request: ApiRequest) -> str:
    """Of method, address and body, in one order."""
    text = json.dumps([request.method, request.path, request.data], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(data: Any) -> Any:
    """As it goes out."""
    return json.loads(JSONRenderer().render(data))


class PostSerializer(serializers.Serializer):
    """A post of today."""

    unit = serializers.CharField(source="unit_name")
    role = serializers.CharField()
    profile = serializers.CharField()


class MeSerializer(serializers.Serializer):
    """What a key stands for."""

    system = serializers.CharField()
    user = serializers.CharField()
    may_write = serializers.BooleanField()
    expires_on = serializers.DateField()
    posts = PostSerializer(many=True)
    permissions = serializers.ListField(child=serializers.CharField())


class MeView(ApiView):
    """Which system, which user, what they may do today."""

    @extend_schema(operation_id="me", tags=["key"], responses=MeSerializer)
    def get(self, request: ApiRequest) -> Response:
        """What this key stands for and may do."""
        user: Any = request.user
        found = {
            "system": request.auth.name,
            "user": user.get_full_name(),
            "may_write": request.auth.may_write,
            "expires_on": request.auth.expires_on,
            "posts": user.posts,
            "permissions": [permission for permission in Permission if user.may(permission)],
        }
        return Response(MeSerializer(found).data)
