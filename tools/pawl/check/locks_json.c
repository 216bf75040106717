// locks_json.c - who holds which lock, and who waits, as JSON.
// SPDX-License-Identifier: MIT
#include "check/check_json.h"
#include "check/locks_print.h"

#include "json_frame.h"

#include <pawl/base.h>

static json_t *of_part(const struct lock_part *part)
{
    json_t *frames = json_array();
    for (size_t i = 0; i < part->stack.depth; i++)
        json_array_append_new(frames, json_of_frame(&part->stack.frames[i]));
    return json_pack("{s:o, s:b, s:b, s:o, s:o}", "thread", check_json_thread(&part->thread),
                     "shared", part->shared, "gives_up", part->gives_up, "ns",
                     part->ns > 0 ? json_integer(part->ns) : json_null(), "stack", frames);
}

static json_t *of_parts(const struct lock_part *parts, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, of_part(&parts[i]));
    return all;
}

static json_t *of_lock(const struct live_lock *l)
{
    json_t *lock =
        json_pack("{s:o, s:o, s:b}", "name", json_of_text(l->lock.name), "kind",
                  json_of_text(l->is_end ? "join" : l->lock.kind), "described", l->lock.described);
    return json_pack("{s:o, s:o, s:o}", "lock", json_with_address(lock, l->lock.address), "holders",
                     of_parts(l->holders, l->holder_count), "waiters",
                     of_parts(l->waiters, l->waiter_count));
}

static json_t *of_process(const struct live_process *p)
{
    json_t *locks = json_array();
    for (size_t i = 0; i < p->lock_count; i++)
        json_array_append_new(locks, of_lock(&p->locks[i]));
    return json_pack("{s:i, s:o, s:o, s:b, s:o}", "pid", p->about.about.pid, "program",
                     json_of_text(p->about.about.program), "command",
                     json_of_text(p->about.about.command), "incomplete", p->incomplete, "locks",
                     locks);
}

json_t *locks_json(const struct live_locks *all)
{
    json_t *processes = json_array();
    for (size_t i = 0; i < all->process_count; i++)
        json_array_append_new(processes, of_process(&all->processes[i]));
    return json_pack("{s:s, s:s, s:o}", "schema", "pawl-locks/1", "pawl", pawl_version(),
                     "processes", processes);
}
