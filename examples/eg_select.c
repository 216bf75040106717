// eg_select.c - a till takes what comes first from two shops, until it is told to close.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <stdio.h>

static pawl_chan *sales, *returns, *closing;
static pawl_waitgroup shops;

static void sell(void *arg)
{
    (void)arg;
    for (int price = 1; price <= 100; price++)
        pawl_chan_send(sales, &price);
}

static void take_back(void *arg)
{
    (void)arg;
    for (int price = 1; price <= 10; price++)
        pawl_chan_send(returns, &price);
}

static void close_at_night(void *arg)
{
    (void)arg;
    pawl_waitgroup_wait(&shops);
    pawl_chan_close(closing);
}

// Whichever comes first; if several have come, any of them.
static int run_till(void)
{
    for (int balance = 0, price;;) {
        struct pawl_case cases[] = {
            PAWL_CASE_RECV(sales, &price), PAWL_CASE_RECV(returns, &price),
            PAWL_CASE_RECV(closing, NULL), // closed: can be received from, from then on
        };
        switch (pawl_select(cases, 3)) {
        case 0: balance += price; break;
        case 1: balance -= price; break;
        case 2: return balance;
        }
    }
}

int main(void)
{
    sales = pawl_chan_make(sizeof(int), 0);
    returns = pawl_chan_make(sizeof(int), 0);
    closing = pawl_chan_make(0, 0);
    pawl_waitgroup_go(&shops, sell, NULL);
    pawl_waitgroup_go(&shops, take_back, NULL);
    pawl_go(close_at_night, NULL);
    printf("balance: %d\n", run_till());

    struct pawl_case cases[] = {PAWL_CASE_RECV(sales, NULL), PAWL_CASE_RECV(returns, NULL)};
    if (pawl_select_until(cases, 2, pawl_now() + 20 * PAWL_MILLISECOND) < 0)
        puts("nobody came any more");
    pawl_chan_free(sales);
    pawl_chan_free(returns);
    pawl_chan_free(closing);
    return 0;
}
