# command.py - `pawl locks`: who holds which lock, and who waits for it; `pawl show KIND ADDRESS`; `pawl goroutines`.
# SPDX-License-Identifier: MIT
import gdb

from . import goroutines, memory, show, states, table, threads


class PawlPrefix(gdb.Command):
    """Commands for programs that use pawl: pawl locks, pawl show, pawl goroutines."""

    def __init__(self):
        super().__init__("pawl", gdb.COMMAND_DATA, gdb.COMPLETE_NONE, True)


class PawlLocks(gdb.Command):
    """Show who holds which lock, and who waits for it.

    pawl locks [-stacks]

    Who waits is known of every program that uses libpawl, live or a core file. Who holds a lock is
    known of the pthread locks of a program under `pawl run`, of reentrant locks, and, when the
    program runs with PAWL_CHECK=FILE or under `pawl run --check`, of all locks: with the time and
    place at which they were taken. -stacks: whole stacks, in the place of one line."""

    def __init__(self):
        super().__init__("pawl locks", gdb.COMMAND_DATA, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if words not in ([], ["-stacks"]):
            raise gdb.GdbError("pawl locks: the only option is -stacks")
        if not gdb.selected_inferior().threads():
            raise gdb.GdbError("There is no program: run it, attach to it, or load a core file.")
        try:
            with threads.Threads() as all_threads:
                show.show(all_threads, bool(words))
        except (table.Strange, memory.Unreadable) as error:
            raise gdb.GdbError("pawl locks: %s" % error)


class PawlShow(gdb.Command):
    """Show the state of a lock of which only the address is known: pawl show KIND ADDRESS.

    KIND is mutex, rwmutex, rwmutex_wide, waitgroup, once, cond, semaphore, sema, reentrant,
    reentrant_token, or of a program under `pawl run` pthread_mutex, pthread_cond,
    pthread_rwlock."""

    def __init__(self):
        super().__init__("pawl show", gdb.COMMAND_DATA)

    def complete(self, text, word):
        return [kind for kind in states.LAYOUTS if kind.startswith(word)] if " " not in text else []

    def invoke(self, argument, from_tty):
        kind, _, expression = argument.strip().partition(" ")
        if kind not in states.LAYOUTS or not expression:
            raise gdb.GdbError("pawl show KIND ADDRESS; kinds: " + ", ".join(states.LAYOUTS))
        value = gdb.parse_and_eval(expression)
        try:
            print("%s %#x: %s" % (kind, int(value), states.at(kind, int(value))))
        except memory.Unreadable as error:
            raise gdb.GdbError("pawl show: %s" % error)


class PawlGoroutines(gdb.Command):
    """Show the goroutines that there are: number, name, and what each does, or where it waits.

    pawl goroutines [-stacks]

    Needs the debug information of libpawl. -stacks: whole stacks, in the place of one line."""

    def __init__(self):
        super().__init__("pawl goroutines", gdb.COMMAND_DATA, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if words not in ([], ["-stacks"]):
            raise gdb.GdbError("pawl goroutines: the only option is -stacks")
        if not gdb.selected_inferior().threads():
            raise gdb.GdbError("There is no program: run it, attach to it, or load a core file.")
        goroutines.show(bool(words))


def register():
    PawlPrefix()
    PawlGoroutines()
    PawlLocks()
    PawlShow()
