"""What is kept about municipalities, rounds, runs and results."""

from measurements.models.audit import Event
from measurements.models.municipality import FormerMunicipality, Municipality
from measurements.models.round import InputFile, InputKind, Round, RoundKind, RoundState
from measurements.models.run import Result, Run, RunState, Verdict

__all__ = [
    "Event",
    "FormerMunicipality",
    "InputFile",
    "InputKind",
    "Municipality",
    "Result",
    "Round",
    "RoundKind",
    "RoundState",
    "Run",
    "RunState",
    "Verdict",
]
