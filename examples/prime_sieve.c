// prime_sieve.c - primes by a chain of goroutines: each lets pass what its prime does not divide.
// SPDX-License-Identifier: MIT
//
//     cc -std=c11 prime_sieve.c -lpawl -pthread
//     ./a.out 1000          # the primes up to 1000
//
// Doug McIlroy's, known from Go. There the chain is left to itself in the end. Here nothing is
// lost: when the generator has closed its channel, each filter closes the next one, and frees the
// one from which nothing comes any more.
#include <pawl.h>
#include <stdio.h>
#include <stdlib.h>

typedef PAWL_CHAN(int) numbers;

static pawl_waitgroup running;

static numbers make(void)
{
    numbers c;
    PAWL_MAKE(c, 0);
    return c;
}

// ---- what runs beside main ----------------------------------------------------------------------

struct generator {
    numbers out;
    int limit;
};

static void generate(void *arg)
{
    struct generator *g = arg;
    for (int i = 2; i <= g->limit; i++)
        PAWL_SEND(g->out, i);
    pawl_chan_close(g->out.chan);
}

struct filter {
    numbers in, out;
    int prime;
};

static void filter(void *arg)
{
    struct filter *f = arg;
    PAWL_EACH(int, i, f->in) {
        if (i % f->prime != 0)
            PAWL_SEND(f->out, i);
    }
    pawl_chan_free(f->in.chan);
    pawl_chan_close(f->out.chan);
    free(f);
}

// ---- the chain ----------------------------------------------------------------------------------

// Puts one more filter behind in, and returns what comes out of it.
static numbers add_filter(numbers in, int prime)
{
    struct filter *f = malloc(sizeof *f);
    if (f == NULL)
        abort();
    numbers out = make();
    *f = (struct filter){in, out, prime};
    pawl_waitgroup_go(&running, filter, f);
    return out;
}

int main(int argc, char **argv)
{
    struct generator g = {make(), argc > 1 ? atoi(argv[1]) : 2000};
    pawl_waitgroup_go(&running, generate, &g);
    numbers c = g.out;
    int count = 0, last = 0;
    for (int prime; PAWL_RECV(c, &prime); count++) { // what comes first is not divided by any
        c = add_filter(c, prime);
        last = prime;
        if (prime < 50)
            printf("%d ", prime);
    }
    pawl_chan_free(c.chan);
    pawl_waitgroup_wait(&running);
    printf("... %d: %d primes\n", last, count);
    return 0;
}
