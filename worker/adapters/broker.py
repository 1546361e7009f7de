"""The broker's queues, seen from outside Celery: how many messages wait. It never reads or writes a message."""

from collections.abc import Sequence

import redis

from worker.errors import ServiceDown, UsageError
from worker.models import Reason


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

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
