# pawl-gdb.py - teaches gdb pawl's types, and the commands `pawl locks` and `pawl show`.
# SPDX-License-Identifier: MIT
#
#     (gdb) source /usr/local/share/pawl/gdb/pawl-gdb.py
#
# gdb does the same by itself for libpawl.so and libpawl-preload.so once it has been told where to
# look: docs/gdb.md. The parts are in pawl_gdb/ beside this file.
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import pawl_gdb.all
