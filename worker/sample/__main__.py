"""`python -m worker.sample`: the sample site as a service of its own, for the compose file; it grows until stopped."""

import signal
from threading import Event

import click

from worker.sample.site import serve


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8734, show_default=True, help="Port to listen on.")
def main(host: str, port: int) -> None:
    """Serve the sample news site until SIGTERM or Ctrl-C."""
    done = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with serve(port, host=host, growing=True) as site:
        click.echo(f"sample news site on {host}:{site.port}", err=True)
        done.wait()


if __name__ == "__main__":
    main()
