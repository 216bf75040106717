#!/usr/bin/env bash
# types_test.sh - what goes through a channel with a type, what does not compile, in C and in C++;
# Go's perm, as far as C can do it: a channel has a type, but no direction.
# SPDX-License-Identifier: MIT
set -u

passed=0 failed=0
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# try YES|NO COMPILER STATEMENT: does it compile, without a warning?
try() {
    local flags=(-Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude) result=YES
    case $2 in
    *++) flags+=(-x c++ -std=c++11) ;;
    *) flags+=(-x c -std=c11) ;;
    esac
    printf '%s\n' '#include <pawl.h>' 'struct point { int x, y; };' 'typedef PAWL_CHAN(int) ints;' \
        'typedef PAWL_CHAN(const char *) texts;' 'typedef PAWL_CHAN(struct point) points;' \
        'int sum(ints c, texts t, points p, pawl_chan *u);' \
        'int sum(ints c, texts t, points p, pawl_chan *u)' \
        '{' '    int n = 0; long l = 0; const char *s = "x"; struct point q = {1, 2};' \
        '    (void)c, (void)t, (void)p, (void)u, (void)n, (void)l, (void)s, (void)q;' \
        "    $3" '    return n;' '}' |
        "$2" "${flags[@]}" - 2>"$errors" || result=NO
    if [ "$result" = "$1" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s: compiles: %s, and should: %s: %s\n' "$2" "$result" "$1" "$3"
        sed 's/^/    /' "$errors"
    fi
}

for compiler in gcc clang g++ clang++; do
    command -v "$compiler" >/dev/null || continue
    while IFS='|' read -r verdict statement; do
        try "$verdict" "$compiler" "$statement"
    done <<'END'
YES|PAWL_MAKE(c, 4);
YES|PAWL_SEND(c, 42);
YES|PAWL_SEND(c, n + 1);
YES|PAWL_SEND(t, s);
YES|PAWL_SEND(p, q);
YES|if (PAWL_RECV(c, &n)) return n;
YES|PAWL_EACH(int, i, c) n += i;
YES|PAWL_EACH(struct point, i, p) n += i.x;
YES|struct pawl_case k[] = {PAWL_CASE_RECV(c.chan, &n)}; pawl_select(k, 1);
YES|struct pawl_case k[] = {PAWL_CASE_SEND(t.chan, &s)}; pawl_select(k, 1);
YES|pawl_chan_close(c.chan); pawl_chan_free(u);
NO|PAWL_SEND(c, 42L);
NO|PAWL_SEND(c, 1.0);
NO|PAWL_SEND(c, s);
NO|PAWL_SEND(c, q);
NO|PAWL_SEND(t, 42);
NO|PAWL_SEND(p, 42);
NO|PAWL_SEND(n, 42);
NO|PAWL_SEND(u, 42);
NO|PAWL_RECV(c, &l);
NO|PAWL_RECV(c, n);
NO|PAWL_RECV(c, &s);
NO|PAWL_RECV(n, &n);
NO|PAWL_EACH(long, i, c) n += (int)i;
NO|pawl_chan_close(c);
NO|pawl_chan_close(n);
NO|c = t;
END
done

# What has a copy constructor cannot be copied byte by byte.
for compiler in g++ clang++; do
    command -v "$compiler" >/dev/null || continue
    try NO "$compiler" 'struct own { own(const own &); }; PAWL_CHAN(own) o; PAWL_MAKE(o, 1);'
    try YES "$compiler" 'struct plain { int n; }; PAWL_CHAN(plain) o; PAWL_MAKE(o, 1);'
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
