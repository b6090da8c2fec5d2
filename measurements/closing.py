"""Whether this worker has been asked to stop: one byte that all its processes share.

The worker's first process hears the signal; the processes that compute are forked from it and only
look. A byte can be read and written without a lock, so nobody's death leaves one behind.
"""

import mmap

_asked = mmap.mmap(-1, 1)


def ask() -> None:
    """From now on whatever is under way goes back into the queue."""
    _asked[0] = 1


def is_asked() -> bool:
    return _asked[0] == 1
