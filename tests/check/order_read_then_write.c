// order_read_then_write.c - each reads one table while it writes the other.
// SPDX-License-Identifier: MIT
//
// Wrong: readers of both are in, and each waits for the other's lock to be free for writing. What
// is held is held for reading only, in both threads, and still it is in the way.
//
// expect: order in index_pages in page_index
#include "crew.h"

static pthread_rwlock_t pages = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t words = PTHREAD_RWLOCK_INITIALIZER;
static int page_count = 3, word_count;

static void index_pages(void)
{
    pthread_rwlock_rdlock(&pages);
    pthread_rwlock_wrlock(&words);
    word_count += page_count * 100;
    pthread_rwlock_unlock(&words);
    pthread_rwlock_unlock(&pages);
}

static void page_index(void)
{
    pthread_rwlock_rdlock(&words);
    pthread_rwlock_wrlock(&pages);
    page_count += word_count / 100;
    pthread_rwlock_unlock(&pages);
    pthread_rwlock_unlock(&words);
}

int main(void)
{
    IN_TURNS(index_pages, page_index);
    return page_count != 6;
}
