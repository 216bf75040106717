# show.py - prints who holds which lock, and who waits for it.
# SPDX-License-Identifier: MIT
from . import locks, memory, table


def _duration(ns):
    if ns < 1000000:
        return "%d us" % (ns // 1000)
    return "%d ms" % (ns // 1000000) if ns < 1000000000 else "%.2f s" % (ns / 1e9)


def _since(known, since):
    if not since or not known.record:
        return ""
    now = known.record.now()
    about = "about " if memory.is_core() else ""
    return ", for %s%s" % (about, _duration(now - since)) if now > since else ""


def _print_stack(frames, stacks, verb, function=None):
    if frames:
        print("             %s %s%s" % (verb, frames[0], ", in " + function if function else ""))
    for frame in frames[1:] if stacks else []:
        print("               by %s" % frame)


def _print_part(known, part, what, stacks):
    if part.thread:
        who = str(part.thread)
    elif part.lwp:
        who = known.threads.name_lwp(part.lwp, part.name)
    else:
        who = "a thread that is not here"
    reading = " (reading)" if part.shared else ""
    note = ", " + part.note if part.note else ""
    print("  %s  %s%s%s%s" % (what, who, reading, _since(known, part.since), note))


def _print_lock(known, number, lock, stacks):
    print("%d. %s" % (number, lock))
    for part in lock.holders if lock.kind != locks.JOIN else []:
        _print_part(known, part, "run by " if lock.kind == "once" else "held by", stacks)
        _print_stack([memory.code(a) for a in part.stack], stacks, "taken at")
    for part in lock.waiters:
        _print_part(known, part, "waits  ", stacks)
        if part.calls and part.calls.stack:
            _print_stack(part.calls.stack, stacks, "at", part.calls.function)
        else:
            _print_stack([memory.code(a) for a in part.stack], stacks, "at")


def _print_circle(known, circle):
    names = [str(known.threads.name_lwp(lwp)) for lwp, _ in circle]
    if len(names) == 1:
        print("Deadlock: %s waits for itself." % names[0])
        return
    print("Deadlock: %d threads wait for each other." % len(names))
    for i, (_, lock) in enumerate(circle):
        following = names[(i + 1) % len(names)]
        if lock.kind == locks.JOIN:
            print("  %s waits for the end of %s" % (names[i], following))
            continue
        print("  %s wants %s %#x," % (names[i], lock.kind.replace("_", " "), lock.address))
        print("    which %s holds" % following)


def show(threads, stacks):
    known = locks.Known(threads)
    ordered = sorted(known.locks.values(), key=lambda l: (not l.waiters, l.address))
    for number, lock in enumerate(ordered, 1):
        _print_lock(known, number, lock, stacks)
    for circle in known.circles():
        _print_circle(known, circle)
    if not ordered:
        print("Nobody waits for a lock of pawl's%s." % (
            "" if table.is_loaded() else ": no libpawl is in this program"))
    if known.complaint:
        print(known.complaint)
    elif not known.record and table.is_loaded():
        print("Who holds a lock is known only of some: the program is not being checked. To know\n"
              "all holders, and since when, run it with PAWL_CHECK=FILE or pawl run --check.")
