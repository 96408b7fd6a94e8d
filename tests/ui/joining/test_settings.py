"""What a connection is set to is stored in the words of the command line, and what it hides is counted before."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from calsync_desktop.store.concealing import Concealed
from calsync_desktop.ui import icons
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.filters import FiltersField
from calsync_desktop.ui.dialogs.services import PRESETS
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.steps import Drive, synced
from tests.ui.test_look_and_feel import check_names


async def settings(shown: Shown) -> SettingsDialog:
    shown.host.chores.start(shown.host.accounts.serve("settings", shown.look.connections()[0].id))
    found: SettingsDialog = await dialog(SettingsDialog)
    return found


def test_hiding_is_counted_while_it_is_typed_and_hides_once_it_is_stored(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            one = await settings(shown)
            await check_names(one)
            assert one.filters.count.text() == "Hides none of 14 appointments"
            one.filters.titles.setFocus()
            QTest.keyClicks(one.filters.titles, "choir|DENT")
            await until(lambda: one.filters.count.text() == "Hides 2 of 14 appointments")
            QTest.keyClicks(one.filters.titles, "|(")
            await until(lambda: one.filters.count.text().startswith("This pattern is not complete yet"))
            one.filters.titles.setText("dentist")
            one.filters.kinds["all_day"].setChecked(True)
            assert one.filters.count.text() == "Hides 4 of 14 appointments"
            QTest.keyClick(one, Qt.Key.Key_Return)
            await until(lambda: shown.look.connections()[0].hiding.get("kinds") == ["all_day"])
            await until(lambda: "Dentist" not in shown.titles and "Team retreat" not in shown.titles)
            assert "Choir rehearsal" in shown.titles
            again = await settings(shown)
            assert again.filters.values == {"hide_kinds": "all_day", "hide_titles": "dentist", "hide_categories": ""}
            again.reject()

    drive(journey())


def test_the_range_is_told_in_a_sentence_and_only_automatic_syncing_has_an_interval(house: House, drive: Drive) -> None:
    async def journey() -> None:
        async with opened(house) as shown:
            await synced(shown)
            one = await settings(shown)
            one.window_days.setValue(400)
            assert one.window_days.value() == 365
            assert one._window_note.text().startswith(
                "Appointments from 365 days ago to 365 days ahead are kept up to date"
            )
            QTest.keyClick(one.automatic, Qt.Key.Key_Space)
            assert not one.interval.isEnabled()
            one.save()
            await until(lambda: not shown.look.connections()[0].sync_enabled)

    drive(journey())


@pytest.mark.parametrize(
    ("hidden", "text"),
    [
        (0, "Hides none of 2,000 appointments"),
        (1, "Hides 1 of 2,000 appointments"),
        (1234, "Hides 1,234 of 2,000 appointments"),
    ],
)
def test_the_count_is_a_sentence(qtbot: QtBot, hidden: int, text: str) -> None:
    field = FiltersField({}, lambda _: Concealed(hidden, 2000))
    qtbot.addWidget(field)
    assert field.count.text() == text


def test_a_category_is_hidden_without_its_commas(qtbot: QtBot) -> None:
    asked: list[str] = []

    def hides(hiding: str) -> Concealed:
        asked.append(hiding)
        return Concealed(0, 0)

    field = FiltersField({"categories": ["Family"], "kinds": ["free"]}, hides)
    qtbot.addWidget(field)
    field.categories.line.setText("a, b")
    field.categories.take()
    assert field.values["hide_categories"] == "Family,a b"
    assert '"categories": ["Family", "a b"]' in asked[-1]


def test_every_service_is_a_card_with_its_mark_and_its_address(qtbot: QtBot, qapp: QApplication) -> None:
    async def nothing(*_: Any) -> None: ...

    class Chores:
        def start(self, chore: Any) -> None:
            chore.close()

    one = ConnectDialog(None, nothing, Chores())  # type: ignore[arg-type]
    qtbot.addWidget(one)
    one.show()
    for preset in PRESETS:
        one.choose(preset.name)
        assert (icons.folder() / f"{preset.mark}.svg").is_file()
        assert (one.url.text(), one.url.isReadOnly()) == (preset.url, bool(preset.url))
        assert one._fields.isVisible() is not preset.in_browser
    one.choose("Google")
    QTest.keyClick(one._choice.button(1), Qt.Key.Key_Space)
    assert one.preset.name == "iCloud"
