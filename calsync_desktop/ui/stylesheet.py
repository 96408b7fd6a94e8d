"""The tokens of the theme worded for Qt's own widgets, so that none of them shows up in its default grey."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtWidgets import QApplication

from calsync_desktop.ui.icons import folder
from calsync_desktop.ui.theme import FIELD, Tokens, palette

_SHEET = """
QToolTip { background: $side; color: $ink; border: 1px solid $line; padding: 4px 8px; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="fine"] { color: $fine; }
QLabel[tone="accent"] { color: $accent; }
QFrame#line { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton { background: transparent; color: $ink; border: 1px solid $edge; border-radius: 6px; padding: 6px 14px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $wash; }
QPushButton:focus { border: 2px solid $accent; padding: 5px 13px; }
QPushButton:disabled { color: $muted; border-color: $line; }
QPushButton[main="true"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[main="true"]:hover { background: $accent_over; }
QPushButton[main="true"]:focus { border: 2px solid $ink; }
QPushButton[main="true"]:disabled { background: $line; border-color: $line; color: $muted; }
QPushButton[quiet="true"] { border: 1px solid transparent; color: $accent; padding: 6px 8px; text-align: left; }
QPushButton[quiet="true"]:hover { background: $hover; }
QPushButton[quiet="true"]:focus { border: 2px solid $accent; padding: 5px 7px; }

QFrame#segments { background: $hover; border: none; border-radius: 8px; }
QFrame#segments QPushButton { border: 1px solid transparent; font-weight: 400; border-radius: 6px; padding: 3px 12px; min-height: 20px; background: transparent; color: $muted; }
QFrame#segments QPushButton:hover { color: $ink; }
QFrame#segments QPushButton:checked { background: $paper; border-color: $edge; color: $ink; }
QFrame#segments QPushButton:focus { border: 2px solid $accent; padding: 2px 11px; }
QPushButton[segment="true"]:checked { background: $wash; border-color: $accent; color: $accent; font-weight: 600; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $wash; }
QToolButton:focus { border: 2px solid $accent; padding: 4px; }
QToolButton#menu { border: 1px solid $edge; padding: 5px 8px; }
QToolButton#menu:focus { border: 2px solid $accent; padding: 4px 7px; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QDateEdit, QTimeEdit, QSpinBox, QComboBox {
  background: $paper; color: $ink; border: 1px solid $edge; border-radius: 6px; padding: 5px 8px; min-height: 20px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QDateEdit:focus, QTimeEdit:focus, QSpinBox:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 4px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QDateEdit:disabled, QTimeEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
  background: $side; color: $muted; border-color: $line; }
QLineEdit#search { background: $side; border-color: $side; }
QLineEdit#search:focus { background: $paper; border-color: $accent; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$icons/field-chevron.svg"); width: 16px; height: 16px; }
QTimeEdit::up-button, QTimeEdit::down-button, QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }
QComboBox QAbstractItemView { background: $paper; color: $ink; border: 1px solid $line; padding: 4px; outline: none;
  selection-background-color: $wash; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; }
QCheckBox { spacing: 8px; color: $ink; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $field; border-radius: 4px; background: $paper; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/field-check-$mode.svg"); }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:disabled { border-color: $edge; background: $side; }

QListView, QTreeView, QTableView, QTableWidget, QListWidget { background: $paper; border: none; outline: none; color: $ink;
  selection-background-color: $wash; selection-color: $ink; gridline-color: $line; }
QListWidget::item { padding: 8px; border-radius: 6px; }
QListWidget::item:selected { background: $wash; color: $ink; }
QTableView::item { padding: 4px 8px; border-bottom: 1px solid $line; }
QHeaderView::section { background: $paper; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 8px; text-align: left; }
QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }

QMenu { background: $paper; color: $ink; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $wash; color: $ink; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QStatusBar { background: $side; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QWidget#side, QWidget#side QScrollArea, QWidget#shelf { background: $side; }
QWidget#side QCheckBox { color: $ink; }
QFrame#notice { background: $blush; border: none; border-radius: 8px; }
QCalendarWidget QWidget { alternate-background-color: $side; }
QCalendarWidget QAbstractItemView:enabled { color: $ink; selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QAbstractItemView:disabled { color: $muted; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $side; }
QCalendarWidget QToolButton { color: $ink; }
"""


def sheet(t: Tokens) -> str:
    """The style sheet of one set of tokens."""
    names = {field.name: getattr(t, field.name) for field in fields(t) if field.type == "str"}
    names |= {"field": FIELD, "icons": folder().as_posix(), "mode": "dark" if t.dark else "light"}
    out = _SHEET
    for name in sorted(names, key=len, reverse=True):
        out = out.replace(f"${name}", names[name])
    return out


def dress(app: QApplication, t: Tokens) -> None:
    """Give the whole program these colours, now and for every window opened later."""
    app.setStyle("Fusion")
    app.setPalette(palette(t))
    app.setStyleSheet(sheet(t))
