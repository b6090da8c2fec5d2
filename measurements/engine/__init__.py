"""Tables in, frozen results out. Plain Python: no Django, nothing of ours outside this folder.

`measure` finds, `release` decides what of it may be known; only what it gives can be written down.
"""

from measurements.engine.disclosure import POLICY, Policy, Released, audit, release
from measurements.engine.errors import DataError, Fault
from measurements.engine.measure import measure
from measurements.engine.spec import METHOD, Spec

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
