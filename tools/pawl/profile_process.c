// profile_process.c - what a record says of its process as a whole.
// SPDX-License-Identifier: MIT
#include "profile_process.h"

#include "profile_maps.h"
#include "profile_strings.h"
#include "text.h"
#include "xalloc.h"

#include <pawl/clock.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// ---- the command --------------------------------------------------------------------------------

// Appends a word as one would type it in a shell.
static void add_word(char *out, size_t size, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+./,:=@%^";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        text_add(out, size, "%s", word);
        return;
    }
    text_add(out, size, "'");
    for (; *word != '\0'; word++)
        text_add(out, size, *word == '\'' ? "'\\''" : "%c", *word);
    text_add(out, size, "'");
}

static const char *command_of(struct profile *p, const struct pawl_record_head *r)
{
    char words[sizeof r->command + 1] = "";
    memcpy(words, r->command, sizeof r->command);
    size_t size = sizeof r->command;
    while (size > 0 && words[size - 1] == '\0')
        size--;
    enum { LONGEST = 4 * sizeof r->command + 16 };
    char text[LONGEST] = "";
    for (size_t at = 0; at < size; at += strlen(words + at) + 1) {
        text_add(text, sizeof text, at > 0 ? " " : "");
        add_word(text, sizeof text, words + at);
    }
    if (size + 1 >= sizeof r->command)
        text_add(text, sizeof text, "...");
    text_tame(text);
    return profile_string(p, text);
}

// ---- the time -----------------------------------------------------------------------------------

static bool is_running(const struct pawl_record_head *r, const char *path, const struct stat *st)
{
    const char *slash = strrchr(path, '/');
    struct maps *maps = r->pid > 0 ? maps_open(r->pid) : NULL;
    struct map_entry entry;
    bool found = false;
    while (maps && !found && maps_next(maps, &entry))
        found = entry.inode == st->st_ino && maps_named(&entry, slash ? slash + 1 : path);
    if (maps)
        maps_close(maps);
    return found;
}

// The end of the last wait: of a process that was killed nothing later is known.
static int64_t end_of_waits(const struct pawl_record *r)
{
    int64_t last = 0;
    for (size_t i = 0; i < PAWL_RECORD_LOCKS; i++) {
        for (int64_t slot = last; slot < PAWL_RECORD_SLOTS; slot++) {
            if (r->locks[i].timeline[slot] > 0)
                last = slot + 1;
        }
    }
    return last * ((int64_t)1 << r->slot_shift);
}

static int64_t since(int64_t start, int64_t end)
{
    return end > start ? end - start : 0;
}

static void read_time(struct profile_process *process, const struct pawl_record_head *r,
                      int64_t last_ns, const char *path)
{
    struct stat st;
    process->ended = (r->flags & PAWL_RECORD_ENDED) != 0;
    process->duration_ns = process->ended ? since(r->started_ns, r->ended_ns) : last_ns;
    if (process->ended || stat(path, &st) != 0)
        return;
    int64_t changed = (int64_t)st.st_mtim.tv_sec * PAWL_SECOND + st.st_mtim.tv_nsec;
    int64_t written = since(r->started_unix_ns, changed);
    process->running = is_running(r, path, &st);
    if (process->running)
        process->duration_ns = since(r->started_ns, pawl_now());
    else if (written > process->duration_ns)
        process->duration_ns = written;
}

void profile_read_head(struct profile *p, struct profile_process *process,
                       const struct pawl_record_head *r, int64_t last_ns, const char *path)
{
    char program[sizeof r->program];
    memcpy(program, r->program, sizeof program);
    text_tame(program);
    process->pid = r->pid;
    process->ppid = r->ppid;
    process->program = profile_string(p, program);
    process->command = command_of(p, r);
    process->started_unix_ns = r->started_unix_ns;
    read_time(process, r, last_ns, path);
    process->hold = (r->flags & PAWL_RECORD_HOLD) != 0;
    process->observed = (r->flags & PAWL_RECORD_OBSERVE) != 0;
    process->linked = (r->flags & PAWL_RECORD_LINKED) != 0;
    process->threads = r->threads;
}

void profile_read_process(struct profile *p, struct profile_process *process,
                          const struct pawl_record *r, const char *path)
{
    profile_read_head(p, process, &r->head, end_of_waits(r), path);
    process->goroutines = r->goroutines;
    process->sample = r->sample;
    process->slot_ns = (int64_t)1 << r->slot_shift;
}
