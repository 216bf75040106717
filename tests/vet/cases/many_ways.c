// Calls that may turn out in two ways each, one after the other: what has too many ways is left out,
// and that takes no time.
#include <pthread.h>

struct box {
    pthread_mutex_t mu;
    int value;
};

#define TRY(i) r |= pthread_mutex_trylock(&b[i].mu)
#define TRY8(i) \
    TRY(i);     \
    TRY(i + 1); \
    TRY(i + 2); \
    TRY(i + 3); \
    TRY(i + 4); \
    TRY(i + 5); \
    TRY(i + 6); \
    TRY(i + 7)

int many(struct box *b)
{
    int r = 0;
    TRY8(0);
    TRY8(8);
    TRY8(16);
    TRY8(24);
    TRY8(32);
    TRY8(40);
    TRY8(48);
    TRY8(56);
    return r;
}

int one(struct box *b)
{
    int r = 0;
    TRY(0);
    if (r == 0 && b->value)
        return 1; // want "'b->mu' is still locked when 'one' returns"
    if (r == 0)
        pthread_mutex_unlock(&b->mu);
    return r;
}
