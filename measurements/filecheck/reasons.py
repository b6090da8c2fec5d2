"""Why a file is refused. The site has a sentence for each code: `measurements.uploads`."""

from enum import StrEnum


class Reason(StrEnum):
    BROKEN = "broken"  # not what its name says, or damaged
    ENCRYPTED = "encrypted"  # or in the format before 2007, which looks the same from outside
    MACROS = "macros"
    ACTIVE = "active"  # scripts, programs that are started, forms that send
    EMBEDDED = "embedded"  # files within the file
    EXTERNAL = "external"  # fetches something by itself when it is opened
    TOO_MUCH = "too_much"  # far larger unpacked than anybody would write
    UNREADABLE = "unreadable"  # the child gave up: too long, too much memory, or it crashed
    VIRUS = "virus"


class Refusal(Exception):
    """The file is not accepted. `detail` is for the log: a part or a key, never a text."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail
