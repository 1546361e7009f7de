"""`newswire`, and `python -m worker`, which is the same."""

import signal


def main() -> None:
    """Run a command. Ctrl-C while its module loads, which takes up to a second, ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started us wants it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from worker import cli  # noqa: PLC0415 - a part of that

    cli.main()


if __name__ == "__main__":
    main()
