"""Persons, the roles they hold from when to when, and the users who sign in."""

from people.models.person import Gender, Person
from people.models.role import Basis, Role, Term
from people.models.user import User

__all__ = ["Basis", "Gender", "Person", "Role", "Term", "User"]
