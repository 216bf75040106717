# locks.py - who holds which lock, and who waits for it, from all that is known.
# SPDX-License-Identifier: MIT
import gdb

from . import layout, memory, printers, record, states, table


JOIN = "join"


class Part:
    """One thread's part in a lock: it holds it, or waits for it."""

    def __init__(self, lwp=0, thread=None, shared=False, since=0, stack=(), calls=None, note=""):
        self.lwp, self.thread, self.shared, self.since = lwp, thread, shared, since
        self.stack, self.calls, self.note = stack, calls, note
        self.name = ""
        self.on = 0


class Lock:
    def __init__(self, kind, address):
        self.kind, self.address, self.name = kind, address, None
        self.holders, self.waiters = [], []

    @property
    def state(self):
        if self.kind not in states.LAYOUTS:
            return ""
        try:
            return ": " + states.at(self.kind, self.address)
        except memory.Unreadable:
            return ": its memory is gone"

    def __str__(self):
        if self.kind == JOIN:
            return "the end of %s" % (self.name or "a thread")
        name = self.name or memory.symbol(self.address)
        return "%s %#x%s%s" % (
            self.kind.replace("_", " "), self.address, " <%s>" % name if name else "", self.state,
        )


# ---- which lock is it? --------------------------------------------------------------------------

# The functions that wait on a semaphore, the more special ones first. The semaphore of a mutex is
# its second word; src/sync has the others.
_BY_FUNCTION = [
    ("pawl_rwmutex_wide_", "rwmutex_wide"),
    ("pawl_rwmutex_", "rwmutex"),
    ("pthread_rwlock_", "pthread_rwlock"),
    ("pthread_", "pthread_mutex"),
    ("mtx_", "pthread_mutex"),
    ("cnd_", "pthread_mutex"),
    ("pawl_reentrant_", "reentrant"),
    ("pawl_mutex_", "mutex"),
    ("pawl_cond_", "mutex"),
    ("pawl_sema_acquire", "sema"),
]


def _kind_by_names(names):
    for prefix, kind in _BY_FUNCTION:
        if any(name.lstrip("_").startswith(prefix) for name in names):
            return kind
    return "mutex"


def _by_type(address):
    """The outermost of pawl's types that a variable has at an address, and where it begins."""
    of, offset = memory.variable(address)
    while of is not None:
        if of.name in printers.PTHREAD:
            return printers.PTHREAD[of.name], address - offset
        of = of.strip_typedefs()
        if of.tag and of.tag.startswith("pawl_") and of.tag[5:] in states.LAYOUTS:
            return of.tag[5:], address - offset
        if of.code == gdb.TYPE_CODE_ARRAY:
            of = of.target()
            offset %= of.strip_typedefs().sizeof or 1
            continue
        if of.code != gdb.TYPE_CODE_STRUCT:
            break
        inside = [f for f in of.fields() if hasattr(f, "bitpos") and f.bitpos // 8 <= offset]
        if not inside:
            break
        of, offset = inside[-1].type, offset - inside[-1].bitpos // 8
    return None


def _rw_start(on, names):
    """The RWMutex in which a writer waits on that semaphore: for other writers, or for readers."""
    if "pawl_rwmutex_await_readers_" in names:
        inner = not any(n.startswith("pawl_rwmutex_wide") for n in names)
        return on - (12 if inner or "pawl_rwmutex_lock_" in names else 20)
    if any(n.startswith("pawl_mutex_") for n in names):
        return on - 4
    try:  # no names: the mutex of a lock that has a writer is locked, and counts the waiter
        if memory.word(on - 4) >> 3 and memory.word(on - 4) & 1 and memory.word(on + 4) & 1:
            return on - 4
    except memory.Unreadable:
        pass
    return on - 12


_PTHREAD = {"mutex": "pthread_mutex", "rwmutex": "pthread_rwlock", "cond": "pthread_cond"}


def _lock_of(waiter, calls):
    """The kind and the address of what is waited for."""
    kind, address = _lock_by_calls(waiter, calls.names if calls else [])
    return _PTHREAD.get(kind, kind) if calls and calls.preloaded else kind, address


def _lock_by_calls(waiter, names):
    kind = waiter.kind_name
    typed = _by_type(waiter.on)
    if typed:
        return typed
    if kind is None:
        kind = _kind_by_names(names)
        if "rw" in kind:
            return kind, _rw_start(waiter.on, names)
        return kind, waiter.on - (0 if kind == "sema" else 4)
    wide = any(n.startswith("pawl_rwmutex_wide") for n in names)
    if kind == "rwmutex":
        return "rwmutex_wide" if wide else kind, waiter.on - 8
    if kind == "reentrant":
        return "reentrant_token", waiter.on
    return kind, waiter.on - (4 if kind == "semaphore" else 0)


# ---- what is known ------------------------------------------------------------------------------


class Known:
    """Locks by address, from the table, the record, and the locks' own words."""

    def __init__(self, threads):
        self.threads, self.locks = threads, {}
        self.record, self.complaint = record.find()
        for waiter in table.waiters():
            self._add_waiter(waiter)
        if self.record:
            for thread in self.record.threads:
                self._add_recorded(thread)
        for lock in self.locks.values():
            if not lock.holders:
                self._ask(lock)

    def _lock(self, kind, address):
        return self.locks.setdefault(address, Lock(kind, address))

    def _add_waiter(self, waiter):
        thread = self.threads.by_stack(waiter.address)
        calls = thread.calls if thread else None
        lock = self._lock(*_lock_of(waiter, calls))
        part = Part(thread.lwp if thread else 0, thread, waiter.shared, calls=calls)
        seen = self.record and self.record.thread(part.lwp)
        if seen and seen.wait:
            part.since, part.stack = seen.wait.since_ns, self.record.stack(seen.wait.stack)
            part.note = "until a deadline at most" if seen.wait.gives_up else ""
        # Of a lock with several queues the one first that comes first: a writer that waits for
        # readers before the writers and the readers behind it.
        part.on = waiter.on
        lock.waiters.append(part)
        lock.waiters.sort(key=lambda p: -p.on)

    def _recorded_lock(self, index, kind=None):
        address = self.record.lock(index, "address")
        kind = kind or self.record.kind(index)
        if address not in self.locks and printers.is_preloaded():
            kind = _PTHREAD.get(kind, kind)
        lock = self._lock(kind, address)
        lock.name = self.record.name(index)
        return lock

    def _add_recorded(self, seen):
        thread = self.threads.by_lwp(seen.tid)
        for held in seen.held:
            lock = self._recorded_lock(held.lock)
            since = 0 if held.shared else self.record.since(held.lock)
            part = Part(seen.tid, thread, held.shared, since, self.record.stack(held.stack))
            part.name = seen.name
            lock.holders.append(part)
        wait = seen.wait
        if wait and not any(p.lwp == seen.tid for l in self.locks.values() for p in l.waiters):
            self._add_recorded_wait(seen, thread, wait)

    def _add_recorded_wait(self, seen, thread, wait):
        """One that is not in the table: for a thread's end, or a lock of the C library's."""
        if wait.kind == record.JOIN:
            lock = self._lock(JOIN, wait.address)
            target = next((t for t in self.record.threads if t.handle == wait.address), None)
            if target and not lock.holders:
                lock.holders.append(Part(target.tid, self.threads.by_lwp(target.tid)))
                lock.name = self.threads.name_lwp(target.tid, target.name)
        elif wait.lock:
            lock = self._recorded_lock(wait.lock)
        else:
            lock = self._lock(wait.kind_name, wait.address)
        calls = thread.calls if thread else None
        stack = self.record.stack(wait.stack)
        lock.waiters.append(Part(seen.tid, thread, wait.shared, wait.since_ns, stack, calls))

    def _ask(self, lock):
        """The lock itself may know who holds it."""
        try:
            if lock.kind == "pthread_mutex":
                self._add_owner(lock, memory.word(lock.address + layout.PTHREAD_OWNER))
            elif lock.kind == "pthread_rwlock":
                self._add_owner(lock, memory.word(lock.address + layout.PTHREAD_RWLOCK_WRITER))
            elif lock.kind in ("reentrant", "once"):
                at = states.LAYOUTS[lock.kind][1]["owner" if lock.kind == "reentrant" else "runner"]
                thread = self.threads.by_agent(memory.word(lock.address + at))
                if thread:
                    lock.holders.append(Part(thread.lwp, thread))
        except memory.Unreadable:
            pass

    def _add_owner(self, lock, lwp):
        if lwp:
            lock.holders.append(Part(lwp, self.threads.by_lwp(lwp)))

    def circles(self):
        """Threads that wait for each other, each circle once, as lists of (thread's LWP, lock)."""
        waits = {}
        for lock in self.locks.values():
            for part in lock.waiters:
                if part.lwp:
                    waits[part.lwp] = lock
        found, done = [], set()
        for start in sorted(waits):
            path, lwp = [], start
            while lwp in waits and lwp not in done and lwp not in path:
                path.append(lwp)
                holders = [p.lwp for p in waits[lwp].holders if p.lwp]
                lwp = holders[0] if holders else 0
            if lwp in path:
                found.append([(t, waits[t]) for t in path[path.index(lwp) :]])
            done.update(path)
        return found
