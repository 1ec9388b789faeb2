"""Persons, the roles they hold from when to when, and the users who sign in."""

from people.models.attempt import LoginAttempt, Outcome
from people.models.digest import DigestChoice, Rhythm
from people.models.person import Gender, Person
from people.models.role import Basis, Role, Term
from people.models.token import ApiReply, ApiToken
from people.models.user import User

__all__ = [
    "ApiReply",
    "ApiToken",
    "Basis",
    "DigestChoice",
    "Gender",
    "LoginAttempt",
    "Outcome",
    "Person",
    "Rhythm",
    "Role",
    "Term",
    "User",
]
