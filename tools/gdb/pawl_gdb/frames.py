# frames.py - which function of pawl a thread is in, and who called it.
# SPDX-License-Identifier: MIT
import re

import gdb

_LIBRARY = re.compile(r"/libpawl(-preload)?\.so[^/]*$")
_SYSTEM = re.compile(r"/(libc|libpthread|ld-linux[^/]*)\.so[^/]*$")
_SOURCE = re.compile(r"(^|/)(src/(base|park|sema|sync|watch)|preload)/[a-z_0-9]+\.c$")
_PUBLIC = re.compile(r"(pawl|pthread|mtx|cnd)_[a-z_0-9]+$")
_CALLS_BACK = ("pawl_agent_call_", "call")  # below these, the program's own functions run
_DEPTH = 64


def _library(frame):
    """The shared library that a frame is in, if it is pawl's; "" for any other one."""
    path = gdb.current_progspace().solib_name(frame.pc())
    return path and (path if _LIBRARY.search(path) else "")


def _is_pawls(frame, name):
    if name.startswith("pawl_"):
        return True
    library = _library(frame)
    if library is not None:
        return library != ""
    symtab = frame.find_sal().symtab
    return symtab is not None and _SOURCE.search(symtab.filename) is not None


def _is_the_systems(frame):
    path = gdb.current_progspace().solib_name(frame.pc())
    return path is not None and _SYSTEM.search(path) is not None


def _describe(frame):
    name = frame.name()
    line = frame.find_sal()
    if name is None:
        return "%#x" % frame.pc()
    if line.symtab is None:
        return name
    return "%s (%s:%d)" % (name, line.symtab.filename.split("/")[-1], line.line)


class Calls:
    """The selected thread's stack, if it is inside of pawl.

    names: of pawl's functions, the innermost first. function: the outermost, which the program has
    called; None if that is not known. stack: the program's own frames. preloaded: it is in
    pthread's functions as libpawl-preload.so has them. Not inside of pawl: names is empty, too."""

    def __init__(self):
        self.names, self.function, self.stack, self.preloaded = [], None, [], False
        end, gap, most, pawls = 0, 0, 8, []
        frame = gdb.newest_frame()
        all_frames = []
        while frame is not None and frame.is_valid() and len(all_frames) < _DEPTH:
            all_frames.append(frame)
            frame = frame.older()
        # The C library's function that sleeps comes first. A static function of pawl in a program
        # without debug information can only be told by those around it: two in a row at most.
        for i, frame in enumerate(all_frames):
            name = frame.name() or ""
            if end and name in _CALLS_BACK:
                break
            if _is_pawls(frame, name):
                end, gap, most = i + 1, 0, 0 if most == 0 or _library(frame) else 2
                pawls.append(name)
            else:
                gap += 1
                if gap > most:
                    break
        while not end and len(all_frames) > 1 and _is_the_systems(all_frames[0]):
            del all_frames[0]
        self.stack = [_describe(f) for f in all_frames[end:]]
        self.preloaded = any("-preload.so" in (_library(f) or "") for f in all_frames[:end])
        self.names = [name for name in pawls if name]
        outermost = re.sub(r"^pawl_versioned_|(_slow|_watched)?_$", "", (self.names or [""])[-1])
        if _PUBLIC.match(outermost):
            self.function = outermost
