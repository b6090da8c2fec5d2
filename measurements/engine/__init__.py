"""Tables in, frozen results out. Plain Python: no Django, nothing of ours outside this folder.

`measure` finds, `release` decides what of it may be known; only what it gives can be written down.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from measurements.engine.errors import DataError, Fault
from measurements.engine.measure import measure
from measurements.engine.spec import METHOD, Spec

if TYPE_CHECKING:
    from measurements.engine.disclosure.policy import POLICY, Policy
    from measurements.engine.disclosure.release import audit, release
    from measurements.engine.disclosure.released import Released

__all__ = [
    "METHOD",
    "POLICY",
    "DataError",
    "Fault",
    "Policy",
    "Released",
    "Spec",
    "audit",
    "measure",
    "release",
]


def __getattr__(name: str) -> Any:
    """The attack needs scipy: it is imported where something is released, and not in web processes."""
    if name in __all__:
        return getattr(import_module("measurements.engine.disclosure"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
