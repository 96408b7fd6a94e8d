"""A line now and then that says how many of the gate's histories are done, whichever process runs them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

EVERY = 100


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Progress:
    """A pytest plugin of the process that prints; what a block of histories has to say comes as properties of its report."""

    config: pytest.Config
    done: int = 0
    broken: int = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One line after each hundred."""
        said = dict(report.user_properties)
        if report.when != "call" or "histories" not in said:
            return
        before = self.done
        self.done, self.broken = self.done + int(str(said["histories"])), self.broken + int(str(said["broken"]))
        if before // EVERY < self.done // EVERY:
            self._tell(str(said["of histories"]))

    def _tell(self, everything: str) -> None:
        terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(f"simulated {self.done} of {everything} histories, {self.broken} broke an invariant")
