"""Password hashes that cost nothing: the code path of production without its seconds."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 with the least work it allows."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


class CountingHasher(CheapArgon2PasswordHasher):
    """Counts how often a password is hashed, which is what an attempt to sign in costs."""

    hashed = 0

    def encode(self, password, salt):
        type(self).hashed += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        type(self).hashed += 1
        return super().verify(password, encoded)
