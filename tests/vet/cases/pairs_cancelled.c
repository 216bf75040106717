// What unlocks when a thread is cancelled is handed over by who locks.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int number;

struct buffer {
    void (*routine)(void *);
    void *argument;
};

void push(struct buffer *b, void (*routine)(void *), void *argument);
void pop(struct buffer *b, int run);
int work(int n);

static void cancelled(void *unused)
{
    (void)unused;
    pthread_mutex_unlock(&mu);
}

int change(int to)
{
    struct buffer b;
    push(&b, cancelled, NULL);
    pthread_mutex_lock(&mu);
    number = work(to);
    pop(&b, 0);
    pthread_mutex_unlock(&mu);
    return number;
}

static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;

static void stray(void *unused)
{
    (void)unused;
    pthread_mutex_unlock(&other); // want "'other' is unlocked here, but 'stray' has not locked it"
}

void change_by_another(int to)
{
    struct buffer b;
    push(&b, stray, NULL);
    number = work(to);
    pop(&b, 1);
}

void use_other(void)
{
    pthread_mutex_lock(&other);
    number = work(1);
    pthread_mutex_unlock(&other);
}
