# states.py - a lock's words, in words.
# SPDX-License-Identifier: MIT
#
# Each function gets get("field"), which returns a number. src/sync/*.c say what the bits mean.
from . import memory


def many(count, one, more=None):
    return "%d %s" % (count, one if count == 1 else more or one + "s")


def _waiting(count):
    return ", %d waiting" % count if count else ""


def mutex(get):
    state = get("state")
    locked, woken, starving, waiters = state & 1, state & 2, state & 4, state >> 3
    if starving and not locked:
        return "being handed over" + _waiting(waiters) + ", starving"
    text = "locked" if locked else "unlocked"
    text += _waiting(waiters) + (", starving" if starving else "")
    if woken and not starving:
        text += ", one more is on its way"
    return text


def rwmutex(get):
    state, w = get("state"), get("w.state")
    writer, queued, following, readers = state & 1, state & 2, state & 4, state >> 3
    if following:
        text = "changes from writer to writer"
    elif writer and readers:
        text = "locked by %s, a writer waits for them" % many(readers, "reader")
    elif writer:
        text = "locked by a writer"
    else:
        text = "locked by %s" % many(readers, "reader") if readers else "unlocked"
    if w >> 3:
        text += ", %s" % many(w >> 3, "more writer waits", "more writers wait")
    return text + (", readers wait" if queued else "")


def rwmutex_wide(get):
    rw = rwmutex(lambda field: get("rw." + field))
    slots = [get("slots[%d].readers" % i) for i in range(32)]
    signed = [s - (1 << 32) if s >= 1 << 31 else s for s in slots]
    readers = sum(s >> 1 for s in signed) + (_signed(get("drained")) >> 1)
    if rw == "locked by a writer" and readers > 0:
        return "locked by %s, a writer waits for them" % many(readers, "reader")
    if rw != "unlocked" or readers <= 0:
        return rw
    return "locked by %s" % many(readers, "reader")


def _signed(number):
    return number - (1 << 32) if number >= 1 << 31 else number


def waitgroup(get):
    state = get("state")
    return "count %d%s" % (_signed(state & ~1) // 2, ", somebody waits" if state & 1 else "")


def once(get):
    state = get("state")
    if state & 1:
        return "done"
    text = "not done yet" if state == 0 else "being done by thread number %d" % get("runner")
    return text + (", others wait" if state & 4 else "")


def cond(get):
    return "somebody waits" if get("waiters") else "nobody waits"


def semaphore(get):
    held = get("held")
    text = "%d of %d taken" % (held >> 1, get("size"))
    return text + (", somebody waits" if held & 1 else "")


def sema(get):
    return "count %d" % get("count")


def reentrant(get):
    text = mutex(lambda field: get("mutex." + field))
    owner, depth = get("owner"), get("depth")
    if owner:
        text += ", by thread number %d, %s" % (owner, many(depth, "time"))
    return text


def reentrant_token(get):
    depth = get("depth")
    return "locked with token %d, %s" % (get("token"), many(depth, "time")) if depth else "unlocked"


def pthread_mutex(get):
    if get("kind") & 0xFFFFFFFF == 0xFFFFFFFF:
        return "destroyed"
    text = mutex(get)
    owner, depth = get("owner"), get("depth")
    if owner:
        text += ", by LWP %d" % owner
    return text + (", %s" % many(depth + 1, "time") if depth else "")


def pthread_cond(get):
    return cond(get)


def pthread_rwlock(get):
    text, writer = rwmutex(get), get("writer")
    if writer and text.startswith("locked by a writer"):
        return text.replace("a writer", "LWP %d for writing" % writer, 1)
    return text


# Where the fields lie, for locks of which only the address is known.
_MUTEX = {"state": 0, "sema.count": 4}
_RWMUTEX = {"w.state": 0, "state": 8, "writer.count": 12}
LAYOUTS = {
    "mutex": (mutex, _MUTEX),
    "rwmutex": (rwmutex, _RWMUTEX),
    "rwmutex_wide": (
        rwmutex_wide,
        dict(
            {"rw." + field: at for field, at in _RWMUTEX.items()},
            **{"slots[%d].readers" % i: 64 + 64 * i for i in range(32)},
            drained=16,
        ),
    ),
    "waitgroup": (waitgroup, {"state": 0}),
    "once": (once, {"state": 0, "runner": 4}),
    "cond": (cond, {"waiters": 0}),
    "semaphore": (semaphore, {"size": 0, "held": 4}),
    "sema": (sema, {"count": 0}),
    "reentrant": (reentrant, {"mutex.state": 0, "owner": 8, "depth": 12}),
    "reentrant_token": (reentrant_token, {"token": 0, "depth": 8}),
    "pthread_mutex": (pthread_mutex, dict(_MUTEX, owner=8, depth=12, kind=16)),
    "pthread_cond": (pthread_cond, {"waiters": 0}),
    "pthread_rwlock": (pthread_rwlock, dict(_RWMUTEX, writer=24)),
}


def at(kind, address):
    """The state of the lock of that kind at that address."""
    describe, offsets = LAYOUTS[kind]

    def get(field):
        if field == "token":
            return memory.pointer(address)
        return memory.word(address + offsets[field])

    return describe(get)
