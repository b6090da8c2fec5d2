"""`manage.py round_states`: the life of a round, drawn from the table of moves.

Writes docs/round-states.md; with --check it only says whether the file is what the table says.
"""

from argparse import ArgumentParser
from collections import defaultdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from measurements.lifecycle import MOVES, NEEDS_REASON, PUBLIC, Move, RoundAction, RoundState, Who

DOCUMENT = settings.BASE_DIR / "docs" / "round-states.md"
WHO = {
    Who.ADMINISTRATOR: "administrator",
    Who.SECOND_ADMINISTRATOR: "an administrator who did not approve it",
    Who.MACHINE: "the machine",
}
HEAD = """\
# The life of a round

Written by `manage.py round_states` from `measurements/lifecycle.py`; change the table there and run
the command again. A test holds this page to the table.

Whatever is not listed is refused, whoever asks. Each move is a compare-and-swap, and each leaves a
line in the audit log.
"""


class Command(BaseCommand):
    help = "Writes docs/round-states.md from the table of moves"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")

    def handle(self, *, check: bool, **options: object) -> None:
        told = document()
        if not check:
            DOCUMENT.write_text(told, encoding="utf-8")
        elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != told:
            raise CommandError(
                f"{DOCUMENT.relative_to(settings.BASE_DIR)} is not what the table of moves says; "
                "run: manage.py round_states"
            )


def document() -> str:
    """The whole page: the states, a diagram of the moves between them, and the moves in words."""
    with translation.override("da"):
        return "\n".join([HEAD, *_states(), *_diagram(), *_table()]) + "\n"


def _states() -> list[str]:
    rows = [
        f"| `{state}` | {state.label} | {'everybody' if state in PUBLIC else 'administrators'} |"
        for state in RoundState
    ]
    return ["| state | on the pages | who can see it |", "|---|---|---|", *rows, ""]


def _diagram() -> list[str]:
    """Moves to another state; those between the same two states share an arrow."""
    arrows = defaultdict(list)
    for (before, action), move in MOVES.items():
        if move.to is not before:
            arrows[before, move.to].append(_arrow_text(action, move))
    lines = [
        f"    {before} --> {to or '[*]'}: {', '.join(actions)}"
        for (before, to), actions in arrows.items()
    ]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {RoundState.DRAFT}", *lines, "```", ""]


def _arrow_text(action: RoundAction, move: Move) -> str:
    return f"({action})" if move.who is Who.MACHINE else str(action)


def _table() -> list[str]:
    """Actions in parentheses on the arrows are the machine's."""
    return [
        "In parentheses: what the machine does.",
        "",
        "| from | action | to | who | reason | in the audit log |",
        "|---|---|---|---|---|---|",
        *(_row(before, action, move) for (before, action), move in MOVES.items()),
    ]


def _row(before: RoundState, action: RoundAction, move: Move) -> str:
    to = f"`{move.to}`" if move.to else "(deleted)"
    reason = "needed" if action in NEEDS_REASON else ""
    return (
        f"| `{before}` | {action} (“{action.label}”) | {to} | {WHO[move.who]} | {reason} "
        f"| `{move.event}` |"
    )
