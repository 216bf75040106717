# goroutines.py - the goroutines that there are, and where those wait that are on no thread.
# SPDX-License-Identifier: MIT
"""A struct pawl_g lies at the top of each slot of the range of stacks, so that all are found by
going through the slots that were ever taken. One that waits has left its registers on its stack:
src/goroutine/context_*.S. So its calls are found, but not in a core file, whose registers gdb does
not change."""
import re

import gdb

SMALLEST = 32 << 10
IDLE, READY, RUNNING, WAITING = range(4)
STATES = {READY: "ready", RUNNING: "running", WAITING: "waiting"}

def _all():
    stacks = gdb.parse_and_eval("pawl_stacks_")
    used = gdb.parse_and_eval("'stack.c'::made.used")
    of = gdb.lookup_type("struct pawl_g")
    base, shift = int(stacks["base"]), int(stacks["class_shift"])
    if int(stacks["size"]) == 0:
        return
    for class_ in range(used.type.range()[1] + 1):
        size = SMALLEST << class_
        for i in range(int(used[class_])):
            top = base + (class_ << shift) + (i + 1) * size
            g = gdb.Value(top - of.sizeof).cast(of.pointer()).dereference()
            if int(g["state"]) != IDLE:
                yield g


def _name(g):
    name = g["name"]
    return ' "%s"' % name.string(errors="replace") if int(name) else ""


# Where the switch has saved what, from the saved stack pointer on; and how far that then is off.
_SAVED = {
    "i386:x86-64": ({"r15": 8, "r14": 16, "r13": 24, "r12": 32, "rbx": 40, "rbp": 48, "rip": 56},
                    "rsp", 64),
    "aarch64": (dict({"x%d" % (19 + i): 8 * i for i in range(11)}, pc=88), "sp", 176),
}


def _frames(g):
    """The calls of one that is on no thread, the innermost first. A thread lends its registers."""
    saved, stack, size = _SAVED[gdb.selected_frame().architecture().name()]
    context = int(g["fiber"]["context"])
    word = gdb.lookup_type("unsigned long")
    before = {name: int(gdb.parse_and_eval("$" + name).cast(word)) for name in (*saved, stack)}
    frames = []
    try:
        for name, offset in saved.items():
            value = gdb.Value(context + offset).cast(word.pointer()).dereference()
            gdb.execute("set $%s = %d" % (name, int(value)))
        gdb.execute("set $%s = %d" % (stack, context + size))
        frame = gdb.newest_frame()
        while frame is not None and len(frames) < 64:
            frames.append((_is_ours(frame), _words(frame)))
            frame = frame.older()
    finally:
        for name, value in before.items():
            gdb.execute("set $%s = %d" % (name, value))
    return frames


def _words(frame):
    at = frame.find_sal()
    where = " (%s:%d)" % (at.symtab.filename.rsplit("/", 1)[-1], at.line) if at.symtab else ""
    return "%s%s" % (frame.name() or "%#x" % frame.pc(), where)


_OURS = re.compile(
    r"(^|/)(src/(goroutine|park|sema|sync|chan|base|watch)|include/pawl)/[^/]*$"
)


def _is_ours(frame):
    """Is it a function of the library?"""
    at = frame.find_sal()
    return bool(at.symtab and _OURS.search(at.symtab.filename))


def _show_calls(g, stacks):
    for ours, words in _frames(g):
        if stacks:
            print("             %s" % words)
        elif not ours:
            print("             at %s" % words)
            return


def show(stacks):
    live = gdb.selected_inferior().connection and gdb.selected_inferior().connection.type != "core"
    frame = gdb.selected_frame()
    number = 0
    try:
        gdb.newest_frame().select()
        for g in _all():
            number += 1
            state = int(g["state"])
            print("goroutine %d%s: %s" % (int(g["id"]), _name(g), STATES.get(state, "?")))
            if live and state in (READY, WAITING):
                _show_calls(g, stacks)
        frame.select()
    except gdb.error as error:
        raise gdb.GdbError("pawl goroutines: %s" % error)
    if number == 0:
        print("There are no goroutines.")
    elif not live:
        print("(Where they wait is shown of a program that is alive.)")
