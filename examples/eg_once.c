// eg_once.c - made once, by whichever thread needs it first.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// A Once with a value, behind a function: nobody sees it half made.
static void *make_table(void *arg)
{
    (void)arg;
    uint32_t *table = calloc(256, sizeof *table);
    for (uint32_t i = 0; table && i < 256; i++) {
        table[i] = i;
        for (int bit = 0; bit < 8; bit++)
            table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
    }
    return table;
}

static const uint32_t *table(void)
{
    static pawl_once_value once; // zero: it has not run
    return pawl_once_value_get(&once, make_table, NULL);
}

static uint32_t crc32(const char *text)
{
    uint32_t crc = ~0u;
    while (*text)
        crc = crc >> 8 ^ table()[(crc ^ (unsigned char)*text++) & 0xff];
    return ~crc;
}

// A Once without one.
static void begin(void *file)
{
    fputs("begin\n", file);
}

static void *work(void *arg)
{
    static pawl_once begun;
    pawl_once_do(&begun, begin, stdout);
    *(uint32_t *)arg = crc32("123456789");
    return NULL;
}

int main(void)
{
    pthread_t threads[4];
    uint32_t crc[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, &crc[i]);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        printf("%08x\n", (unsigned)crc[i]);
    }
    return 0;
}
