"""The process beside the pages for work that is long or needs much memory."""

import logging
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Final

log = logging.getLogger("polku.jobs")
REST_SECONDS: Final = 30.0
ENDS_WITHIN_SECONDS: Final = 5.0


class Helper:
    """A process that is there only while there is work for it: neither its time nor its memory is taken from the pages.

    It ends by itself once nothing was due for a while (`runner.help_out`). Its standard input is the thread it hangs
    by: when this process goes, however it goes, the helper goes too.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._not_before = 0.0

    def call(self) -> None:
        """Start it where it does not run; after it died, only when it has rested."""
        if self._process is None and monotonic() >= self._not_before:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, text=True)  # noqa: S603 -- our own words

    def has_died(self) -> bool:
        """Whether it ended in the middle of work since this was asked last."""
        code = self._process.poll() if self._process else None
        if code is None:
            return False
        self._forget()
        if code:
            log.error("the process for long work ended with %s", code)
            self._not_before = monotonic() + REST_SECONDS
        return code != 0

    def stop(self, timeout_seconds: float) -> None:
        """Let it finish its present job for a while; a longer one is resumed from its lease."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(BrokenPipeError):
            self._process.stdin.write("stop\n")
            self._process.stdin.flush()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_seconds)
        self._forget()

    def _forget(self) -> None:
        """Let go of it; it ends where it has not ended yet."""
        process, self._process = self._process, None
        if process and process.stdin:
            with suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(ENDS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
