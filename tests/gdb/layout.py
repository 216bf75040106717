# layout.py - run by gdb on the program `checked`: tools/gdb/pawl_gdb/layout.py says of each struct
# what its debug information says.
# SPDX-License-Identifier: MIT
import gdb

from pawl_gdb import layout


def check(struct):
    of = gdb.lookup_type("struct " + struct.name)
    wrong = []
    if of.sizeof != struct.size:
        wrong.append("size %d, not %d" % (of.sizeof, struct.size))
    real = {f.name: f.bitpos // 8 for f in of.fields()}
    for name in sorted(set(real) | set(struct.offsets)):
        ours = struct.offset(name) if name in struct.offsets else None
        if ours != real.get(name):
            wrong.append("%s is at %s, not %s" % (name, real.get(name), ours))
    print("%s: %s" % (struct.name, "; ".join(wrong) or "ok"))
    return not wrong


results = [check(struct) for struct in layout.Struct.known.values()]
print("layout: %d of %d are right" % (sum(results), len(results)))
