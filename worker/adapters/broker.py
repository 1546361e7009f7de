"""The broker's queues, seen from outside Celery: how many messages wait. It never reads or writes a message."""

from collections.abc import Sequence

import redis

from worker.errors import ServiceDown, UsageError
from worker.models import Reason

_PROBE = "newswire:takes-messages"


class Broker:
    """Counts waiting messages. Redis keeps each queue as one list under the queue's name."""

    def __init__(self, url: str, *, patience: float = 3.0) -> None:
        """Take the address; `patience` is how many seconds Redis has to answer."""
        try:
            self._client = redis.Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience)
        except ValueError:
            # its message may hold the address, password included
            raise UsageError("NEWSWIRE_REDIS_URL cannot be read: expected redis://:password@host:port/0") from None

    def depths(self, queues: Sequence[str]) -> dict[str, int]:
        """Return the number of messages in each queue. Raises ServiceDown when Redis does not answer."""
        try:
            with self._client.pipeline(transaction=False) as pipe:
                for queue in queues:
                    pipe.llen(queue)
                return dict(zip(queues, pipe.execute(), strict=True))
        except redis.RedisError as error:
            raise ServiceDown(f"Redis does not answer: {type(error).__name__}", reason=Reason.REDIS_DOWN) from error

    def state(self, queues: Sequence[str]) -> tuple[dict[str, int], str | None]:
        """Return the number of messages in each queue, and in words for a person what is wrong with Redis, if it is."""
        try:
            depths = self.depths(queues)
        except ServiceDown as error:
            return {}, f"{error}: start it, or set NEWSWIRE_REDIS_URL"
        try:
            self._client.set(_PROBE, "", px=1000)
            self._client.delete(_PROBE)
        except redis.RedisError as error:  # full, without its disk, or a replica: it answers all the same
            return depths, f"Redis takes no messages ({error}): give it memory and disk, or set NEWSWIRE_REDIS_URL"
        return depths, None

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
