# memory.py - reads the program's memory, live or from a core file.
# SPDX-License-Identifier: MIT
import re
import struct

import gdb


class Unreadable(Exception):
    """What is asked for is not in the program's memory, or not in the core file."""


def read(address, size):
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except (gdb.error, OverflowError) as error:
        raise Unreadable("cannot read %d bytes at %#x" % (size, address)) from error


def word(address):
    return struct.unpack("<I", read(address, 4))[0]


def pointer(address):
    return struct.unpack("<Q", read(address, 8))[0]


def fields(layout, address):
    """A function that returns the fields of the struct at address."""
    data = read(address, layout.size)
    return lambda field: layout.get(data, field)


def sections(name):
    """The addresses of all sections of that name, of the program and its libraries."""
    text = gdb.execute("info files", to_string=True)
    pattern = r"^\s*(0x[0-9a-f]+) - 0x[0-9a-f]+ is %s(?: in .*)?$" % re.escape(name)
    return [int(start, 16) for start in re.findall(pattern, text, re.MULTILINE)]


def mappings():
    """Files that are mapped from their start: (address, bytes, path)."""
    try:
        text = gdb.execute("info proc mappings", to_string=True)
    except gdb.error:
        return []
    pattern = (
        r"^\s*(0x[0-9a-f]+)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)\s+0x0"
        r"(?:\s+[-rwxsp]{4})?\s+(/.*)$"
    )
    found = re.findall(pattern, text, re.MULTILINE)
    return [(int(start, 16), int(size, 16), path.strip()) for start, size, path in found]


def is_core():
    """Whether this is a core file: nothing runs that could be asked for the time."""
    connection = getattr(gdb.selected_inferior(), "connection", None)
    if connection is not None:
        return connection.type == "core"
    return "core" in gdb.execute("info target", to_string=True).split("\n")[0]


def symbol(address):
    """What lies at an address: "name", "name+8"; None if it has none."""
    text = gdb.execute("info symbol %#x" % address, to_string=True)
    match = re.match(r"(\S+)(?: \+ (\d+))? in section", text)
    if not match:
        return None
    return match.group(1) + ("+" + match.group(2) if match.group(2) else "")


def variable(address):
    """The variable that an address is in: its type, and how far in; (None, 0) if there is none."""
    name, _, offset = (symbol(address) or "").partition("+")
    if not name:
        return None, 0
    found = gdb.lookup_global_symbol(name)
    if found is None and hasattr(gdb, "lookup_static_symbol"):
        found = gdb.lookup_static_symbol(name)
    return (found.type, int(offset or 0)) if found is not None else (None, 0)


def code(address):
    """A call, by its return address: "function (file.c:12)"."""
    try:
        line = gdb.find_pc_line(address - 1)
        block = gdb.block_for_pc(address - 1)
    except (gdb.error, RuntimeError):
        return "%#x" % address
    while block is not None and block.function is None:
        block = block.superblock
    name = block.function.print_name if block is not None else symbol(address - 1)
    if name is None:
        return "%#x" % address
    if block is None:
        name = name.split("+")[0]
    if line.symtab is None:
        return name
    return "%s (%s:%d)" % (name, line.symtab.filename.split("/")[-1], line.line)
