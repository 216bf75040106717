// std.cpp - all locks and waits of the C++ library, with results that can only be these.
// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace
{

constexpr int WORKERS = 5, TURNS = 3000;

template <typename F> void together(int n, F work)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < n; i++)
        threads.emplace_back(work, i);
    for (auto &t : threads)
        t.join();
}

template <typename M> void count(const char *name)
{
    M m;
    long n = 0, tried = 0;
    together(WORKERS, [&](int i) {
        for (int k = 0; k < TURNS; k++) {
            if (k % 4 == 0) {
                std::unique_lock<M> l(m, std::try_to_lock);
                if (l) {
                    tried++;
                    continue;
                }
            }
            std::lock_guard<M> l(m);
            n += i >= 0;
        }
    });
    std::cout << name << ' ' << n + tried << '\n';
}

template <typename M> void count_with_deadlines(const char *name)
{
    M m;
    long n = 0;
    std::atomic<long> late{0};
    together(WORKERS, [&](int i) {
        for (int k = 0; k < TURNS / 10; k++) {
            std::unique_lock<M> l(m, std::defer_lock);
            bool got = i % 2 ? l.try_lock_for(50us)
                             : l.try_lock_until(std::chrono::system_clock::now() + 50us);
            got ? n++ : late++;
            if (got && k % 16 == 0)
                std::this_thread::sleep_for(60us);
        }
    });
    std::cout << name << ' ' << n + late << '\n';
}

void recurse(std::recursive_mutex &m, int depth, long &n)
{
    std::lock_guard<std::recursive_mutex> l(m);
    n++;
    if (depth > 0)
        recurse(m, depth - 1, n);
}

void recursive()
{
    std::recursive_mutex m;
    long n = 0;
    together(WORKERS, [&](int) {
        for (int k = 0; k < TURNS / 10; k++)
            recurse(m, 9, n);
    });
    std::cout << "recursive " << n << '\n';
}

// A channel: one side waits with and without deadlines, the other on a condition of any lock.
template <typename M, typename C> void channel(const char *name)
{
    M m;
    C full, empty;
    std::deque<int> items;
    long sum = 0;
    together(6, [&](int i) {
        for (int k = 0; k < TURNS; k++) {
            std::unique_lock<M> l(m);
            if (i % 2 == 0) {
                empty.wait(l, [&] { return items.size() < 4; });
                items.push_back(k);
                l.unlock();
                full.notify_one();
            } else {
                while (!full.wait_for(l, 1ms, [&] { return !items.empty(); }))
                    continue;
                sum += items.front();
                items.pop_front();
                empty.notify_all();
            }
        }
    });
    std::cout << name << ' ' << sum << ' ' << items.size() << '\n';
}

template <typename M> void shared(const char *name)
{
    M m;
    std::map<int, int> book;
    std::atomic<long> wrong{0};
    for (int i = 0; i < 50; i++)
        book[i] = 100;
    together(WORKERS, [&](int i) {
        for (int k = 0; k < TURNS; k++) {
            if (k % 8 == 0) {
                std::unique_lock<M> l(m);
                book[k % 50]--;
                book[(k + i) % 50]++;
            } else {
                std::shared_lock<M> l(m);
                wrong += std::accumulate(book.begin(), book.end(), 0,
                                         [](int s, auto &p) { return s + p.second; }) != 5000;
            }
        }
    });
    std::cout << name << ' ' << wrong << '\n';
}

void shared_with_deadlines()
{
    std::shared_timed_mutex m;
    std::shared_lock<std::shared_timed_mutex> reader(m);
    auto writes = std::async(std::launch::async, [&] { return m.try_lock_for(2ms); });
    auto reads = std::async(std::launch::async, [&] {
        std::shared_lock<std::shared_timed_mutex> l(m, 1h);
        return l.owns_lock();
    });
    std::cout << "shared_timed " << writes.get() << reads.get() << '\n';
}

void futures()
{
    std::once_flag once;
    std::atomic<int> calls{0};
    std::promise<int> start;
    std::shared_future<int> started = start.get_future().share();
    std::vector<std::future<int>> parts;
    for (int i = 0; i < 20; i++)
        parts.push_back(std::async(std::launch::async, [&, i] {
            std::call_once(once, [&] { calls++; });
            return i * started.get();
        }));
    bool early = parts[0].wait_for(2ms) == std::future_status::ready;
    start.set_value(3);
    int sum = 0;
    for (auto &p : parts)
        sum += p.get();
    std::packaged_task<int()> task([] { return 7; });
    auto answer = task.get_future();
    std::thread(std::move(task)).join();
    std::cout << "futures " << early << ' ' << sum << ' ' << calls << ' ' << answer.get() << '\n';
}

// Two locks at once, in both orders, without a deadlock.
void both()
{
    std::mutex a, b;
    long n = 0;
    together(4, [&](int i) {
        for (int k = 0; k < TURNS; k++) {
            std::scoped_lock l(i % 2 ? a : b, i % 2 ? b : a);
            n++;
        }
    });
    std::cout << "both " << n << '\n';
}

// Waits by each clock: over no earlier than they must, and without the lock's loss.
void deadlines()
{
    std::mutex m;
    std::condition_variable c;
    std::unique_lock<std::mutex> l(m);
    int late = 0;
    for (int i = 0; i < 10; i++) {
        auto steady = std::chrono::steady_clock::now() + 300us;
        while (c.wait_until(l, steady) != std::cv_status::timeout)
            continue;
        late += std::chrono::steady_clock::now() >= steady;
        auto system = std::chrono::system_clock::now() + 300us;
        while (c.wait_until(l, system) != std::cv_status::timeout)
            continue;
        late += std::chrono::system_clock::now() >= system && l.owns_lock();
    }
    std::cout << "deadlines " << late << '\n';
}

// What is static in a function is made under a lock of the library.
const std::string &made_once()
{
    static const std::string text = [] {
        std::this_thread::sleep_for(1ms);
        return std::string("made");
    }();
    return text;
}

} // namespace

// The parts that always have something to do: for who wants to know how long it takes.
void never_sleep(int times)
{
    for (int i = 0; i < times; i++) {
        count<std::mutex>("mutex");
        count<std::recursive_mutex>("recursive_mutex");
        channel<std::mutex, std::condition_variable>("channel");
        shared<std::shared_mutex>("shared_mutex");
        both();
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        never_sleep(std::stoi(argv[1]));
        return 0;
    }
    count<std::mutex>("mutex");
    count<std::timed_mutex>("timed_mutex");
    count<std::recursive_mutex>("recursive_mutex");
    count_with_deadlines<std::timed_mutex>("timed_mutex");
    count_with_deadlines<std::recursive_timed_mutex>("recursive_timed_mutex");
    count_with_deadlines<std::shared_timed_mutex>("shared_timed_mutex");
    recursive();
    channel<std::mutex, std::condition_variable>("channel");
    channel<std::recursive_mutex, std::condition_variable_any>("channel of any");
    shared<std::shared_mutex>("shared_mutex");
    shared<std::shared_timed_mutex>("shared_timed_mutex");
    shared_with_deadlines();
    futures();
    both();
    deadlines();
    std::atomic<int> same{0};
    together(8, [&](int) { same += made_once() == "made"; });
    std::cout << "made once " << same << '\n';
}
