# threads.py - all that Python's threading and queue have, with results that can only be these.
# SPDX-License-Identifier: MIT
import collections
import concurrent.futures
import hashlib
import queue
import sys
import threading
import time
import zlib

sys.setswitchinterval(0.0001)
WORKERS = 6


def together(work, count=WORKERS):
    threads = [threading.Thread(target=work, args=(i,)) for i in range(count)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def queues():
    for kind in queue.Queue, queue.LifoQueue, queue.PriorityQueue, queue.SimpleQueue:
        todo = kind() if kind is queue.SimpleQueue else kind(5)
        done = queue.SimpleQueue()

        def work(i, todo=todo, done=done):
            if i % 2 == 0:
                for k in range(1500):
                    todo.put(i * 10000 + k)
            else:
                for k in range(1500):
                    done.put(todo.get())

        together(work)
        items = sorted(done.get() for _ in range(done.qsize()))
        print(kind.__name__, len(items), sum(items))
    todo = queue.Queue()
    late = 0
    for _ in range(20):
        try:
            todo.get(timeout=0.001)
        except queue.Empty:
            late += 1
    print("timeouts", late)


def conditions():
    ready = threading.Condition()
    slots = collections.deque()
    taken = []

    def work(i):
        for _ in range(400):
            with ready:
                if i % 2 == 0:
                    slots.append(i)
                    ready.notify()
                else:
                    ready.wait_for(lambda: slots)
                    taken.append(slots.popleft())

    together(work)
    print("condition", len(taken), len(slots), sorted(set(taken)))


def locks():
    lock, again = threading.Lock(), threading.RLock()
    few = threading.BoundedSemaphore(2)
    meeting = threading.Barrier(WORKERS)
    start = threading.Event()
    state = {"count": 0, "inside": 0, "most": 0, "first": 0}

    def work(i):
        start.wait()
        for _ in range(300):
            with lock:
                state["count"] += 1
            with again, again:
                state["count"] += 0
            with few:
                with lock:
                    state["inside"] += 1
                    state["most"] = max(state["most"], state["inside"])
                time.sleep(0)
                with lock:
                    state["inside"] -= 1
            if lock.acquire(timeout=0.0005):
                lock.release()
        for _ in range(40):
            if meeting.wait() == 0:
                state["first"] += 1

    timer = threading.Timer(0.01, start.set)
    timer.start()
    together(work)
    print("locks", state["count"], state["inside"], state["most"] <= 2, state["first"])


def pools():
    blocks = [bytes([i % 251]) * 60000 for i in range(60)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        packed = list(pool.map(zlib.compress, blocks))
        hashed = [f.result() for f in [pool.submit(hashlib.sha256, b) for b in packed]]
        done, waiting = concurrent.futures.wait([pool.submit(pow, i, i, 97) for i in range(400)])
        total = sum(f.result() for f in done)
    print("pool", hashlib.sha256(b"".join(h.digest() for h in hashed)).hexdigest(), total, len(waiting))


parts = [queues, conditions, locks, pools]
for part in parts:
    if len(sys.argv) < 2 or part.__name__ in sys.argv[1:]:
        part()
print("threads left", threading.active_count())
