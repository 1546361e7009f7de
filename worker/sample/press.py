"""Which stories are out, and in which version; knows nothing of HTML or HTTP."""

from collections.abc import Callable
from threading import Lock

from worker.sample.bulletins import FIXED_NUMBER, bulletin, number_at, number_of
from worker.sample.stories import Story, stories, updates

FIRST_BULLETINS = 3
FEED_LENGTH = 75
"""More bulletins than come out between two polls at the usual five minutes."""
MOST_BULLETINS = 1000
"""Then the presses stop, so that a site left running does not fill a disk."""
UPDATE_AFTER = 60.0
"""Seconds after the start at which a growing site puts out the updated versions."""


class Press:
    """The stories that are out.

    A growing one puts out a bulletin every few seconds by the clock. Bulletins are numbered by the time at which they
    come out, so that a restarted site goes on with new ones and the old addresses keep their words. One that does not
    grow always begins with the same bulletins.
    """

    def __init__(self, *, growing: bool, clock: Callable[[], float]) -> None:
        self._growing = growing
        self._clock = clock
        self._began = clock()
        self._first = number_at(self._began) - FIRST_BULLETINS + 1 if growing else FIXED_NUMBER
        self._by_hand = 0
        self._updated = False
        self._lock = Lock()

    def publish(self, count: int = 1) -> None:
        """Put out this many more bulletins now."""
        with self._lock:
            self._by_hand += count

    def publish_update(self) -> None:
        """Put out the second versions of the stories that have one."""
        self._updated = True

    def stories(self, outlet: str) -> list[Story]:
        """The outlet's stories that its feed lists, newest first."""
        out = [self._version(key, story) for key, story in stories().items() if story.outlet == outlet]
        if outlet == "northline":
            last = self._last_number()
            out += [bulletin(number) for number in range(max(self._first, last - FEED_LENGTH + 1), last + 1)]
        return sorted(out, key=lambda story: story.modified, reverse=True)

    def find(self, path: str) -> Story | None:
        """The story at this path, if it is out."""
        outlet, _, slug = path.strip("/").partition("/")
        slug = slug.rpartition("/")[2]
        story = stories().get(f"{outlet}/{slug}")
        if story is not None:
            story = self._version(f"{outlet}/{slug}", story)
        elif (number := number_of(slug)) is not None and number <= self._last_number():
            story = bulletin(number)
        return story if story is not None and story.path == path else None

    def _version(self, key: str, story: Story) -> Story:
        late = self._growing and self._clock() - self._began >= UPDATE_AFTER
        return updates().get(key, story) if self._updated or late else story

    def _last_number(self) -> int:
        grown = number_at(self._clock()) - number_at(self._began) if self._growing else 0
        return self._first + min(FIRST_BULLETINS - 1 + grown + self._by_hand, MOST_BULLETINS)
