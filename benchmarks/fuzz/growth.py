"""`python -m benchmarks.fuzz.growth`: looks for inputs whose cost grows faster than their length.

A piece of a seed is said again and again in its place, and so are two in turn, at one length and at eight times it:
what costs what its length does costs eight times more, what is quadratic 64 times.
"""

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from benchmarks.fuzz.targets import TARGETS, Target, prepare

TIMES = 8
MOST = 20.0
"""Times that the longer may cost. Ordinary pages of these lengths cost 6 to 10 times, with rounds of the garbage
collector 14."""
SHORT = 20_000
LEAST_SECONDS = 0.4
"""Of the longer input: below it, noise and what is loaded at first use tell nothing."""
_ATOMS = re.compile(r"<[^<>\s]*|>|[\w:-]+=|\"[^\"]*\"|&#?\w+;|\w+|\s+|.", re.DOTALL)


def inputs(target: Target, random: Random) -> Iterator[tuple[str, list[bytes]]]:
    """Without an end: what was repeated, and the shorter and the longer input."""
    seeds = [_ATOMS.findall(seed) for seed in target.seeds]
    while True:
        atoms = random.choice(seeds)
        at = random.randrange(len(atoms))
        piece = "".join(atoms[at : at + random.choice((1, 1, 2, 3, 5, 8, 13, 40))])
        if random.random() < 0.3:
            other = random.choice(seeds)
            piece += other[random.randrange(len(other))]
        before = "".join(atoms[:at])
        after = "".join(atoms[at:]) if random.random() < 0.7 else ""
        start = "\0" if target.chooses else ""
        times = max(1, SHORT // len(piece.encode()))
        yield piece, [(start + before + piece * count + after).encode() for count in (times, TIMES * times)]


def seconds(target: Target, data: bytes) -> float:
    """CPU of one reading; what it finds wrong is another's business."""
    began = time.process_time()
    with suppress(AssertionError):
        target.run(data)
    return time.process_time() - began


def main() -> None:
    """Look for so many seconds."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=float, default=300.0, help="for each target (300)")
    parser.add_argument("--seed", type=int, default=0, help="another one looks elsewhere")
    options = parser.parse_args()
    prepare()
    folder = Path(tempfile.mkdtemp(prefix="newswire-growth-"))
    found = 0
    for name in options.targets or TARGETS:
        target, until, count = TARGETS[name], time.monotonic() + options.seconds, 0
        for piece, (short, long) in inputs(target, Random(options.seed)):
            if time.monotonic() > until:
                break
            count += 1
            spent = seconds(target, long)
            if spent < LEAST_SECONDS or spent < MOST * seconds(target, short):
                continue
            if (ratio := seconds(target, long) / min(seconds(target, short) for _ in range(2))) > MOST:
                found += 1
                path = folder / f"{name}{count}.input"
                path.write_bytes(long)
                print(f"{name}: {ratio:.0f} times for {TIMES} times {piece[:80]!r}: {path}", flush=True)
        print(f"{name}: {count} inputs", flush=True)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
