"""What is seen of a real broker: how many messages wait, and whether it takes more."""

import pytest
import redis

from worker.adapters.broker import Broker
from worker.embedded import start_valkey


@pytest.fixture
def server(tmp_path):
    with start_valkey(tmp_path, appendonly=False) as server:
        yield server


def test_a_broker_that_answers_and_takes_no_messages_is_told(server):
    broker = Broker(server.url)
    with redis.Redis.from_url(server.url) as client:
        client.rpush("fetch", "one")
        assert broker.state(["fetch", "clean"]) == ({"fetch": 1, "clean": 0}, None)
        assert client.keys() == [b"fetch"], "looking leaves nothing behind"
        for refuse, allow in (
            (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
            (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]),
        ):
            client.execute_command(*refuse)
            depths, wrong = broker.state(["fetch"])
            assert depths == {"fetch": 1}
            assert str(wrong).startswith("Redis takes no messages (")
            client.execute_command(*allow)
            assert broker.state(["fetch"]) == ({"fetch": 1}, None)
    server.stop()
    assert broker.state(["fetch"])[0] == {}
    assert str(broker.state(["fetch"])[1]).startswith("Redis does not answer")
    broker.close()
