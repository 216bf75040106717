// guard_throw.cpp - an exception that passes a guarded scope unlocks it.
// SPDX-License-Identifier: MIT
#include <cstdio>
#include <pawl.h>
#include <stdexcept>

static pawl_mutex mu;

static void guard_and_throw()
{
    PAWL_GUARD(&mu);
    throw std::runtime_error("guard");
}

static void with_and_throw()
{
    PAWL_WITH(&mu) {
        throw std::runtime_error("with");
    }
}

static void deep_throw()
{
    PAWL_GUARD(&mu);
    struct local {
        static void fail(int depth)
        {
            if (depth == 0)
                throw 42;
            fail(depth - 1);
        }
    };
    local::fail(5);
}

static int left_locked(const char *name, void (*run)())
{
    bool thrown = false;
    try {
        run();
    } catch (...) {
        thrown = true;
    }
    bool unlocked = pawl_mutex_trylock(&mu);
    std::printf("%s: %s%s\n", name, unlocked ? "unlocked" : "still locked",
                thrown ? "" : ", nothing thrown");
    pawl_mutex_unlock(&mu);
    return !unlocked || !thrown;
}

int main()
{
    return left_locked("guard", guard_and_throw) + left_locked("with", with_and_throw) +
           left_locked("deep", deep_throw);
}
