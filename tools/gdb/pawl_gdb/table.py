# table.py - the semaphore table: who waits, and on what address. Needs no symbols.
# SPDX-License-Identifier: MIT
import struct

from . import layout, memory


class Strange(Exception):
    """There is a libpawl, but not one that this knows."""


def _process_of(note):
    """What the ELF note of one copy of the library leads to; None: not begun yet."""
    name_size, size, kind = struct.unpack("<III", memory.read(note, 12))
    if (name_size, size, kind) != (5, 8, 1) or memory.read(note + 12, 5) != b"pawl\0":
        return None
    at = note + 20
    distance, abi = struct.unpack("<iI", memory.read(at, 8))
    if abi != layout.ABI:
        raise Strange("this libpawl has ABI %d, and these scripts know %d" % (abi, layout.ABI))
    return memory.pointer(at + distance) or None


def find():
    """The address of the process' table; None if no copy of the library is here, or none began."""
    for note in memory.sections(".note.pawl"):
        try:
            process = _process_of(note)
        except memory.Unreadable:
            continue
        if process:
            return memory.fields(layout.PROCESS, process)("table")
    return None


def is_loaded():
    return bool(memory.sections(".note.pawl"))


class Waiter:
    def __init__(self, address):
        get = memory.fields(layout.WAITER, address)
        self.address = address  # on the waiting thread's stack
        self.on, self.kind, self.next = get("addr"), get("kind"), get("next")
        self.wants = get("wants")
        self.left, self.right = get("left"), get("right")

    @property
    def kind_name(self):
        """None: a semaphore, of whichever lock."""
        if self.kind == 0:
            return None
        return layout.KINDS[(self.kind >> layout.KIND_SHIFT) & layout.KIND_MASK]

    @property
    def shared(self):
        return self.kind & layout.SHARED != 0


def _ring(first):
    """The waiters of one address, in the order of the queue. A program that was stopped in the
    middle of a change, or damaged, may have any pointers here: nothing is visited twice."""
    seen, waiter = {first.address}, first
    yield first
    while waiter.next and waiter.next not in seen:
        seen.add(waiter.next)
        waiter = Waiter(waiter.next)
        yield waiter


def _tree(root):
    todo, seen = [root], set()
    while todo:
        address = todo.pop()
        if not address or address in seen:
            continue
        seen.add(address)
        try:
            node = Waiter(address)
            ring = list(_ring(node))
        except memory.Unreadable:
            continue
        todo += [node.right, node.left]
        yield from ring


def waiters():
    """All who wait, those of one address together and in the order of the queue."""
    at = find()
    if at is None:
        return
    data = memory.read(at, layout.TABLE.size)
    for i in range(layout.BUCKETS):
        bucket = layout.TABLE.offset("buckets") + i * layout.BUCKET.size
        yield from _tree(layout.BUCKET.get(data, "root", bucket))


def count(address):
    """How many wait on one address. None: not known."""
    try:
        return sum(1 for w in waiters() if w.on == address) if find() is not None else None
    except (memory.Unreadable, Strange):
        return None
