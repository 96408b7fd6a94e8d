"""Somebody at the browser: opens a page of the pretend Google, ticks, decides, and lets the browser go back to where it is sent.

As a program it is a browser: BROWSER="python -m tests.robot allow ana@example.org %s".
"""

import sys
import threading
from collections.abc import Callable
from urllib.parse import urlencode

import httpx
from lxml import html

ANA, BEN = "ana@example.org", "ben@example.org"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def decide(url: str, account: str = ANA, decision: str = "allow", untick: tuple[str, ...] = ()) -> str:
    """Answer the page; where the browser is sent back to."""
    with httpx.Client(trust_env=False, timeout=30) as http:
        page = http.get(url)
        assert page.status_code == 200, page.text
        form = html.fromstring(page.text).forms[0]
        fields = [(name, value) for name, value in form.form_values() if name != "account" and value not in untick]
        answer = http.post(
            url, content=urlencode([*fields, ("account", account), ("decision", decision)]), headers=FORM
        )
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])


def go_back(location: str) -> httpx.Response:
    """The browser follows the redirect."""
    with httpx.Client(trust_env=False, timeout=30) as http:
        return http.get(location)


def sign_in(url: str, account: str = ANA, decision: str = "allow", untick: tuple[str, ...] = ()) -> httpx.Response:
    """All of it; the page that the person sees at last."""
    return go_back(decide(url, account, decision, untick))


def meanwhile(act: Callable[[], object]) -> None:
    """Let somebody act while others wait."""
    threading.Thread(target=act, daemon=True).start()


if __name__ == "__main__":
    print("a browser that talks on stdout")
    sign_in(sys.argv[3], account=sys.argv[2], decision=sys.argv[1])
