"""Harm to the broker: it dies, forgets, freezes, fills up, or cannot be heard."""

import os
import signal

import redis

from benchmarks.chaos.proxy import Proxy
from benchmarks.chaos.stack import GRACE_SECONDS, Lab, Row, Stack


def valkey_killed(lab: Lab) -> Row:
    """Valkey without persistence is killed: every message is gone, every item comes."""
    return _killed(lab, "valkey_killed", persistent=False)


def valkey_killed_with_aof(lab: Lab) -> Row:
    """Valkey with its append-only file is killed: messages come back, some of them twice."""
    return _killed(lab, "valkey_killed_with_aof", persistent=True)


def _killed(lab: Lab, name: str, *, persistent: bool) -> Row:
    with Stack(lab=lab, name=name, persistent=persistent) as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            stack.valkey.kill()
            stack.pause(2)
            stack.valkey.restart()
        return stack.settle()


def valkey_restarted_often(lab: Lab) -> Row:
    """Valkey is restarted twenty times under load; workers that give up are started again."""
    with Stack(lab=lab, name="valkey_restarted_often", slow=0.4) as stack:
        stack.advance(1)
        for _ in range(5 * lab.rounds):
            stack.valkey.restart()
            stack.pause(1)
        return stack.settle(extra=lambda: f"{len(stack.told) // 2} workers started again")


def valkey_frozen(lab: Lab) -> Row:
    """Valkey is frozen for 25 s: connections stay open, nothing answers."""
    with Stack(lab=lab, name="valkey_frozen") as stack:
        stack.advance(lab.items // 4)
        assert stack.valkey.pid
        os.kill(stack.valkey.pid, signal.SIGSTOP)
        stack.pause(25)
        os.kill(stack.valkey.pid, signal.SIGCONT)
        return stack.settle()


def broker_half_open(lab: Lab) -> Row:
    """The workers' connections to the broker are swallowed by a dead router; new ones would work."""
    proxies: list[Proxy] = []

    def through(stack: Stack) -> dict[str, str]:
        proxies.append(Proxy(stack.valkey.port))
        return {"NEWSWIRE_REDIS_URL": stack.valkey.url.replace(f":{stack.valkey.port}/", f":{proxies[0].port}/")}

    with Stack(lab=lab, name="broker_half_open", through=through) as stack:
        stack.advance(lab.items // 4)
        with proxies[0] as proxy:
            swallowed = proxy.swallow()
            return stack.settle(extra=lambda: f"{swallowed} connections swallowed")


def valkey_full(lab: Lab) -> Row:
    """Valkey is full and refuses writes (noeviction) for 20 s."""
    return _full(lab, "valkey_full", "noeviction")


def valkey_full_evicting(lab: Lab) -> Row:
    """Valkey is full and throws keys away (allkeys-lru): whole queues vanish."""
    return _full(lab, "valkey_full_evicting", "allkeys-lru")


def _full(lab: Lab, name: str, policy: str) -> Row:
    with Stack(lab=lab, name=name) as stack, redis.Redis.from_url(stack.valkey.url) as client:
        stack.advance(lab.items // 4)
        client.config_set("maxmemory-policy", policy)
        client.config_set("maxmemory", "1")
        stack.pause(20)
        client.config_set("maxmemory", "0")
        return stack.settle()


def valkey_emptied(lab: Lab) -> Row:
    """FLUSHALL again and again: messages are lost, and so is what Celery noted of messages in hand."""
    lost = 0
    with (
        Stack(lab=lab, name="valkey_emptied", items=3 * lab.items) as stack,
        redis.Redis.from_url(stack.valkey.url) as client,
    ):
        for _ in range(3 * lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            lost += sum(client.llen(queue) for queue in ("poll", "fetch", "clean")) + client.hlen("unacked")
            client.flushall()
        row = stack.settle(extra=lambda: f"{lost} messages were lost")
        row.verdict.lost += not lost  # the fault did not happen
        return row


def valkey_read_only(lab: Lab) -> Row:
    """Valkey is a replica for 20 s, as after a failover to the wrong side: it answers, and takes nothing."""
    with Stack(lab=lab, name="valkey_read_only") as stack, redis.Redis.from_url(stack.valkey.url) as client:
        stack.advance(lab.items // 4)
        client.replicaof("127.0.0.1", "1")
        stack.pause(20)
        client.replicaof("NO", "ONE")
        return stack.settle(extra=lambda: f"{len(stack.told) // 2} workers started again")


def valkey_password_wrong(lab: Lab) -> Row:
    """Valkey has another password for 15 s and cuts all connections: a rotation that came too early."""
    with Stack(lab=lab, name="valkey_password_wrong") as stack, redis.Redis.from_url(stack.valkey.url) as client:
        stack.advance(lab.items // 4)
        right = client.config_get("requirepass")["requirepass"]
        client.config_set("requirepass", "another")
        client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        stack.pause(15)
        client.config_set("requirepass", right)
        return stack.settle(extra=lambda: f"{len(stack.told) // 2} workers started again")


def enqueue_fails(lab: Lab) -> Row:
    """Workers can never publish: the dispatcher alone brings every item through."""
    with Stack(lab=lab, name="enqueue_fails", hooks={"no_enqueue": True}) as stack:
        return stack.settle()


def enqueued_too_often(lab: Lab) -> Row:
    """Every message comes three times and again each second: two workers are told about the same ids all the time."""
    with Stack(lab=lab, name="enqueued_too_often", hooks={"loud": True}) as stack:
        stack.supervisor.start("clean", "work", "clean")
        stack.supervisor.start("fetch", "work", "fetch")
        return stack.settle_repeated()


def visibility_too_short(lab: Lab) -> Row:
    """The broker hands messages out again (2 s) long before their tasks end."""
    with Stack(lab=lab, name="visibility_too_short", slow=0.3, hooks={"visibility": 2}) as stack:
        return stack.settle_repeated()


def stopped_without_broker(lab: Lab) -> Row:
    """SIGTERM while Valkey is away: workers end all the same."""
    with Stack(lab=lab, name="stopped_without_broker") as stack:
        stack.advance(lab.items // 4)
        stack.valkey.kill()
        stack.pause(3)
        late = stack.late([one for role in ("poll", "fetch", "clean") for one in stack.tell_to_stop(role)])
        stack.valkey.restart()
        return stack.settle(extra=lambda: f"{late} not gone after {GRACE_SECONDS:.0f} s")
