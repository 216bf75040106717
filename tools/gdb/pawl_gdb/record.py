# record.py - the record of the run-time checks: who holds what, who waits, since when.
# SPDX-License-Identifier: MIT
#
# The program writes it into a file that it has mapped (pawl/check_record.h). A core file need not
# have such memory; then gdb or open() below reads the file, if it is still there.
import os
import time

import gdb

from . import layout, memory

UNKNOWN = 0xFFFFFFFF
JOIN = 100  # PAWL_CHECK_JOIN
SHARED, GIVES_UP = 1, 2


class _File:
    """A record that is read from its file."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()

    def __call__(self, offset, size):
        if offset + size > len(self.data):
            raise memory.Unreadable("the record is shorter than it says")
        return self.data[offset : offset + size]


def _mapped(start):
    return lambda offset, size: memory.read(start + offset, size)


def _is_record(read):
    return read(0, 8) == layout.MAGIC


def _is_known(read):
    head = read(0, 16)
    found = (layout.HEAD.get(head, "version"), layout.HEAD.get(head, "bytes"))
    return found == (layout.VERSION, layout.RECORD.size)


def _readers(start, path):
    yield lambda: _mapped(start)
    yield lambda: _File(path)


def find():
    """The record; None if the program is not being checked. And a sentence if there is one that
    cannot be read."""
    for start, size, path in memory.mappings():
        if size < layout.RECORD.offset("threads"):
            continue
        for reader in _readers(start, path):
            try:
                read = reader()
                if _is_record(read) and _is_known(read):
                    return Record(read, path), None
                if _is_record(read):
                    return None, "The record of the checks is of another version of pawl."
            except (memory.Unreadable, OSError):
                continue
        exact = layout.RECORD.size <= size < layout.RECORD.size + (1 << 16)
        if exact and (path.endswith("(deleted)") or not os.path.exists(path)):
            return None, (
                "The record of the checks is not in this core file, and its file %s is gone.\n"
                "Before the next core: echo 0x3b > /proc/PID/coredump_filter" % path
            )
    return None, None


class Held:
    def __init__(self, lock, stack, flags):
        self.lock, self.stack, self.shared = lock, stack, flags & SHARED != 0


class Wait:
    def __init__(self, get):
        self.kind, self.address = get("kind"), get("address")
        self.lock, self.stack, self.since_ns = get("lock"), get("stack"), get("since_ns")
        self.shared, self.gives_up = get("flags") & SHARED != 0, get("flags") & GIVES_UP != 0

    @property
    def kind_name(self):
        return layout.KINDS[self.kind] if self.kind < len(layout.KINDS) else "join"


class Thread:
    def __init__(self, record, data, at):
        def get(field):
            return layout.CHECK_THREAD.get(data, field, at)

        self.tid, self.name, self.handle = get("tid"), get("name"), get("handle")
        wait = at + layout.CHECK_THREAD.offset("wait")
        active = layout.CHECK_WAIT.get(data, "active", wait) & 1
        self.wait = Wait(lambda f: layout.CHECK_WAIT.get(data, f, wait)) if active else None
        self.held = []
        for i in range(min(get("held_count"), layout.HELD)):
            held = at + layout.CHECK_THREAD.offset("held") + i * layout.CHECK_HELD.size
            lock, serial, stack, flags = (
                layout.CHECK_HELD.get(data, f, held) for f in ("lock", "serial", "stack", "flags")
            )
            if record.lock(lock, "serial") == serial:
                self.held.append(Held(lock, stack, flags))


class Record:
    def __init__(self, read, path):
        self.read, self.path = read, path
        self.head = read(0, layout.HEAD.offset("stacks"))
        self.threads = list(self._threads())

    def _entry(self, name, of, index):
        return self.read(layout.RECORD.offset(name) + index * of.size, of.size)

    def _threads(self):
        at, size = layout.RECORD.offset("threads"), layout.CHECK_THREAD.size
        data = self.read(at, layout.THREADS * size)
        for i in range(layout.THREADS):
            if layout.CHECK_THREAD.get(data, "tid", i * size):
                yield Thread(self, data, i * size)

    def thread(self, tid):
        return next((t for t in self.threads if t.tid == tid), None)

    def lock(self, index, field):
        if index >= layout.LOCKS:
            return 0
        return layout.CHECK_LOCK.get(self._entry("locks", layout.CHECK_LOCK, index), field)

    def kind(self, index):
        of = self.lock(index, "class_")
        data = self._entry("classes", layout.CHECK_CLASS, of % layout.CLASSES)
        kind = layout.CHECK_CLASS.get(data, "kind")
        return layout.KINDS[kind] if kind < len(layout.KINDS) else "mutex"

    def name(self, index):
        """What the program has called the lock."""
        name = self.lock(index, "name")
        if not 0 < name < layout.NAMES:
            return None
        data = self.read(layout.RECORD.offset("names") + 40 * name, 40)
        return data.split(b"\0")[0].decode("utf-8", "replace") or None

    def since(self, index):
        return self.lock(index, "since_ns")

    def stack(self, index):
        """Return addresses, the caller of the lock's function first."""
        if not 0 < index < layout.STACKS:
            return []
        at = layout.HEAD.offset("stacks") + index * layout.STACK.size
        data = self.read(at, layout.STACK.size)
        depth = min(layout.STACK.get(data, "depth"), layout.FRAMES)
        frames = layout.STACK.offset("frames")
        places = [int.from_bytes(data[frames + 8 * i : frames + 8 * i + 8], "little")
                  for i in range(depth)]
        return [self._address(place) for place in places]

    def _address(self, place):
        module, offset = place >> 48, place & ((1 << 48) - 1)
        if not 0 < module <= layout.MODULES:
            return offset
        at = layout.HEAD.offset("modules") + (module - 1) * layout.MODULE.size
        return layout.MODULE.get(self.read(at, layout.MODULE.size), "bias") + offset

    def now(self):
        """The program's clock, in ns; of a core file about when it was written."""
        if not memory.is_core():
            return time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        offset = layout.HEAD.get(self.head, "started_unix_ns") - layout.HEAD.get(
            self.head, "started_ns"
        )
        return core_written_ns() - offset


def core_written_ns():
    """0: not known."""
    text = gdb.execute("info target", to_string=True)
    for line in text.split("\n"):
        if "file type" in line and line.strip().startswith("`"):
            path = line.strip()[1:].split("'")[0]
            if os.path.exists(path):
                return os.stat(path).st_mtime_ns
    return 0
