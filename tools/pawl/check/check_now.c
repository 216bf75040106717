// check_now.c - what a thread does at this moment, by ptrace and libdwfl.
// SPDX-License-Identifier: MIT
#include "check/check_now.h"

#include "profile_demangle.h"
#include "profile_strings.h"
#include "xalloc.h"

#include <pawl/check_record.h>

#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { DEPTH = 60 };

struct walk {
    struct profile *profile;
    Dwfl *dwfl;
    struct profile_stack stack;
};

// ---- one function -------------------------------------------------------------------------------

static void set_line(struct walk *w, Dwfl_Module *module, Dwarf_Addr pc, struct profile_frame *f)
{
    int line = 0;
    Dwfl_Line *at = dwfl_module_getsrc(module, pc);
    const char *file = at ? dwfl_lineinfo(at, NULL, &line, NULL, NULL, NULL) : NULL;
    f->file = profile_string(w->profile, file);
    f->line = file ? line : 0;
}

static struct profile_frame frame_at(struct walk *w, Dwarf_Addr pc)
{
    struct profile_frame f = {.offset = pc};
    Dwfl_Module *module = dwfl_addrmodule(w->dwfl, pc);
    if (!module)
        return f;
    Dwarf_Addr start;
    const char *path = dwfl_module_info(module, NULL, &start, NULL, NULL, NULL, NULL, NULL);
    const char *symbol = dwfl_module_addrname(module, pc);
    char *plain = symbol ? profile_plain_name(symbol) : NULL;
    f.function = profile_string(w->profile, plain);
    f.module = profile_string(w->profile, path);
    f.offset = pc - start;
    set_line(w, module, pc, &f);
    free(plain);
    return f;
}

static int see_frame(Dwfl_Frame *state, void *arg)
{
    struct walk *w = arg;
    Dwarf_Addr pc;
    bool activation;
    if (!dwfl_frame_pc(state, &pc, &activation) || w->stack.depth == DEPTH)
        return DWARF_CB_ABORT;
    w->stack.frames[w->stack.depth++] = frame_at(w, activation ? pc : pc - 1);
    return DWARF_CB_OK;
}

// ---- the thread ---------------------------------------------------------------------------------

static void walk_stopped(struct walk *w, int pid, int tid)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = dwfl_standard_find_debuginfo,
    };
    unsetenv("DEBUGINFOD_URLS"); // libdwfl would ask the network
    w->dwfl = dwfl_begin(&callbacks);
    if (!w->dwfl)
        return;
    if (dwfl_linux_proc_report(w->dwfl, pid) == 0 && dwfl_report_end(w->dwfl, NULL, NULL) == 0 &&
        dwfl_linux_proc_attach(w->dwfl, pid, true) >= 0)
        dwfl_getthread_frames(w->dwfl, tid, see_frame, w);
    dwfl_end(w->dwfl);
}

// The thread may end instead of stopping. That the program's first has ended is left for whoever
// waits for the program.
static bool wait_for_stop(int pid, int tid)
{
    siginfo_t info = {0};
    int status;
    int err;
    do
        err = waitid(P_PID, (id_t)tid, &info, WEXITED | WSTOPPED | WNOWAIT | __WALL);
    while (err != 0 && errno == EINTR);
    bool stopped = err == 0 && (info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED);
    return err == 0 && (stopped || tid != pid) && waitpid(tid, &status, __WALL) == tid && stopped;
}

struct profile_stack check_now_stack(struct profile *p, int pid, int tid)
{
    struct walk w = {.profile = p};
    // A goroutine has no thread of its own to stop.
    if (pid <= 0 || tid <= 0 || tid >= PAWL_CHECK_GOROUTINE ||
        ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0)
        return w.stack;
    w.stack.frames = xcalloc(DEPTH, sizeof *w.stack.frames);
    if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0 && wait_for_stop(pid, tid)) {
        walk_stopped(&w, pid, tid);
        ptrace(PTRACE_DETACH, tid, NULL, NULL);
    }
    return w.stack;
}
