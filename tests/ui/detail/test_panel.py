"""The panel shows what is stored, follows what happens, and brings every wish to whoever carries it out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from calsync_desktop.core.appointment import Attachment, Reply
from calsync_desktop.sync.editing import Edit
from calsync_desktop.ui.details import Behind, Details
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.views.detail.notes import NotesView
from calsync_desktop.ui.views.detail.panel import DetailPanel
from calsync_desktop.ui.views.parts import IconButton
from tests.ui.conftest import BRITISH, House, Shown, dialog, opened, until
from tests.ui.steps import Drive, entry, press, synced
from tests.ui.test_look_and_feel import check_names
from tests.ui.weeks import at, one


@dataclass
class Side:
    """A panel beside a window, and the addresses that the browser was given."""

    shown: Shown
    details: Details
    opened: list[str] = field(default_factory=list)

    @property
    def panel(self) -> DetailPanel:
        return self.details.panel

    def now(self) -> DetailPanel:
        """The panel, read again."""
        self.details.refresh()
        return self.panel

    def look_at(self, title: str) -> None:
        found = entry(self.shown, title)
        self.panel.show_appointment(found.appointment, found.key)


def beside(shown: Shown) -> Side:
    visited: list[str] = []
    host = shown.host
    behind = Behind(host.chores, host.desk, host.accounts, host.past)
    details = Details(shown.bridge, shown.look, shown.window, behind, locale=BRITISH, browser=visited.append)
    details.panel.resize(360, 900)
    details.panel.show()
    return Side(shown, details, visited)


def journey(house: House, drive: Drive, act: Callable[[Side], Any]) -> None:
    async def run() -> None:
        async with opened(house) as shown:
            await synced(shown)
            side = beside(shown)
            try:
                await act(side)
            finally:
                side.panel.close()
                side.panel.deleteLater()

    drive(run())


def test_an_edit_is_seen_as_waiting_and_undone_after_a_preview(house: House, drive: Drive) -> None:
    async def act(side: Side) -> None:
        side.look_at("Dentist")
        assert side.panel.standing.title.text() == "Up to date"
        assert side.panel.history.isHidden()
        id_ = side.panel.appointment
        house.server.faults.lose_request("", times=1000)
        await side.shown.bridge.ask(lambda engine: engine.edit(id_, Edit({"title": "Dentist, Dr. Weiß"})))
        side.details.refresh()
        assert side.panel.title.text() == "Dentist, Dr. Weiß"
        assert side.panel.standing.title.text().startswith("Waits")
        back = side.panel.history.findChildren(IconButton)[0]
        assert back.accessibleName().startswith("Undo: Changed: Title")
        back.click()
        question = await dialog(Choice)
        assert "Title as before" in question.text.text()
        press(question, "Undo Change")
        await until(lambda: side.now().title.text() == "Dentist")

    journey(house, drive, act)


def test_nothing_moves_while_nothing_changed_and_a_deleted_appointment_says_so(house: House, drive: Drive) -> None:
    async def act(side: Side) -> None:
        side.look_at("Dentist")
        labels = side.panel.facts.findChildren(QLabel)
        side.details.refresh()
        assert side.panel.facts.findChildren(QLabel) == labels
        id_ = side.panel.appointment
        await side.shown.bridge.ask(lambda engine: engine.delete(id_))
        side.details.refresh()
        assert side.panel._pages.currentIndex() == 1
        side.panel.clear()
        assert side.panel.appointment == ""

    journey(house, drive, act)


def test_a_reply_is_pressed_and_shown_once_it_is_stored(house: House, drive: Drive) -> None:
    async def act(side: Side) -> None:
        side.look_at("Steering committee")
        buttons = side.panel.reply.buttons
        assert [name for name, one in buttons.items() if one.isChecked()] == []
        buttons["tentative"].setFocus()
        QTest.keyClick(buttons["tentative"], Qt.Key.Key_Space)
        assert not buttons["tentative"].isChecked()

        def answered() -> bool:
            return side.now().reply.buttons["tentative"].isChecked()

        await until(answered)
        mine = side.shown.look.appointment(side.panel.appointment).shown
        assert mine is not None
        assert Reply.TENTATIVE in {a.reply for a in mine.content.attendees}

    journey(house, drive, act)


def test_a_link_is_opened_only_after_its_host_was_shown(house: House, drive: Drive) -> None:
    notes = 'See <a href="https://docs.example.org/x?a=b">https://bank.example</a> or <a href="javascript:alert(1)">this</a>'
    house.server.put(one("rich", at(3, "08:00", "08:30"), "Rich", notes="x", notes_html=notes), "clients")

    async def act(side: Side) -> None:
        side.look_at("Rich")
        view = side.panel.notes.view
        assert "javascript" not in view.toHtml()
        view.anchorClicked.emit(QUrl("https://docs.example.org/x?a=b"))
        question = await dialog(Choice)
        assert question.title.text() == "Open docs.example.org?"
        assert side.opened == []
        press(question, "Open Page")
        await until(lambda: side.opened == ["https://docs.example.org/x?a=b"])
        view.anchorClicked.emit(QUrl("file:///etc/passwd"))
        question = await dialog(Choice)
        assert question.title.text() == "This link is not opened"
        press(question, "Copy Address")
        await until(lambda: not question.isVisible())
        assert side.opened == ["https://docs.example.org/x?a=b"]

    journey(house, drive, act)


def test_joining_goes_where_the_button_said(house: House, drive: Drive) -> None:
    house.server.put(one("call", at(3, "08:00", "08:30"), "Call", location="https://meet.jit.si/Room"), "clients")

    async def act(side: Side) -> None:
        side.look_at("Call")
        assert (side.panel.join.button.text(), side.panel.join.host.text()) == ("Join Jitsi Meet", "meet.jit.si")
        side.panel.join.button.click()
        assert side.opened == ["https://meet.jit.si/Room"]

    journey(house, drive, act)


def test_notes_load_nothing_whatever_they_hold(qapp: QApplication) -> None:
    given: list[object] = []
    view = NotesView("Notes")
    ours = view.loadResource

    def watched(kind: int, name: QUrl | str) -> Any:
        given.append(ours(kind, name))
        return given[-1]

    view.loadResource = watched  # type: ignore[method-assign]
    view.resize(300, 200)
    view.show()
    view.show_html(
        '<p>a</p><img src="https://evil.example/x.png"><img src="file:///etc/hostname"><a href="https://x.example">b</a>'
    )
    qapp.processEvents()
    assert set(given) <= {None}
    assert ours(2, QUrl("file:///etc/hostname")) is None
    view.close()


def test_remote_text_is_text_everywhere_in_the_panel(house: House, drive: Drive) -> None:
    canary = "<b>CANARY</b> & <img src=x>"
    house.server.put(
        one(
            "canary",
            at(3, "08:00", "08:30"),
            canary,
            location=canary,
            notes=canary,
            categories=(canary,),
            attachments=(Attachment("x", canary),),
        ),
        "clients",
    )

    async def act(side: Side) -> None:
        side.look_at(canary)
        assert side.panel.title.text() == canary
        labels = [w for w in side.panel.findChildren(QLabel) if w.text()]
        assert [w.text() for w in labels if w.textFormat() is not Qt.TextFormat.PlainText] == []
        assert canary in side.panel.notes.view.toPlainText()
        assert [w.toolTip() for w in side.panel.findChildren(QWidget) if canary in w.toolTip()] == []

    journey(house, drive, act)


def test_everything_can_be_reached_by_keyboard_and_edit_opens_the_editor(house: House, drive: Drive) -> None:
    async def act(side: Side) -> None:
        side.look_at("Steering committee")
        await check_names(side.panel)
        side.panel.edit.setFocus()
        QTest.keyClick(side.panel.edit, Qt.Key.Key_Space)
        editor = await dialog(Editor)
        assert editor.name.text() == "Steering committee"
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        await until(lambda: not editor.isVisible())

    journey(house, drive, act)
