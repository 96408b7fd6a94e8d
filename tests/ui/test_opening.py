"""Pages of the services open in the browser that the user named."""

import os
from pathlib import Path

import pytest

from calsync_desktop.ui.dialogs.opening import system_browser


def test_the_browser_that_the_environment_names_is_given_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = tmp_path / "heard"
    os.mkfifo(heard)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {heard}\n')
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    monkeypatch.setattr("webbrowser._tryorder", None)  # it reads the environment once
    assert system_browser("https://accounts.example.org/auth?state=1&scope=a b")
    assert heard.read_text() == "https://accounts.example.org/auth?state=1&scope=a b"
