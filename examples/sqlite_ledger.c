// sqlite_ledger.c - one SQLite database: some threads move money in it, others count it.
// SPDX-License-Identifier: MIT
//
// A transaction belongs to the connection, not to the thread that began it: what any thread does
// between BEGIN and COMMIT is part of it. SQLite's own locking guards single calls only. So the
// mutex is held for the whole transaction, and SQLite is told to leave out its own.
//
//     cc examples/sqlite_ledger.c $(pkg-config --cflags --libs pawl sqlite3) -pthread
//     ./a.out [WRITERS [TRANSFERS [FILE]]]     # without FILE the database is in memory
#include <pawl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { ACCOUNTS = 20, OPENING = 100, READERS = 2, MAX_WRITERS = 64 };

static struct ledger {
    pawl_mutex mu;
    sqlite3 *db; // guarded by mu
} ledger;

struct worker {
    pthread_t thread;
    unsigned seed;
    int todo, made, wrong;
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "sqlite_ledger: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

// Runs one statement, in which ?1, ?2, ... are the values, and stores the first column of its first
// row. Returns false if the database's constraints forbid it; any other error ends the program.
static bool run(sqlite3 *db, const char *sql, const int *values, int64_t *result)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    for (int i = 1; code == SQLITE_OK && i <= sqlite3_bind_parameter_count(statement); i++)
        code = sqlite3_bind_int(statement, i, values[i - 1]);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW && result)
        *result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement); // repeats the error of the step
    if (code != SQLITE_ROW && code != SQLITE_DONE && code != SQLITE_CONSTRAINT)
        die(sql, sqlite3_errmsg(db));
    return code != SQLITE_CONSTRAINT;
}

// Returns what the statement says in its first row and column.
static int64_t query(struct ledger *l, const char *sql)
{
    int64_t result = -1;
    PAWL_GUARD(&l->mu);
    run(l->db, sql, NULL, &result);
    return result;
}

// The deposit comes first, so a withdrawal that the account cannot pay has something to undo - and
// a reader that got in between would count money that is not there.
static bool transfer(struct ledger *l, int from, int to, int amount)
{
    PAWL_GUARD(&l->mu);
    const char *add = "UPDATE account SET balance = balance + ?2 WHERE id = ?1";
    run(l->db, "BEGIN", NULL, NULL);
    bool paid = run(l->db, add, (int[]){to, amount}, NULL) &&
                run(l->db, add, (int[]){from, -amount}, NULL) &&
                run(l->db, "INSERT INTO journal VALUES (?, ?, ?)", (int[]){from, to, amount}, NULL);
    run(l->db, paid ? "COMMIT" : "ROLLBACK", NULL, NULL);
    return paid;
}

static int pick(unsigned *seed, int below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (int)((*seed >> 16) % (unsigned)below);
}

static void *write_ledger(void *arg)
{
    struct worker *w = arg;
    for (int i = 0; i < w->todo; i++) {
        int from = pick(&w->seed, ACCOUNTS), to = pick(&w->seed, ACCOUNTS);
        w->made += transfer(&ledger, from, to, 1 + pick(&w->seed, OPENING));
    }
    return NULL;
}

static void *read_ledger(void *arg)
{
    struct worker *w = arg;
    for (int i = 0; i < w->todo; i++)
        w->wrong += query(&ledger, "SELECT sum(balance) FROM account") != ACCOUNTS * OPENING;
    return NULL;
}

static void open_ledger(struct ledger *l, const char *file)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_threadsafe() == 0 || sqlite3_open_v2(file, &l->db, flags, NULL) != SQLITE_OK)
        die(file, l->db ? sqlite3_errmsg(l->db) : "SQLite cannot be used by threads");
    query(l, "CREATE TABLE IF NOT EXISTS account"
             " (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0))");
    query(l, "CREATE TABLE IF NOT EXISTS journal (source, target, amount)");
    query(l, "PRAGMA journal_mode = WAL");
    for (int id = 0; id < ACCOUNTS; id++) // without the lock: nobody else has the database yet
        run(l->db, "INSERT OR IGNORE INTO account VALUES (?1, ?2)", (int[]){id, OPENING}, NULL);
}

int main(int argc, char **argv)
{
    int writers = 4, todo = 500, made = 0, wrong = 0;
    char rest; // of a number
    if (argc > 4 || (argc > 1 && sscanf(argv[1], "%9d%c", &writers, &rest) != 1) ||
        (argc > 2 && sscanf(argv[2], "%9d%c", &todo, &rest) != 1) || writers < 1 ||
        writers > MAX_WRITERS || todo < 1)
        die("usage", "sqlite_ledger [WRITERS (1 to 64) [TRANSFERS [FILE]]]");
    open_ledger(&ledger, argc > 3 ? argv[3] : ":memory:");
    int64_t noted = -query(&ledger, "SELECT count(*) FROM journal");

    struct worker workers[MAX_WRITERS + READERS];
    for (int i = 0; i < writers + READERS; i++) {
        struct worker *w = &workers[i];
        *w = (struct worker){.seed = (unsigned)i, .todo = todo};
        if (pthread_create(&w->thread, NULL, i < writers ? write_ledger : read_ledger, w) != 0)
            die("pthread_create", "no more threads");
    }
    for (int i = 0; i < writers + READERS; i++) {
        pthread_join(workers[i].thread, NULL);
        made += workers[i].made;
        wrong += workers[i].wrong;
    }
    noted += query(&ledger, "SELECT count(*) FROM journal");
    int64_t unexplained =
        query(&ledger, "SELECT count(*) FROM account WHERE balance <> 100"
                       " + (SELECT coalesce(sum(amount), 0) FROM journal WHERE target = id)"
                       " - (SELECT coalesce(sum(amount), 0) FROM journal WHERE source = id)");
    if (sqlite3_close(ledger.db) != SQLITE_OK)
        die("sqlite3_close", "the database is still in use");

    printf("%d writers tried %d transfers each\n", writers, todo);
    printf("every transfer made is in the journal: %s\n", noted == made ? "yes" : "NO");
    printf("accounts that the journal does not explain: %d\n", (int)unexplained);
    printf("wrong totals seen by %d readers in %d looks each: %d\n", READERS, todo, wrong);
    return !(noted == made && unexplained == 0 && wrong == 0 && fflush(stdout) == 0);
}
