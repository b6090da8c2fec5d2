"""What the hour asks for: to thank, to ask what is done, how it went and whether it goes on, to forget.

Each says once what it has to say.
"""

from datetime import datetime

from submissions.actions import adopting, calling, files, forgetting, living, thanking


def tend(*, now: datetime) -> None:
    thanking.thank_authors(now=now)
    calling.call_who_is_missing(now=now)
    adopting.ask_how_it_went(now=now)
    living.ask_whether_running(now=now)
    forgetting.forget_old_drafts(now=now)
    files.sweep_files(now=now)
