"""Garbage is collected on the GUI thread, when it is due, and by nobody else."""

import gc
import threading

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from calsync_desktop.ui.tidying import Tidying, due


class Cycle:
    """Says in which thread it was thrown away."""

    def __init__(self, ends: list[str]) -> None:
        self.me, self.ends = self, ends

    def __del__(self) -> None:
        self.ends.append(threading.current_thread().name)


def test_nothing_is_due_right_after_a_collection() -> None:
    gc.collect()
    assert due() is None


def test_another_thread_that_allocates_collects_nothing_and_the_timer_does(qapp: QApplication) -> None:
    parent, ends = QObject(), list[str]()
    tidying = Tidying(parent)
    try:
        gc.collect()
        Cycle(ends)
        kept: list[list[int]] = []
        worker = threading.Thread(target=lambda: kept.extend([n] for n in range(20_000)), name="engine")
        worker.start()
        worker.join()
        assert ends == []
        tidying.tidy()
        assert ends == [threading.main_thread().name]
    finally:
        gc.unfreeze()
