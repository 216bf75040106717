#!/usr/bin/env bash
# quota_test.sh - tests of the mutex with 5 % of a CPU: a control group stops all threads for most
# of the time, wherever they are. Needs the right to make a control group.
# SPDX-License-Identifier: MIT
set -u

: "${PAWL_TESTS:?names the folder of the test programs}"
folder=$(mktemp -d)
group=
finish() {
    [ -z "$group" ] || rmdir "$group"
    rm -rf "$folder"
}
trap finish EXIT

# make_group: a group that gets 5 ms of each 100 ms, by the first or the second version of control
# groups. Sets group, empty if there is none to be had.
make_group() {
    local parent
    for parent in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct /sys/fs/cgroup; do
        group=$parent/pawl-test.$$
        mkdir "$group" 2>/dev/null || continue
        if [ -e "$group/cpu.cfs_quota_us" ]; then
            echo 100000 >"$group/cpu.cfs_period_us" &&
                echo 5000 >"$group/cpu.cfs_quota_us" && return
        elif [ -e "$group/cpu.max" ]; then
            echo '5000 100000' >"$group/cpu.max" && return
        fi
        rmdir "$group"
    done 2>/dev/null
    group=
}

# throttled: how often the group was stopped.
throttled() {
    sed -n 's/^nr_throttled //p' "$group/cpu.stat"
}

# in_group COMMAND...: the group is chosen by a process of its own.
in_group() {
    (echo "$BASHPID" >"$group/cgroup.procs" && exec "$@")
}

make_group
[ -n "$group" ] || { echo 'skipped: needs the right to make a control group' && exit 77; }

passed=0 failed=0
for program in sema_test mutex_test; do
    before=$(throttled)
    if in_group "$PAWL_TESTS/$program" >"$folder/log" 2>&1 && [ "$(throttled)" -gt "$before" ]; then
        passed=$((passed + 1))
        echo "ok: $program, stopped $(($(throttled) - before)) times"
    else
        failed=$((failed + 1))
        echo "FAILED: $program, stopped $(($(throttled) - before)) times"
        sed 's/^/    /' "$folder/log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
