// record_head.h - what every file begins with in which a process records what its locks do.
// SPDX-License-Identifier: MIT
//
// The process maps the file and writes into it (src/watch/); the pawl command reads it, while the
// process runs, after it has ended, or after it was killed. So the file is true at every moment,
// but for updates under way: a reader must expect a count without its sum, and entries that appear.
//
// Native byte order and word size; all times are nanoseconds of pawl_now (CLOCK_MONOTONIC). An
// entry whose `ready` is 0 is empty, or being written: skip it.
#ifndef PAWL_RECORD_HEAD_H
#define PAWL_RECORD_HEAD_H

#include <pawl/word.h>

PAWL_BEGIN_DECLS

enum {
    PAWL_RECORD_STACKS = 8192,
    PAWL_RECORD_MODULES = 512,
    PAWL_RECORD_FRAMES = 30, // a stack's depth at most
    PAWL_RECORD_PATH = 480,
};

// A place in the program: module << 48 | offset, where module is 1 + the index into modules and
// offset counts from its load address (what addr2line wants); module 0: no module is known, and
// offset is the address itself. Of a call it is the return address. 0: unknown.
typedef uint64_t pawl_record_place;
#define PAWL_RECORD_MODULE_SHIFT 48

struct pawl_record_stack {
    pawl_word ready;
    uint32_t depth;
    uint64_t hash;                                // of the addresses; internal
    pawl_record_place frames[PAWL_RECORD_FRAMES]; // the caller of the lock function first
};

struct pawl_record_module {
    pawl_word ready;
    uint32_t build_id_bytes;
    uint64_t start, end; // addresses
    uint64_t bias;       // what its own addresses count from: offset = address - bias
    uint8_t build_id[20];
    char path[PAWL_RECORD_PATH]; // cut off at the front if it is too long
};

// What is the matter with the record as a whole.
enum {
    PAWL_RECORD_HOLD = 1 << 0,    // hold times are measured
    PAWL_RECORD_OBSERVE = 1 << 1, // the program kept its own locks, and was only watched
    PAWL_RECORD_LINKED = 1 << 2,  // a program compiled with libpawl: not the preload
    PAWL_RECORD_ENDED = 1 << 3,   // the process ended in order, or stopped its record: ended_ns
};

struct pawl_record_head {
    char magic[8];
    uint32_t version;
    uint32_t bytes; // the file's
    int32_t pid, ppid;
    int64_t started_ns, ended_ns;
    int64_t started_unix_ns;            // started_ns on the wall clock
    pawl_word flags;                    // PAWL_RECORD_*
    pawl_word threads;                  // how many threads have used locks
    char program[PAWL_RECORD_PATH];     // /proc/self/exe
    char command[PAWL_RECORD_PATH];     // its arguments, each ended by a NUL
    uint64_t lost_stacks, lost_modules; // entries that found no room
    uint64_t lost_events; // inside a signal handler that interrupted the recording itself
    struct pawl_record_stack stacks[PAWL_RECORD_STACKS]; // 0: unknown
    struct pawl_record_module modules[PAWL_RECORD_MODULES];
};

PAWL_END_DECLS

#endif
