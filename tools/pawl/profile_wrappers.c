// profile_wrappers.c - functions that only pass a lock on: the place of interest is their caller.
// SPDX-License-Identifier: MIT
#include "profile_wrappers.h"

#include <fnmatch.h>
#include <string.h>

// Patterns of file names without their folders, and of functions.
static const char *const our_modules[] = {"libpawl.so*", "libpawl-preload.so*", NULL};
static const char *const our_functions[] = {"pawl_*", NULL};

static const char *const runtime_modules[] = {
    "libc.so.*",   "libpthread.so.*", "ld-linux*", "libstdc++.so.*",
    "libc++.so.*", "libgcc_s.so.*",   NULL,
};

// Headers of the C++ library, of which much is inlined into programs.
static const char *const runtime_files[] = {"*/c++/*", NULL};

static const char *const wrapper_functions[] = {
    // clang-format off
    // the C library's own, in static copies
    "pthread_*", "__pthread_*", "mtx_*", "cnd_*",
    // C++
    "std::*", "__gnu_cxx::*", "__gthread_*",
    // Boost
    "boost::*mutex*", "boost::*lock*", "boost::*condition*",
    // GLib
    "g_mutex_*", "g_rec_mutex_*", "g_rw_lock_*", "g_cond_*", "g_static_*mutex_*",
    // APR
    "apr_thread_*lock*", "apr_thread_mutex_*", "apr_thread_cond_*", "thread_mutex_*",
    // libuv
    "uv_mutex_*", "uv_rwlock_*", "uv_cond_*", "uv_sem_*",
    // Python
    "PyThread_*", "PyMUTEX_*", "PyCOND_*", "create_gil", "take_gil", "drop_gil",
    // OpenSSL, nginx, SQLite
    "CRYPTO_THREAD_*", "ngx_thread_mutex_*", "ngx_thread_cond_*", "sqlite3_mutex_*",
    "sqlite3MutexAlloc", "pthreadMutex*",
    // RocksDB, LevelDB
    "rocksdb::port::*", "rocksdb::Instrumented*", "rocksdb::MutexLock::*", "leveldb::port::*",
    // SDL, ZeroMQ
    "SDL_*Mutex*", "zmq::mutex_t::*", "zmq::scoped_lock_t::*",
    NULL,
    // clang-format on
};

static bool matches(const char *name, const char *const *patterns)
{
    for (; name && *patterns; patterns++) {
        if (fnmatch(*patterns, name, 0) == 0)
            return true;
    }
    return false;
}

static bool in_module(const struct profile_frame *f, const char *const *patterns)
{
    const char *slash = f->module ? strrchr(f->module, '/') : NULL;
    return matches(slash ? slash + 1 : f->module, patterns);
}

bool profile_is_ours(const struct profile_frame *f)
{
    return in_module(f, our_modules) || matches(f->function, our_functions);
}

bool profile_is_wrapper(const struct profile_frame *f)
{
    return profile_is_ours(f) || in_module(f, runtime_modules) || matches(f->file, runtime_files) ||
           matches(f->function, wrapper_functions);
}
