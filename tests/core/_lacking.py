"""Stands for a twin that was built, and imports what is not there."""

import never_installed  # noqa: F401
