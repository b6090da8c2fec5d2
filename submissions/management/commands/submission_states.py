"""`manage.py submission_states`: the life of a submission, drawn from the table of moves.

Writes docs/submission-states.md; with --check it only says whether the file is what the table says.
"""

from argparse import ArgumentParser
from collections import defaultdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from submissions.lifecycle import INITIAL, MOVES, NEEDS_REASON, Action, Move, State, Who

DOCUMENT = settings.BASE_DIR / "docs" / "submission-states.md"
SEEN_BY = {
    State.DRAFT: "its owners",
    State.UNCONFIRMED: "its owners",
    State.PUBLISHED: "everybody",
    State.REPLACED: "everybody, as an earlier edition",
    State.WITHDRAWN: "everybody, as a notice, if it was public; else its owners",
}
EDITORS = "its owners and the moderators"
WHO = {
    Who.AUTHOR: "author",
    Who.MUNICIPALITY: "an editor of its municipality",
    Who.REVIEWER: "a moderator, never of their own",
    Who.OPERATOR: "a command on the server",
}
HEAD = """\
# The life of a submission

Written by `manage.py submission_states` from `submissions/lifecycle.py`; change the table there and
run the command again. A test holds this page to the table.

Whatever is not listed is refused, whoever asks. Each move is a compare-and-swap, leaves a line in
the history of the submission, and tells by mail whom the last column names.
"""


class Command(BaseCommand):
    help = "Writes docs/submission-states.md from the table of moves"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")

    def handle(self, *, check: bool, **options: object) -> None:
        told = document()
        if not check:
            DOCUMENT.write_text(told, encoding="utf-8")
        elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != told:
            raise CommandError(
                f"{DOCUMENT.name} is not what the table of moves says; "
                "run: manage.py submission_states"
            )


def document() -> str:
    """The whole page: the states, a diagram of the moves between them, and the moves in words."""
    with translation.override("da"):
        return "\n".join([HEAD, *_states(), *_diagram(), *_table()]) + "\n"


def _states() -> list[str]:
    rows = [f"| `{state}` | {state.label} | {SEEN_BY.get(state, EDITORS)} |" for state in State]
    return ["| state | on the pages | who can see it |", "|---|---|---|", *rows, ""]


def _diagram() -> list[str]:
    """Moves to another state; those between the same two states share an arrow."""
    arrows: dict[tuple[State, State], list[Action]] = defaultdict(list)
    for (before, action), move in MOVES.items():
        if move.to is not before:
            arrows[before, move.to].append(action)
    begins = [f"    [*] --> {state}" for state in State if state in INITIAL]
    lines = [
        f"    {before} --> {to}: {', '.join(actions)}" for (before, to), actions in arrows.items()
    ]
    return ["```mermaid", "stateDiagram-v2", *begins, *lines, "```", ""]


def _table() -> list[str]:
    return [
        "| from | action | to | who | reason | mail |",
        "|---|---|---|---|---|---|",
        *(_row(before, action, move) for (before, action), move in MOVES.items()),
    ]


def _row(before: State, action: Action, move: Move) -> str:
    who = "; ".join(WHO[each] for each in Who if each in move.who)
    reason = "needed" if action in NEEDS_REASON else ""
    mail = f"`{move.event}`" if move.event else ""
    return f"| `{before}` | {action} (“{action.label}”) | `{move.to}` | {who} | {reason} | {mail} |"
