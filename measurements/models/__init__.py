"""What is kept about municipalities, rounds, runs, hearings, publications and mail."""

from measurements.lifecycle import RoundState
from measurements.models.audit import Event
from measurements.models.follower import Follower, Notice, NoticeEvent
from measurements.models.hearing import Hearing, Position
from measurements.models.message import Message
from measurements.models.municipality import FormerMunicipality, Municipality
from measurements.models.publication import Publication
from measurements.models.round import (
    EXTRACT,
    PUTS_OUT_OF_USE,
    CorrectionKind,
    InputFile,
    InputKind,
    Round,
    RoundKind,
    Series,
    Success,
)
from measurements.models.run import Run, RunKind, RunState, Verdict
from measurements.models.seal_check import SealCheck
from measurements.models.stranger import StrangerAct

__all__ = [
    "EXTRACT",
    "PUTS_OUT_OF_USE",
    "CorrectionKind",
    "Event",
    "Follower",
    "FormerMunicipality",
    "Hearing",
    "InputFile",
    "InputKind",
    "Message",
    "Municipality",
    "Notice",
    "NoticeEvent",
    "Position",
    "Publication",
    "Round",
    "RoundKind",
    "RoundState",
    "Run",
    "RunKind",
    "RunState",
    "SealCheck",
    "Series",
    "StrangerAct",
    "Success",
    "Verdict",
]
