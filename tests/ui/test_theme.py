"""The visual language keeps its promises of contrast in every mode, and a mode is changed while the window is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from calsync_desktop.ui import icons
from calsync_desktop.ui.appearance import Appearance, Mode, wanted
from calsync_desktop.ui.preferences import Preferences
from calsync_desktop.ui.stylesheet import dress, sheet
from calsync_desktop.ui.theme import (
    DARK,
    LIGHT,
    STRONG_DARK,
    STRONG_LIGHT,
    Tokens,
    contrast,
    hue,
    palette,
    tokens_of,
)
from calsync_desktop.ui.tokens import ALL

EACH = pytest.mark.parametrize("tokens", ALL, ids=["light", "dark", "strong light", "strong dark"])
colors = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")


@EACH
@pytest.mark.parametrize("part", ["ink", "muted", "accent", "warn", "danger", "fine"])
def test_words_are_readable_on_every_ground(tokens: Tokens, part: str) -> None:
    grounds = ("paper", "side", "wash", "hover") if part in ("ink", "muted", "accent") else ("paper", "side")
    for ground in grounds:
        assert contrast(QColor(getattr(tokens, part)), QColor(getattr(tokens, ground))) >= (7 if tokens.strong else 4.5)


@EACH
def test_what_is_written_on_the_accent_is_readable(tokens: Tokens) -> None:
    for ground in (tokens.accent, tokens.accent_over):
        assert contrast(QColor(tokens.on_accent), QColor(ground)) >= 4.5


@EACH
@given(color=st.one_of(colors, st.sampled_from(["", "nonsense"])))
def test_any_calendars_colour_is_seen_and_read(tokens: Tokens, color: str) -> None:
    one, paper = hue(color, tokens), QColor(tokens.paper)
    assert contrast(one.bar, paper) >= 3
    assert contrast(one.text, one.fill) >= 4.5
    assert contrast(one.on_solid, one.solid) >= 4.5
    assert contrast(one.solid, paper) >= 3


@EACH
def test_whoever_paints_finds_the_tokens_in_the_palette(tokens: Tokens) -> None:
    assert tokens_of(palette(tokens)) is tokens


@EACH
def test_the_style_sheet_leaves_no_name_open(tokens: Tokens) -> None:
    assert "$" not in sheet(tokens)


@pytest.mark.parametrize(
    ("mode", "system", "strong", "tokens"),
    [
        (Mode.SYSTEM, Qt.ColorScheme.Dark, False, DARK),
        (Mode.SYSTEM, Qt.ColorScheme.Unknown, False, LIGHT),
        (Mode.LIGHT, Qt.ColorScheme.Dark, False, LIGHT),
        (Mode.DARK, Qt.ColorScheme.Light, False, DARK),
        (Mode.DARK, Qt.ColorScheme.Light, True, STRONG_DARK),
        (Mode.CONTRAST, Qt.ColorScheme.Light, False, STRONG_LIGHT),
        (Mode.CONTRAST, Qt.ColorScheme.Dark, False, STRONG_DARK),
    ],
)
def test_a_mode_is_what_was_chosen_else_what_the_system_asks_for(
    mode: Mode, system: Qt.ColorScheme, strong: bool, tokens: Tokens
) -> None:
    assert wanted(mode, system, strong=strong) is tokens


def test_a_mode_is_worn_at_once(qapp: QApplication) -> None:
    appearance = Appearance(qapp, dress)
    chosen: list[Mode] = []
    appearance.changed.connect(chosen.append)
    for mode, tokens in ((Mode.DARK, DARK), (Mode.CONTRAST, STRONG_LIGHT), (Mode.LIGHT, LIGHT)):
        appearance.choose(mode)
        assert tokens_of(qapp.palette()) is tokens
    assert chosen == [Mode.DARK, Mode.CONTRAST, Mode.LIGHT]
    appearance.choose(Mode.SYSTEM)


def test_every_icon_draws_something_in_the_colour_asked_for(qapp: QApplication) -> None:
    for file in icons.folder().glob("*.svg"):
        image = icons.icon(file.stem, "#0F6B8A").pixmap(48, 48).toImage()
        points = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
        assert any(point.alpha() for point in points), file.stem
        if not file.stem.startswith(("field-", "org.")):
            assert {point.name() for point in points if point.alpha() == 255} <= {"#0f6b8a"}, file.stem


def test_preferences_are_told_and_remembered(tmp_path: object) -> None:
    memory = QSettings(f"{tmp_path}/window.ini", QSettings.Format.IniFormat)
    one, told = Preferences(memory), list[str]()
    one.changed.connect(told.append)
    one.mode, one.second_zone, one.sidebar = Mode.DARK, "America/New_York", False
    one.hide(["b", "a"])
    one.hide(["a", "b"])
    memory.sync()
    again = Preferences(QSettings(f"{tmp_path}/window.ini", QSettings.Format.IniFormat))
    assert (again.mode, again.second_zone, again.sidebar) == (Mode.DARK, "America/New_York", False)
    assert again.hidden == frozenset({"a", "b"})
    assert told == ["mode", "second_zone", "sidebar", "hidden"]
