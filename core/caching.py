"""A cache that may be gone: the portal is slower without it, never broken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)
GONE = (RedisConnectionError, RedisTimeoutError)


class TolerantRedisCache(RedisCache):
    """Answers as an empty cache while Redis cannot be reached, and logs it.

    Sessions live in the database with the cache before them (cached_db), so that nobody is signed
    out by a Redis that restarts. Rate limits do not use this class: they decide for themselves.
    """

    def _or(self, fallback: Any, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except GONE as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            return fallback

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or `default` where it is missing or the cache is gone."""
        return self._or(default, lambda: super(TolerantRedisCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the value, if the cache is there."""
        self._or(None, lambda: super(TolerantRedisCache, self).set(key, value, *args, **kwargs))

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """Keep the value if the key is new; True (as new) where the cache is gone."""
        return self._or(
            True, lambda: super(TolerantRedisCache, self).add(key, value, *args, **kwargs)
        )

    def touch(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Prolong the key; False where it is missing or the cache is gone."""
        return self._or(False, lambda: super(TolerantRedisCache, self).touch(key, *args, **kwargs))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the key; False where it was missing or the cache is gone."""
        return self._or(False, lambda: super(TolerantRedisCache, self).delete(key, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Whether the key is kept; False where the cache is gone."""
        return self._or(False, lambda: super(TolerantRedisCache, self).has_key(key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """The values that are kept; none where the cache is gone."""
        return self._or({}, lambda: super(TolerantRedisCache, self).get_many(keys, version))

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Keep the values, if the cache is there."""
        return self._or([], lambda: super(TolerantRedisCache, self).set_many(data, *args, **kwargs))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget the keys, if the cache is there."""
        self._or(None, lambda: super(TolerantRedisCache, self).delete_many(keys, version))
