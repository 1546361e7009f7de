"""Posts batches to the operator's own service; it follows no redirect and sends no credential.

The address comes from the operator's command line, not from a stranger, and usually lies in the operator's own network:
the address rules that protect us from what feeds and pages name do not apply to it.
"""

import pycurl
from certifi import where

from worker.errors import FetchFailed, UsageError

_CONNECT_SECONDS, _SECONDS = 5, 60


def post(url: str, body: bytes, *, content_type: str) -> None:
    """Post the body. Raises FetchFailed when it is not answered with 2xx, UsageError when the address is none."""
    curl = pycurl.Curl()
    try:
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        try:
            curl.setopt(pycurl.URL, url)
        except UnicodeEncodeError as error:
            raise UsageError(f"not an address: {url!r}") from error
        curl.setopt(pycurl.CAINFO, where())
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.POSTFIELDS, body)
        curl.setopt(pycurl.HTTPHEADER, [f"Content-Type: {content_type}", "Expect:"])
        curl.setopt(pycurl.WRITEFUNCTION, len)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT, _CONNECT_SECONDS)
        curl.setopt(pycurl.TIMEOUT, _SECONDS)
        try:
            curl.perform()
        except pycurl.error as error:
            code, message = error.args
            if code in (pycurl.E_URL_MALFORMAT, pycurl.E_UNSUPPORTED_PROTOCOL):
                raise UsageError(f"not an address that can be posted to: {url!r}") from error
            raise FetchFailed(f"{url}: {message}", reason="webhook_failed") from error
        status = curl.getinfo(pycurl.RESPONSE_CODE)
        if not 200 <= status < 300:
            raise FetchFailed(f"{url}: answered {status}", reason="webhook_failed", status=status)
    finally:
        curl.close()
