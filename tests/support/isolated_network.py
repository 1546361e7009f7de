"""An island: a process with a network and a resolv.conf of its own, where we are the DNS and every host.

Run by `unshare --net --mount`. On its loopback lives a "public" address beside the private ones, a web server listens
on all of them, and our DNS answers as a hostile one would. Prints as JSON what a fetch of each name gave and who was
connected to.
"""

import fcntl
import json
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from tests.support.probe import describe
from worker.adapters.http import HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.models import Request

PUBLIC, OTHER_PUBLIC, DNS = "93.184.216.34", "93.184.216.35", "127.0.0.53"
PRIVATE = ["10.0.0.1", "169.254.169.254", "192.168.1.1", "100.100.100.200", "192.0.0.192", "198.18.0.1"]

# Answers by name; a list of lists is one list for each lookup, the last for ever: DNS rebinding.
ZONE: dict[str, list[list[str]]] = {
    "public.test": [[PUBLIC]],
    "two-public.test": [[PUBLIC, OTHER_PUBLIC]],
    "private-first.test": [["10.0.0.1", PUBLIC]],
    "dead-then-private.test": [[OTHER_PUBLIC, "10.0.0.1"]],
    "rebinding.test": [[PUBLIC], ["127.0.0.1"]],
    "silent.test": [[]],
    **{f"private-{number}.test": [[address]] for number, address in enumerate(PRIVATE)},
    "loopback.test": [["127.0.0.1"]],
    "this-host.test": [["0.0.0.0"]],
}
connected: list[str] = []
lookups: dict[str, int] = {}


def bring_up() -> None:
    """Loopback up, with all our addresses on it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for number, address in enumerate([PUBLIC, OTHER_PUBLIC, *PRIVATE]):
            name = f"lo:{number}".encode()
            packed = struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(sock, 0x8916, packed)  # SIOCSIFADDR
        fcntl.ioctl(sock, 0x8914, struct.pack("16sh22x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def serve_dns(sock: socket.socket) -> None:
    while True:
        query, client = sock.recvfrom(2048)
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += query[at] + 1
        name, kind = ".".join(labels).lower(), struct.unpack("!H", query[at + 1 : at + 3])[0]
        if name == "silent.test":
            continue
        answers: list[str] = []
        if kind == 1 and name in ZONE:
            turn = lookups.get(name, 0)
            lookups[name] = turn + 1
            answers = ZONE[name][min(turn, len(ZONE[name]) - 1)]
        question = query[12 : at + 5]
        records = b"".join(struct.pack("!HHHIH4s", 0xC00C, 1, 1, 0, 4, socket.inet_aton(answer)) for answer in answers)
        head = struct.pack("!HHHHHH", struct.unpack("!H", query[:2])[0], 0x8580, 1, len(answers), 0, 0)
        sock.sendto(head + question + records, client)


def serve_web(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        connected.append(client.getsockname()[0])
        with client, suppress(OSError):
            client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")


def outcome(client: HttpClient, url: str) -> str:
    return describe(client.fetch_all([Request(url=url)])[0])


def main() -> None:
    bring_up()
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolv:
        resolv.write(f"nameserver {DNS}\noptions timeout:3 attempts:1\n")
        resolv.flush()
        subprocess.run(["mount", "--bind", resolv.name, "/etc/resolv.conf"], check=True)
        dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        dns.bind((DNS, 53))
        threading.Thread(target=serve_dns, args=(dns,), daemon=True).start()
        # The second public address has nobody listening: the client has to try the next answer.
        for address in [PUBLIC, "127.0.0.1", *PRIVATE]:
            listener = socket.create_server((address, 80))
            threading.Thread(target=serve_web, args=(listener,), daemon=True).start()
        client = HttpClient(user_agent="t", allowed=AllowedAddresses(), timeout=2, max_bytes=5_000_000)
        results = {name: outcome(client, f"http://{name}/") for name in ZONE if name != "silent.test"}
        fresh = HttpClient(user_agent="t", allowed=AllowedAddresses(), timeout=2, max_bytes=5_000_000)
        results["rebinding.test, second lookup"] = outcome(fresh, "http://rebinding.test/")
        literals = [f"http://{address}/" for address in PRIVATE]
        results |= {url: outcome(client, url) for url in literals}
        urls = ["http://silent.test/", "http://public.test/", "http://silent.test/2"]
        slow = [describe(one) for one in client.fetch_all([Request(url=url) for url in urls])]
        report = {"results": results, "connected": connected, "slow": slow}
        sys.stdout.write(json.dumps(report))
        sys.stdout.flush()
        subprocess.run(["umount", "/etc/resolv.conf"], check=True)
    assert Path("/etc/resolv.conf").exists()


if __name__ == "__main__":
    main()
