// database.c - threads on one SQLite connection and on connections of their own: SQLite locks with
// recursive mutexes.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4 };

static sqlite3 *common;
static int transfers = 300; // of each thread

static void must(int code, sqlite3 *db, const char *what)
{
    if (code != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
        exit(1);
    }
}

static void run(sqlite3 *db, const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL), db, sql);
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *db;
    must(sqlite3_open_v2(path, &db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, NULL),
         db, path);
    sqlite3_busy_timeout(db, 60000);
    return db;
}

static long ask(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *question;
    must(sqlite3_prepare_v2(db, sql, -1, &question, NULL), db, sql);
    long answer =
        sqlite3_step(question) == SQLITE_ROW ? (long)sqlite3_column_int64(question, 0) : -1;
    sqlite3_finalize(question);
    return answer;
}

// Every thread's own connection moves money; the common one counts, and looks that none is lost.
static void *work(void *path)
{
    sqlite3 *own = open_database(path);
    run(own, "PRAGMA synchronous = OFF");
    long wrong = 0;
    for (int i = 0; i < transfers; i++) {
        run(common, "UPDATE tally SET n = n + 1");
        wrong += ask(common, "SELECT count(*) FROM tally") != 1;
        if (i % 10 != 0)
            continue;
        run(own, "BEGIN IMMEDIATE;"
                 "UPDATE account SET money = money - 1 WHERE id = abs(random() % 20);"
                 "UPDATE account SET money = money + changes() WHERE id = 3;"
                 "COMMIT");
        wrong += ask(own, "SELECT sum(money) FROM account") != 2000;
    }
    sqlite3_close(own);
    return wrong == 0 ? NULL : path;
}

int main(int argc, char **argv)
{
    transfers = argc > 1 ? atoi(argv[1]) : transfers;
    static char path[] = "accounts.db";
    pthread_t threads[THREADS];
    void *wrong;
    sqlite3 *db = open_database(path);
    run(db, "PRAGMA journal_mode = WAL; CREATE TABLE account (id INTEGER PRIMARY KEY, money INT);"
            "WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 19)"
            "INSERT INTO account SELECT i, 100 FROM n");
    common = open_database(":memory:");
    run(common, "CREATE TABLE tally (n INT); INSERT INTO tally VALUES (0)");
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, path);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &wrong);
        printf("thread %d: %s\n", i, wrong == NULL ? "well" : "wrong");
    }
    printf("counted %ld, money %ld, in order %ld\n", ask(common, "SELECT n FROM tally"),
           ask(db, "SELECT sum(money) FROM account"),
           ask(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"));
    sqlite3_close(common);
    sqlite3_close(db);
}
