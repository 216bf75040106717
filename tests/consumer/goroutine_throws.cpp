// goroutine_throws.cpp - goroutines that wait while they handle exceptions, by turns.
// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstdio>
#include <exception>
#include <pawl.h>
#include <stdexcept>
#include <string>

static std::atomic<int> wrong;
static pawl_waitgroup running;

// Waits while an exception is on its way.
struct waits_at_the_end {
    ~waits_at_the_end()
    {
        if (!std::uncaught_exception())
            wrong++;
        pawl_go_yield();
        if (!std::uncaught_exception())
            wrong++;
    }
};

static void handle(void *arg)
{
    const std::string mine = "exception of " + std::to_string(reinterpret_cast<long>(arg));
    for (int i = 0; i < 50; i++) {
        try {
            waits_at_the_end w;
            throw std::runtime_error(mine);
        } catch (const std::exception &) {
            pawl_go_yield();
            pawl_go_sleep(reinterpret_cast<long>(arg) * 10000);
            try {
                throw;
            } catch (const std::exception &e) {
                pawl_go_yield();
                if (mine != e.what())
                    wrong++;
            }
        }
        if (std::uncaught_exception() || std::current_exception())
            wrong++;
        pawl_go_yield();
    }
}

int main()
{
    for (long i = 1; i <= 20; i++)
        pawl_waitgroup_go(&running, handle, reinterpret_cast<void *>(i));
    pawl_waitgroup_wait(&running);
    if (wrong != 0)
        std::printf("exceptions: %d were wrong\n", static_cast<int>(wrong));
    return wrong != 0;
}
