"""What the hostile server does, one behaviour a function: bombs, drips, floods, lies."""

import base64
import gzip
import socket
import time
import zlib

import zstandard

from tests.support.hostile_site import OK, behaviour, flood, redirect, reply

BOMB = 100 * 1024 * 1024
_ZEROS = bytes(1024 * 1024)
# 100 MB of zeros in 89 bytes of brotli (quality 9, window 24).
_BROTLI_BOMB = base64.b85decode(
    "&;S2_03-n7u|RU~|M~y_4}b(f92S7?{XhTz{{fHyh{FQVz5nO`|33f{0C89Vy7&M5|NjR-0w4|xK==Ni|Ns90NC3oP0qEZU=l}l?011FNECAj69{"
)


def _packed(client: socket.socket, encodings: bytes, body: bytes) -> None:
    reply(client, body, b"Content-Encoding: " + encodings, b"Content-Type: text/html")


def _zeros(pack: "zlib._Compress") -> bytes:
    return b"".join(pack.compress(_ZEROS) for _ in range(BOMB // len(_ZEROS))) + pack.flush()


# --- well-behaved, for comparison ---------------------------------------------------------------------------------


@behaviour
def good(client: socket.socket) -> None:
    reply(client, b"<p>News.</p>", b"Content-Type: text/html", b"Set-Cookie: seen=1", b'ETag: "1"')


@behaviour
def good_gzip(client: socket.socket) -> None:
    _packed(client, b"gzip", gzip.compress(b"<p>News.</p>"))


# --- bombs: little on the wire, much when unpacked ----------------------------------------------------------------


@behaviour
def gzip_bomb(client: socket.socket) -> None:
    _packed(client, b"gzip", _zeros(zlib.compressobj(9, wbits=31)))


@behaviour
def zlib_bomb(client: socket.socket) -> None:
    _packed(client, b"deflate", _zeros(zlib.compressobj(9)))


@behaviour
def deflate_bomb(client: socket.socket) -> None:
    _packed(client, b"deflate", _zeros(zlib.compressobj(9, wbits=-15)))


@behaviour
def brotli_bomb(client: socket.socket) -> None:
    _packed(client, b"br", _BROTLI_BOMB)


@behaviour
def zstd_bomb(client: socket.socket) -> None:
    pack = zstandard.ZstdCompressor().compressobj()
    body = b"".join(pack.compress(_ZEROS) for _ in range(BOMB // len(_ZEROS))) + pack.flush()
    _packed(client, b"zstd", body)


@behaviour
def nested_bomb(client: socket.socket) -> None:
    _packed(client, b"gzip, gzip", gzip.compress(_zeros(zlib.compressobj(9, wbits=31))))


@behaviour
def brotli_in_gzip_bomb(client: socket.socket) -> None:
    _packed(client, b"br, gzip", gzip.compress(_BROTLI_BOMB))


@behaviour
def many_encodings(client: socket.socket) -> None:
    _packed(client, b", ".join([b"gzip"] * 200), b"x")


@behaviour
def many_encoding_lines(client: socket.socket) -> None:
    reply(client, b"x", *[b"Content-Encoding: gzip"] * 200)


@behaviour
def transfer_gzip_bomb(client: socket.socket) -> None:
    body = _zeros(zlib.compressobj(9, wbits=31))
    head = b"Transfer-Encoding: gzip, chunked\r\n\r\n"
    client.sendall(OK + head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")


@behaviour
def gzip_of_nothing(client: socket.socket) -> None:
    """Deflate blocks that hold no byte, for ever: the wire is full and the body stays empty."""
    client.sendall(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10])
    flood(client, b"\x00\x00\x00\xff\xff" * 10_000)


@behaviour
def huge_body(client: socket.socket) -> None:
    client.sendall(OK + b"\r\n")
    flood(client, _ZEROS)


@behaviour
def announced_huge_body(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 1000000000000000000\r\n\r\n")
    flood(client, _ZEROS)


# --- never-ending -------------------------------------------------------------------------------------------------


@behaviour
def silence(client: socket.socket) -> None:
    client.recv(1)


@behaviour
def drip_status(client: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK, and":
        client.sendall(bytes([letter]))
        time.sleep(0.1)
    flood(client, b"a", pause=0.2)


@behaviour
def drip_header(client: socket.socket) -> None:
    client.sendall(OK + b"X-Slow: ")
    flood(client, b"a", pause=0.2)


@behaviour
def drip_headers(client: socket.socket) -> None:
    client.sendall(OK)
    flood(client, b"X: a\r\n", pause=0.1)


@behaviour
def drip_body(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    flood(client, b"a", pause=0.2)


@behaviour
def drip_chunks(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    flood(client, b"1\r\na\r\n", pause=0.2)


@behaviour
def drip_gzip(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10])
    flood(client, b"\x00\x00\x00\xff\xff", pause=0.2)


@behaviour
def drip_interim(client: socket.socket) -> None:
    flood(client, b"HTTP/1.1 102 Processing\r\n\r\n", pause=0.1)


@behaviour
def endless_interim(client: socket.socket) -> None:
    flood(client, b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


@behaviour
def endless_early_hints(client: socket.socket) -> None:
    flood(client, b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 100)


@behaviour
def endless_chunks(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    flood(client, b"1\r\na\r\n" * 10_000)


@behaviour
def chunk_extensions(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1;")
    flood(client, b"x=y;" * 10_000)


@behaviour
def endless_trailers(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n")
    flood(client, b"X-Trailer: a\r\n" * 1000)


# --- headers ------------------------------------------------------------------------------------------------------


@behaviour
def long_header(client: socket.socket) -> None:
    client.sendall(OK + b"X-Long: ")
    flood(client, b"a" * 1024 * 1024, times=128)


@behaviour
def many_headers(client: socket.socket) -> None:
    client.sendall(OK)
    flood(client, b"".join(b"X-%d: a\r\n" % number for number in range(1000)), times=500)


@behaviour
def many_folded_lines(client: socket.socket) -> None:
    client.sendall(OK + b"X-Folded: a\r\n")
    flood(client, b" a\r\n" * 1000, times=500)


@behaviour
def nul_in_header(client: socket.socket) -> None:
    reply(client, b"x", b"X-Nul: a\x00b")


@behaviour
def long_location(client: socket.socket) -> None:
    redirect(client, "/" + "a" * 90_000)


@behaviour
def two_lengths(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 1\r\nContent-Length: 5\r\n\r\nabcde")


@behaviour
def negative_length(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: -5\r\n\r\nabcde")


@behaviour
def length_and_chunks(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n")


# --- broken -------------------------------------------------------------------------------------------------------


@behaviour
def short_body(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 100\r\n\r\nabc")


@behaviour
def long_body(client: socket.socket) -> None:
    client.sendall(OK + b"Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")


@behaviour
def cut_gzip(client: socket.socket) -> None:
    _packed(client, b"gzip", gzip.compress(b"<p>News.</p>" * 1000)[:-20])


@behaviour
def false_gzip(client: socket.socket) -> None:
    _packed(client, b"gzip", b"<p>This is not gzip.</p>")


@behaviour
def huge_chunk_size(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc")


@behaviour
def bad_chunk_size(client: socket.socket) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n")


@behaviour
def garbage(client: socket.socket) -> None:
    client.sendall(bytes(range(256)) * 100)


@behaviour
def no_head(client: socket.socket) -> None:
    client.sendall(b"<p>As in 1991.</p>")


@behaviour
def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    client.close()


@behaviour
def status_999(client: socket.socket) -> None:
    reply(client, b"x", status=b"999 Go away")


@behaviour
def status_000(client: socket.socket) -> None:
    reply(client, b"x", status=b"000 Nothing")


@behaviour
def switch_protocols(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n")
    client.recv(1)


@behaviour
def part_nobody_asked_for(client: socket.socket) -> None:
    reply(client, b"x", b"Content-Range: bytes 5-5/10", status=b"206 Partial Content")


@behaviour
def loop(client: socket.socket) -> None:
    redirect(client, "/loop")


@behaviour
def growing_loop(client: socket.socket) -> None:
    redirect(client, f"/growing_loop?{time.monotonic_ns()}")


@behaviour
def redirect_nowhere(client: socket.socket) -> None:
    reply(client, b"x", status=b"302 Found")


@behaviour
def redirect_to_itself_split(client: socket.socket) -> None:
    redirect(client, "/good%0d%0aX-Injected:%201")
