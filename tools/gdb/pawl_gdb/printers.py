# printers.py - pretty printers for pawl's types, and for pthread's when they are pawl's.
# SPDX-License-Identifier: MIT
import re

import gdb
import gdb.printing

from . import memory, states, table


def _getter(value):
    """get("slots[3].readers") reads a field of a gdb.Value as a number."""

    def get(path):
        field = value
        for name, index in re.findall(r"([a-z_]+)(?:\[(\d+)\])?", path):
            field = field[name]
            if index:
                field = field[int(index)]
        return int(field)

    return get


def _counted(value, field, text):
    """Who waits in a queue is counted there: better than "somebody waits"."""
    if "somebody waits" not in text or value.address is None:
        return text
    count = table.count(int(value[field].address))
    return text.replace("somebody waits", "%d waiting" % count) if count else text


class _Lock:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "{%s}" % self.text()


def _simple(describe, field=None):
    class Printer(_Lock):
        def text(self):
            text = describe(_getter(self.value))
            return _counted(self.value, field, text) if field else text

    return Printer


class _OnceValue(_Lock):
    def text(self):
        text = states.once(_getter(self.value["once"]))
        return "%s: %s" % (text, self.value["value"]) if text == "done" else text


class _Locker(_Lock):
    def text(self):
        ops = self.value["ops"]
        if not ops:
            return "nothing"
        lock = memory.symbol(int(ops["lock"])) or "%#x" % int(ops["lock"])
        return "%s on %#x" % (lock, int(self.value["self"]))


class _Holder(_Lock):
    def text(self):
        return "%s with token %d" % (self.value["lock"], int(self.value["token"]))


# ---- pthread's types, in a program that runs on the preload -------------------------------------


def is_preloaded():
    """Does the program have pawl's locks in the place of its own?"""
    for objfile in gdb.objfiles():
        if re.search(r"/libpawl-preload\.so[^/]*$", objfile.filename or ""):
            mode = objfile.lookup_global_symbol("mode")
            return mode is None or int(mode.value()) != 2  # MODE_OBSERVE
    return False


def _pthread(kind):
    class Printer(_Lock):
        def text(self):
            text = states.at(kind, int(self.value.address))
            if kind != "pthread_cond" or "somebody" not in text:
                return text
            count = table.count(int(self.value.address))
            return "%d waiting" % count if count else text

    return Printer


PTHREAD = {"pthread_mutex_t": "pthread_mutex", "mtx_t": "pthread_mutex",
            "pthread_cond_t": "pthread_cond", "cnd_t": "pthread_cond",
            "pthread_rwlock_t": "pthread_rwlock"}
_KIND = {"pthread_mutex": 16, "pthread_rwlock": 28, "pthread_cond": 36}


def _is_ours(kind, address):
    """Those that the C library keeps for itself: robust, process-shared, …"""
    try:
        word = memory.word(address + _KIND[kind])
    except memory.Unreadable:
        return False
    if kind == "pthread_mutex":
        return word == 0xFFFFFFFF or word & ~0x303 == 0
    return word == 0 if kind == "pthread_rwlock" else word & 1 == 0


def _pthread_lookup(value):
    kind = PTHREAD.get(value.type.unqualified().name)
    if kind is None or value.address is None or not is_preloaded():
        return None
    return _pthread(kind)(value) if _is_ours(kind, int(value.address)) else None


# ---- all of them --------------------------------------------------------------------------------

_TYPES = {
    "pawl_mutex": _simple(states.mutex),
    "pawl_rwmutex": _simple(states.rwmutex),
    "pawl_rwmutex_wide": _simple(states.rwmutex_wide),
    "pawl_waitgroup": _simple(states.waitgroup, "state"),
    "pawl_once": _simple(states.once),
    "pawl_once_value": _OnceValue,
    "pawl_cond": _simple(states.cond, "waiters"),
    "pawl_semaphore": _simple(states.semaphore, "held"),
    "pawl_sema": _simple(states.sema),
    "pawl_reentrant": _simple(states.reentrant),
    "pawl_reentrant_token": _simple(states.reentrant_token),
    "pawl_reentrant_holder": _Holder,
    "pawl_locker": _Locker,
}


def lookup(value):
    names = {value.type.unqualified().name, value.type.strip_typedefs().unqualified().tag}
    for name in names:
        if name in _TYPES:
            return _TYPES[name](value)
    return _pthread_lookup(value)


lookup.name = "pawl"
lookup.enabled = True


def register():
    gdb.printing.register_pretty_printer(None, lookup, replace=True)
