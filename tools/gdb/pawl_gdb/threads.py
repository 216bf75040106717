# threads.py - the threads: by stack, by the kernel's number, by pawl's own.
# SPDX-License-Identifier: MIT
import gdb

from . import frames


class Thread:
    def __init__(self, thread):
        self.thread, self.num, self.lwp = thread, thread.num, thread.ptid[1] or thread.ptid[0]
        self.name = thread.name
        thread.switch()
        self.sp = int(gdb.newest_frame().read_register("sp"))
        self.agent = self._agent()
        self._calls = None

    @staticmethod
    def _agent():
        """pawl's number for the thread: needs debug information of the library."""
        try:
            return int(gdb.parse_and_eval("'agent.c'::self"))
        except (gdb.error, gdb.MemoryError):
            return 0

    @property
    def calls(self):
        if self._calls is None:
            self.thread.switch()
            self._calls = frames.Calls()
        return self._calls

    def __str__(self):
        name = ' "%s"' % self.name if self.name else ""
        return "thread %d (LWP %d%s)" % (self.num, self.lwp, name)


class Threads:
    """All threads of the program. As a context: what was selected before is selected after."""

    def __enter__(self):
        self._selected = gdb.selected_thread()
        self._frame = None
        try:
            self._frame = gdb.selected_frame()
        except gdb.error:
            pass
        threads = sorted(gdb.selected_inferior().threads(), key=lambda t: t.num)
        self.all = [Thread(t) for t in threads if t.is_valid() and not t.is_running()]
        return self

    def __exit__(self, *_):
        if self._selected is not None and self._selected.is_valid():
            self._selected.switch()
        if self._frame is not None and self._frame.is_valid():
            self._frame.select()

    def by_stack(self, address):
        """The one on whose stack address lies: that with the next lower stack pointer."""
        below = [t for t in self.all if t.sp <= address]
        return max(below, key=lambda t: t.sp) if below else None

    def by_lwp(self, lwp):
        return next((t for t in self.all if t.lwp == lwp), None)

    def by_agent(self, agent):
        return next((t for t in self.all if agent and t.agent == agent), None)

    def name_lwp(self, lwp, name=""):
        thread = self.by_lwp(lwp)
        if thread is not None:
            return str(thread)
        return "LWP %d%s, which has ended" % (lwp, ' "%s"' % name if name else "")
