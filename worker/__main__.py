"""`python -m worker` is `newswire`."""

from worker.cli import main

main()
