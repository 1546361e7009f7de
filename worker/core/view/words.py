"""Times, sizes and numbers as people read them; knows no clock of its own."""

from datetime import datetime, timedelta

_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def span(seconds: float) -> str:
    """Return a time span in its largest unit, two digits of it: 45 s, 12 min, 3.5 h, 9 d."""
    if seconds < 1:
        return f"{seconds:.1f} s" if seconds > 0 else "0 s"
    size, unit = next((size, unit) for size, unit in _UNITS if seconds >= size)
    value = f"{seconds / size:.0f}" if seconds >= 10 * size or unit == "s" else f"{seconds / size:.1f}"
    return f"{value.removesuffix('.0')} {unit}"


def ago(when: datetime, now: datetime) -> str:
    """Return how long ago a time is, or how far ahead."""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"{span(seconds)} ago" if seconds > 0 else f"in {span(-seconds)}"


def stamp(when: datetime, *, day_only: bool = False) -> str:
    """Return a time in full, in UTC."""
    return f"{when:%Y-%m-%d}" if day_only else f"{when:%Y-%m-%d %H:%M} UTC"


def count(number: float) -> str:
    """Return a number with its thousands apart; thin spaces, so that no language reads a decimal mark."""
    return f"{number:,.0f}".replace(",", "\u202f") if number >= 10_000 else f"{number:.0f}"


def size(octets: int) -> str:
    """Return a size in the unit that gives one to three digits."""
    value, unit = float(octets), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"


def days_until(now: datetime, number: int) -> list[datetime]:
    """Return the beginnings of the last days, today the last of them."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [today - timedelta(days=back) for back in range(number - 1, -1, -1)]
