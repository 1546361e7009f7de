#!/usr/bin/env bash
# libcurl: half a gzip body is a success, a whole one with one byte after it is an error.
#
# One would guess: a body whose gzip stream ends early fails, as a short Content-Length does, and what stands after the
# end of the stream is passed over, as gunzip does with a warning.
# Seen: where the server's own copy was cut (so that the length is right), perform() returns as for any page and the
# caller has the first bytes; with a newline behind the last byte, every byte of the page is delivered and then
# perform() raises the error of a full disk. Two gzip members, one valid stream by RFC 1952, end in that error as well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check pycurl==7.49.0

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import gzip
import http.server
import io
import threading

import pycurl

PAGE = b"<p>one two three</p>" * 500
WHOLE = gzip.compress(PAGE, mtime=0)
BODIES = {
    "/whole": WHOLE,
    "/half": WHOLE[: len(WHOLE) // 2],
    "/no-checksum": WHOLE[:-8],
    "/newline": WHOLE + b"\n",
    "/two-members": gzip.compress(PAGE[:5000], mtime=0) + gzip.compress(PAGE[5000:], mtime=0),
}


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(BODIES[self.path])))
        self.end_headers()
        self.wfile.write(BODIES[self.path])

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(*pycurl.version.split()[:2], "page of", len(PAGE), "bytes")
for path in BODIES:
    got, curl = io.BytesIO(), pycurl.Curl()
    curl.setopt(pycurl.URL, f"http://127.0.0.1:{server.server_port}{path}")
    curl.setopt(pycurl.NOPROXY, "*")
    curl.setopt(pycurl.ACCEPT_ENCODING, "gzip")
    curl.setopt(pycurl.WRITEFUNCTION, got.write)
    curl.setopt(pycurl.TIMEOUT, 20)
    try:
        curl.perform()
        result = "success"
    except pycurl.error as error:
        result = f"error {error.args[0]}"
    print(path, result, "the whole page" if got.getvalue() == PAGE else "its beginning" if PAGE.startswith(got.getvalue()) else "else")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PycURL/7.49.0 libcurl/8.23.0 page of 10000 bytes
/whole success the whole page
/half success its beginning
/no-checksum success the whole page
/newline error 23 the whole page
/two-members error 23 its beginning
SEEN
