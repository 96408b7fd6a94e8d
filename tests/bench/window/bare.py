"""The bare window that ours is measured beside: Qt, one QMainWindow, painted once.

``python -m tests.bench.window.bare`` ends after its first paint; with the word ``stay`` it says how much memory it holds a second later; with
``idle`` it watches its own gaps until its standard input ends, for what the machine alone costs.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class Bare(QMainWindow):
    """Ends the program once it was painted."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            if "idle" in sys.argv:
                _watch(self)
            else:
                QTimer.singleShot(1000 if "stay" in sys.argv else 0, _leave)


def _watch(window: Bare) -> None:
    from tests.bench.window.probe import Probe

    probe = Probe(window)

    def tell() -> None:
        print(json.dumps(asdict(probe.gaps())), flush=True)
        QApplication.quit()

    ending = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
    ending.activated.connect(tell)


def _leave() -> None:
    from tests.bench.window.memory import resident

    print(resident(), flush=True)
    QApplication.quit()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = Bare()
    window.resize(1216, 784)
    window.show()
    sys.exit(app.exec())
