"""The door through which a person is forgotten in this room."""

from submissions.actions.erasing import Forgotten, Person, forget
from submissions.permissions import Operator

__all__ = ["Forgotten", "Operator", "Person", "forget"]
