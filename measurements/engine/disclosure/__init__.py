"""What may be known of a measurement: the only way out of the engine, and the attack on it."""

from measurements.engine.disclosure.attack import Attack, Finding
from measurements.engine.disclosure.policy import POLICY, Policy
from measurements.engine.disclosure.release import audit, release
from measurements.engine.disclosure.released import Released

__all__ = ["POLICY", "Attack", "Finding", "Policy", "Released", "audit", "release"]
