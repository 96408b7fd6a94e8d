"""Before anything is opened outside the window: where it leads is shown, and what may not be opened can be copied."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from calsync_desktop.ui import wording_detail as words
from calsync_desktop.ui.dialogs.sheet import choose
from calsync_desktop.ui.links import Link, link

Browser = Callable[[str], object]
_SHOWN = 300  # characters of an address


def system_browser(url: str) -> object:
    """Hand an address that ``ui.links`` let through to the desktop, or to the browser that BROWSER names, as Python's webbrowser reads it."""
    if os.environ.get("BROWSER"):
        # Some browsers do not return before they are closed.
        threading.Thread(target=_named_browser, args=(url,), name="browser", daemon=True).start()
        return True
    return QDesktopServices.openUrl(QUrl(url))


def _named_browser(url: str) -> None:
    import webbrowser

    with suppress(webbrowser.Error, OSError):  # the address can be copied where no browser comes
        webbrowser.open(url)


async def follow(parent: QWidget | None, text: str, browser: Browser) -> None:
    """Ask whether the address ``text`` is to be opened, or offer to copy it when it never is."""
    target = link(text)
    if target is None:
        title, said, answers = (
            words.UNSAFE_TITLE,
            words.UNSAFE_TEXT.format(url=_breakable(text)),
            [("copy", words.OPEN_COPY)],
        )
    else:
        title = words.OPEN_TITLE.format(host=target.host)
        said = words.OPEN_TEXT.format(url=_breakable(target.url))
        answers = [("open", words.OPEN_WORDS[target.scheme]), ("copy", words.OPEN_COPY)]
    answer = await choose(parent, title, said, answers)
    if answer == "copy":
        QGuiApplication.clipboard().setText(text)
    elif answer == "open" and target is not None:
        browser(target.url)


def opened(target: Link, browser: Browser) -> None:
    """Open a link whose host stood on the button that was pressed."""
    browser(target.url)


def _breakable(url: str) -> str:
    """A long address that a label can wrap."""
    short = url if len(url) <= _SHOWN else f"{url[: _SHOWN - 60]}…{url[-50:]}"
    return "".join(f"{letter}\u200b" if letter in "/?&=#-._%" else letter for letter in short)
