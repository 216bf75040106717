// checked.h - plain data that is used as such, and that Relacy watches for data races.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_CHECKED_H
#define PAWL_TESTS_WEAK_RELACY_CHECKED_H

#include "rl.h"

#include <type_traits>

template <typename T> class checked
{
  public:
    checked(T value = T()) : var_(value)
    {
    }

    operator T() const
    {
        return var_($).load();
    }

    explicit operator uintptr_t() const requires(!std::is_same_v<T, uintptr_t>)
    {
        return (uintptr_t)T(*this);
    }

    T operator->() const
    {
        return *this;
    }

    T operator=(T value)
    {
        var_($).store(value);
        return value;
    }

    T operator=(const checked &other)
    {
        return *this = T(other);
    }

  private:
    rl::var<T> var_;
};

#endif
