"""What a command ends with: 0 done, 1 it failed, 2 it cannot be carried out as given.

1 is the world's doing, and the same words may work another time: a server or host that does not answer, a page that is
refused, a full disk. 2 is in the words, the files or the settings: until one of them is another it will not work.
"""

import errno
import sys

from worker.errors import NewswireError, UsageError

FAILED, AS_GIVEN = 1, 2
_OF_THE_WORLD = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EPIPE),
    *(errno.ETIMEDOUT, errno.ECONNRESET, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ESTALE),
}
"""What the system refuses although it was asked for something that is there and may be."""


def code_of(error: NewswireError | OSError) -> int:
    """The exit code for what ended a command, or a part of it."""
    if isinstance(error, OSError):
        return FAILED if error.errno in _OF_THE_WORLD else AS_GIVEN
    return AS_GIVEN if isinstance(error, UsageError) else FAILED


def told(error: NewswireError | OSError, about: str = "") -> int:
    """Say on stderr in one line what is wrong, and with what; return the exit code for it."""
    if isinstance(error, OSError):
        about, said = about or error.filename or "", error.strerror or str(error)
    else:
        said = str(error)
    sys.stderr.write(f"newswire: {about}: {said}\n" if about and not said.endswith(about) else f"newswire: {said}\n")
    return code_of(error)
