"""`newswire`, and `python -m worker`, which is the same."""

import signal


def main() -> None:
    """Load the commands and run one. Ctrl-C while they load, which takes a second, ends it without a word."""
    at_interrupt = signal.getsignal(signal.SIGINT)
    if at_interrupt is signal.default_int_handler:  # else whoever started us wants it ignored, as nohup does
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from worker import cli  # noqa: PLC0415 - what takes the time

    signal.signal(signal.SIGINT, at_interrupt)
    cli.main()


if __name__ == "__main__":
    main()
