# layout.py - where things lie in memory.
# SPDX-License-Identifier: MIT
#
# Written down here and not read from debug information, which a library as it is shipped need not
# have. The number ABI goes with every copy of the library (src/sema/instance.c); tests/gdb compares
# all of this with what the compiler made of the headers.
import struct

ABI = 1  # PAWL_INSTANCE_ABI
BUCKETS = 251  # PAWL_SEMTAB_SIZE

_CODES = {"u8": "B", "u32": "I", "i32": "i", "u64": "Q", "i64": "q", "ptr": "Q"}


class Struct:
    """The layout of a C struct. fields: "type name" or "type name[count]", in order."""

    known = {}

    def __init__(self, name, *fields, align=1):
        self.name, self.align, self.offsets, end = name, align, {}, 0
        for field in fields:
            kind, what = field.split()
            what, _, count = what.partition("[")
            size, alignment = self._measure(kind)
            end = -(-end // alignment) * alignment
            self.offsets[what] = (end, kind)
            end += size * (int(count[:-1]) if count else 1)
            self.align = max(self.align, alignment)
        self.size = -(-end // self.align) * self.align
        Struct.known[name] = self

    @staticmethod
    def _measure(kind):
        if kind in Struct.known:
            return Struct.known[kind].size, Struct.known[kind].align
        if kind.startswith("char"):  # charN: text
            return int(kind[4:]), 1
        size = struct.calcsize(_CODES[kind])
        return size, size

    def offset(self, field):
        return self.offsets[field][0]

    def get(self, data, field, at=0):
        """The field of the struct that begins at data[at]."""
        offset, kind = self.offsets[field]
        if kind.startswith("char"):
            text = bytes(data[at + offset : at + offset + int(kind[4:])])
            return text.split(b"\0")[0].decode("utf-8", "replace")
        return struct.unpack_from("<" + _CODES[kind], data, at + offset)[0]


# ---- src/sema: the table ------------------------------------------------------------------------

WAITER = Struct(
    "pawl_waiter",
    "ptr addr", "ptr owner", "u8 queued", "i64 granted_ns", "u8 handoff", "u32 kind", "u64 wants",
    "ptr next", "ptr prev", "ptr parent", "ptr left", "ptr right", "u32 priority",
)
BUCKET = Struct("pawl_bucket", "u32 lock", "ptr root", "u32 woken_at", align=128)
TABLE = Struct(
    "pawl_table", "u32 life", "u32 entered", "u32 bar", "pawl_bucket buckets[%d]" % BUCKETS
)
PROCESS = Struct("pawl_process", "u64 seed", "u32 used", "ptr table")

# ---- include/pawl/record_head.h and check_record.h: the record of checks ------------------------

MAGIC = b"pawlchk\0"
VERSION = 1
STACKS, FRAMES, MODULES = 8192, 30, 512
THREADS, HELD, LOCKS, CLASSES, NAMES = 2048, 64, 131072, 8192, 1024

STACK = Struct("pawl_record_stack", "u32 ready", "u32 depth", "u64 hash", "u64 frames[%d]" % FRAMES)
MODULE = Struct(
    "pawl_record_module",
    "u32 ready", "u32 build_id_bytes", "u64 start", "u64 end", "u64 bias", "char20 build_id",
    "char480 path",
)
HEAD = Struct(
    "pawl_record_head",
    "char8 magic", "u32 version", "u32 bytes", "i32 pid", "i32 ppid", "i64 started_ns",
    "i64 ended_ns", "i64 started_unix_ns", "u32 flags", "u32 threads", "char480 program",
    "char480 command", "u64 lost_stacks", "u64 lost_modules", "u64 lost_events",
    "pawl_record_stack stacks[%d]" % STACKS, "pawl_record_module modules[%d]" % MODULES,
)
CHECK_CLASS = Struct(
    "pawl_check_class",
    "u32 ready", "u32 kind", "u64 hash", "u64 place", "u32 born", "u32 initialised", "u32 name",
    "u32 objects", "u32 edges", "u32 circular",
)
CHECK_LOCK = Struct(
    "pawl_check_lock",
    "u64 address", "u32 next", "u32 serial", "u32 class_", "u32 owner", "u32 taken", "u32 flags",
    "u32 readers", "u32 waiters", "u64 unlocked_at", "i64 since_ns", "u32 pairs", "u32 level",
    "u32 name", "u32 reread", "u32 reread_first", "u32 reread_by", "u32 reread_gate",
    "u32 written_by", "i64 refused_ns", "u64 spare[4]",
)
CHECK_HELD = Struct("pawl_check_held", "u32 lock", "u32 serial", "u32 stack", "u32 flags",
                    "u64 chain")
CHECK_WAIT = Struct(
    "pawl_check_wait",
    "u32 active", "u32 kind", "u64 address", "u32 lock", "u32 stack", "u32 flags", "u32 spare",
    "i64 since_ns",
)
CHECK_THREAD = Struct(
    "pawl_check_thread",
    "u32 tid", "u32 number", "u64 handle", "char16 name", "u32 held_count", "u32 held_lost",
    "pawl_check_wait wait", "pawl_check_held held[%d]" % HELD,
)
CHECK_EDGE = Struct(
    "pawl_check_edge",
    "u32 ready", "u32 next", "u32 from", "u32 to", "u32 from_serial", "u32 to_serial",
    "u64 from_address", "u64 to_address", "u32 from_flags", "u32 to_flags", "u32 from_stack",
    "u32 to_stack", "u32 thread", "i32 tid", "char16 thread_name", "u32 gates[4]",
    "u32 pair_thread", "u32 pair_gates[4]",
)
CHECK_LOCK_ID = Struct("pawl_check_lock_id", "u64 address", "u32 class_", "u32 name")
CHECK_STEP = Struct(
    "pawl_check_step",
    "i32 tid", "u32 thread", "char16 thread_name", "pawl_check_lock_id held",
    "pawl_check_lock_id wanted", "u32 held_stack", "u32 stack", "u32 held_flags", "u32 flags",
    "u32 wait_kind", "i32 holder_tid", "char16 holder_name", "i64 ns",
)
CHECK_FINDING = Struct(
    "pawl_check_finding",
    "u32 ready", "u32 kind", "u32 flags", "u32 first_step", "u32 step_count", "u32 times",
    "u64 hash", "i64 at_ns",
)
CHECK_LOST = Struct("pawl_check_lost", "u64 threads", "u64 held", "u64 locks", "u64 classes",
                    "u64 edges", "u64 pairs", "u64 findings")
RECORD = Struct(
    "pawl_check_record",
    "pawl_record_head head", "i64 held_too_long_ns", "u32 finding_count", "u32 step_count",
    "u32 name_count", "u32 class_count", "u32 edge_count", "u32 pair_count", "u32 lock_count",
    "u32 guard", "u32 free_lock", "u32 serials", "u32 living", "u32 ended",
    "pawl_check_lost lost",
    "pawl_check_finding findings[512]", "pawl_check_step steps[4096]", "char40 names[%d]" % NAMES,
    "pawl_check_thread threads[%d]" % THREADS, "pawl_check_class classes[%d]" % CLASSES,
    "pawl_check_edge edges[32768]", "pawl_check_edge pairs[32768]", "u64 chains[65536]",
    "u32 edge_index[65536]", "u32 pair_index[65536]", "u32 search_mark[32768]",
    "u32 search_parent[32768]", "u32 search_queue[32768]", "u32 search", "u32 spare[14]", "u32 buckets[65536]", "u8 pages[65536]",
    "pawl_check_lock locks[%d]" % LOCKS,
)

# ---- the locks themselves: what the words mean, is in states.py ---------------------------------

KINDS = ["mutex", "rwmutex", "cond", "waitgroup", "once", "semaphore", "reentrant"]  # pawl_kind
KIND_SHIFT, KIND_MASK, SHARED = 24, 0xF, 0x80000000  # src/base/hook.h
PTHREAD_OWNER, PTHREAD_RWLOCK_WRITER = 8, 24  # preload/mutex.h, rwlock.c: as in the C library
