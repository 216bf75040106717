// use.c - locks that a file declares.
// SPDX-License-Identifier: MIT
// options: --config %d/locks.conf

struct latch {
    int closed;
};

struct room {
    struct latch latch;
    int people;
};

extern struct latch world;
void latch_close(struct latch *l);
int latch_try(struct latch *l);
void latch_open(struct latch *l);
void room_enter(struct room *r);
void room_leave(struct room *r);
void world_stop(void);
void world_go(void);
void give_up(void);
int look(struct room *r);

int returns(struct room *r)
{
    latch_close(&r->latch);
    if (look(r))
        return -1; // want "'r->latch' is still locked when 'returns' returns"
    latch_open(&r->latch);
    return 0;
}

int tries(struct room *r)
{
    if (!latch_try(&r->latch))
        return -1;
    r->people++;
    latch_open(&r->latch);
    return 0;
}

int of_a_member(struct room *r)
{
    room_enter(r);
    if (look(r))
        return -1; // want "'r->latch' is still locked when 'of_a_member' returns"
    room_leave(r);
    return 0;
}

void mixed(struct room *r)
{
    room_enter(r);
    r->people++;
    latch_open(&r->latch);
}

int of_a_variable(struct room *r)
{
    world_stop();
    if (look(r))
        return -1; // want "'world' is still locked when 'of_a_variable' returns"
    world_go();
    return 0;
}

void ends(struct room *r)
{
    latch_close(&r->latch);
    if (look(r))
        give_up();
    else
        latch_open(&r->latch);
}

void copies(struct room *to, struct room *from)
{
    *to = *from; // want "assignment copies lock value to \*to: struct room contains struct latch"
}

void twice(struct room *r)
{
    latch_close(&r->latch);
    look(r);
    room_enter(r); // want "'r->latch' is locked here while it is locked"
    look(r);
    latch_open(&r->latch);
}
