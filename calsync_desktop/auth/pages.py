"""The few constant pages that the browser shows after a sign-in; nothing of a request or a service ever stands in them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

_STYLE = (
    ":root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}"
    "body{display:grid;place-content:center;min-height:90vh;margin:0;padding:1.5rem;text-align:center}"
    "h1{font-size:1.4rem;font-weight:600;margin:0 0 .5rem}p{margin:0;max-width:34rem;opacity:.8}"
)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    431: "Request Header Fields Too Large",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A status, a heading and a sentence."""

    status: int
    heading: str
    sentence: str

    @property
    def raw(self) -> bytes:
        """The whole HTTP answer, after which the connection closes."""
        body = self._html().encode()
        head = (
            f"HTTP/1.1 {self.status} {_REASONS[self.status]}",
            "Content-Type: text/html; charset=utf-8",
            f"Content-Length: {len(body)}",
            f"Content-Security-Policy: {_POLICY}",
            "Cache-Control: no-store",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: DENY",
            *(("Allow: GET",) if self.status == 405 else ()),
            "Connection: close",
        )
        return "\r\n".join((*head, "", "")).encode("ascii") + body

    def _html(self) -> str:
        heading, sentence = escape(self.heading), escape(self.sentence)
        return (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>CalSync Desktop</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
            f"<body><h1>{heading}</h1><p>{sentence}</p></body></html>"
        )


_CLOSE = "You can close this tab."
ARRIVED = Page(200, "Thank you – CalSync has your answer", f"{_CLOSE} CalSync goes on by itself.")
REFUSED = Page(200, "No access was given", f"Nothing was changed. {_CLOSE} CalSync tells you what you can do.")
WAITING = Page(200, "CalSync is waiting", "Finish signing in on the page that CalSync opened.")
NOT_FOR_US = Page(400, "This is not the answer that CalSync waits for", f"{_CLOSE} Nothing was changed.")
NOTHING_HERE = Page(404, "There is nothing here", _CLOSE)
WRONG_METHOD = Page(405, "There is nothing here", _CLOSE)
TOO_LONG = Page(431, "This is not the answer that CalSync waits for", f"{_CLOSE} Nothing was changed.")
