"""Tables in, frozen results out. Plain Python: no Django, nothing of ours outside this folder."""

from measurements.engine.errors import DataError, Fault
from measurements.engine.measure import measure
from measurements.engine.outcome import Outcome
from measurements.engine.spec import METHOD, Spec

__all__ = ["METHOD", "DataError", "Fault", "Outcome", "Spec", "measure"]
