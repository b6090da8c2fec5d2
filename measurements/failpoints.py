"""Named points where a test may end the world: nothing happens there unless the environment says so.

`FAILPOINT=mid_publish_tx:kill` arms one point; production refuses to start with one armed.
"""

import errno
import os
import signal
import time

NAMES = frozenset(
    {
        "after_bytes_stored",
        "after_input_row",
        "mid_validate",
        "after_validate_commit",
        "mid_fit",
        "before_result_commit",
        "after_result_commit",
        "mid_publish_tx",
        "after_publish_commit",
        "mid_link",
        "mid_mail",
    }
)


class FailpointReached(RuntimeError):
    """What an armed point raises when it is told to raise."""


def reach(name: str) -> None:
    """The program is at this point. Armed, it dies, breaks, hangs, or finds the disk full."""
    assert name in NAMES, f"no failpoint is called {name}"
    armed, _colon, how = os.environ.get("FAILPOINT", "").partition(":")
    if armed != name:
        return
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        time.sleep(3600)
    if how == "enospc":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise FailpointReached(name)
