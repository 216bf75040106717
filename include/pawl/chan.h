// chan.h - channels: what is sent by one is received by one, in order. And select.
// SPDX-License-Identifier: MIT
//
//     pawl_chan *c = pawl_chan_make(sizeof(int), 0);    // 0: unbuffered
//
//     int n = 42;                                       int got;
//     pawl_chan_send(c, &n);    // waits for ...        while (pawl_chan_recv(c, &got))
//     pawl_chan_close(c);                                   use(got);
//
// Go's, between threads, goroutines, and one of each. An unbuffered channel passes an element from
// hand to hand: send and recv wait for each other. A buffered one keeps up to cap elements: send
// waits while it is full, recv while it is empty. Who waits is served in the order of arrival, and
// what has been given to a receiver nobody can take from it. Elements are copied, byte by byte.
//
// Closing tells receivers that no more will come: what is in the buffer is still received, and then
// recv returns false at once, for ever. To send on a closed channel is a mistake of the program: it
// is fatal ("send on closed channel"), also for who was waiting to send. Who must not die uses the
// forms that return codes, try and until: 0, PAWL_EAGAIN, PAWL_ETIMEDOUT, PAWL_ECLOSED.
//
// A NULL channel is never ready: send and recv wait for ever, or for their deadline. In a select it
// is a case that is switched off. To close one is fatal ("close of nil channel").
//
// Freeing. There is no garbage collector: somebody owns the channel and frees it when nobody will
// use it any more. Whoever knows that may do so at once, as with pawl's locks: who has completed a
// send, a receive, or a close that another one has noticed does not touch the channel again, even
// if it has not returned yet. A select uses all channels of its cases until it returns.
//
// Nothing here is a cancellation point; none may be called from a signal handler. After fork the
// child has the channels as they were, with those who waited, who are gone: it may use those that
// nobody used or waited for at that moment. Waiting calls no malloc, but in a select of more than
// 16 cases.
#ifndef PAWL_CHAN_H
#define PAWL_CHAN_H

#include <pawl/clock.h>

PAWL_BEGIN_DECLS

typedef struct pawl_chan pawl_chan;

// What the forms that return codes return when it cannot be done now, or not any more.
#define PAWL_EAGAIN EAGAIN
#define PAWL_ECLOSED EPIPE

// pawl_chan_make makes a channel for elements of elem_size bytes, which keeps cap of them. Fatal if
// that is too much for any machine ("makechan: size out of range") or for this one ("pawl: no
// memory for a channel"). elem_size may be 0: then only that something was sent counts.
PAWL_API pawl_chan *pawl_chan_make(size_t elem_size, size_t cap);

// pawl_chan_trymake is make, but returns NULL instead of dying.
PAWL_API pawl_chan *pawl_chan_trymake(size_t elem_size, size_t cap);

// pawl_chan_free frees a channel that nobody uses any more, with what is in its buffer. NULL: does
// nothing. Fatal if somebody waits ("pawl: free of a channel that is waited for").
PAWL_API void pawl_chan_free(pawl_chan *c);

// pawl_chan_send sends the element at elem. Waits until there is a receiver or room.
// Memory: a send synchronizes before the return of the recv that gets its element; the k-th recv of
// a channel of cap n before the return of the (k+n)-th send, so that with n = 0 a recv synchronizes
// before the return of the send that it takes from.
PAWL_API void pawl_chan_send(pawl_chan *c, const void *elem);

// pawl_chan_trysend sends without waiting: 0, PAWL_EAGAIN (no room, nobody waits), PAWL_ECLOSED.
PAWL_API int pawl_chan_trysend(pawl_chan *c, const void *elem);

// pawl_chan_send_until is send with a deadline (pawl/clock.h): 0, PAWL_ETIMEDOUT, PAWL_ECLOSED.
// With a deadline in the past it does not wait.
PAWL_API int pawl_chan_send_until(pawl_chan *c, const void *elem, int64_t deadline);

// pawl_chan_recv receives an element to elem (NULL: drops it) and returns true. Waits until there
// is one. Returns false, and fills elem with zeros, when the channel is closed and empty.
// Memory: see send. A close synchronizes before the return of each recv that returns false.
PAWL_API bool pawl_chan_recv(pawl_chan *c, void *elem);

// pawl_chan_tryrecv receives without waiting: 0, PAWL_EAGAIN (empty, nobody sends; elem stays as it
// is), PAWL_ECLOSED (closed and empty; zeros).
PAWL_API int pawl_chan_tryrecv(pawl_chan *c, void *elem);

// pawl_chan_recv_until is recv with a deadline: 0, PAWL_ETIMEDOUT, PAWL_ECLOSED.
PAWL_API int pawl_chan_recv_until(pawl_chan *c, void *elem, int64_t deadline);

// pawl_chan_close closes c. All who wait to receive return, all who wait to send die of it. Fatal
// if it is closed ("close of closed channel") or NULL ("close of nil channel").
PAWL_API void pawl_chan_close(pawl_chan *c);

// pawl_chan_tryclose is close, but returns PAWL_ECLOSED if it was closed, instead of dying.
PAWL_API int pawl_chan_tryclose(pawl_chan *c);

// pawl_chan_len returns how many elements are in the buffer, pawl_chan_cap how many find room. 0 of
// an unbuffered channel, and of NULL.
PAWL_API size_t pawl_chan_len(const pawl_chan *c);
PAWL_API size_t pawl_chan_cap(const pawl_chan *c);

// ---- select -------------------------------------------------------------------------------------

// One thing that may happen. PAWL_CASE_RECV and PAWL_CASE_SEND make one.
struct pawl_case {
    pawl_chan *chan;  // NULL: this case never happens
    void *recv;       // where a received element goes; NULL: it is dropped
    const void *send; // what is sent
    bool sends;
    int err; // of the case that has happened: 0, or PAWL_ECLOSED
};

// clang-format off
#define PAWL_CASE_RECV(c, elem) {(c), (elem), NULL, false, 0}
#define PAWL_CASE_SEND(c, elem) {(c), NULL, (elem), true, 0}
// clang-format on

// pawl_select waits until one of n cases can happen, lets it happen, and returns its number. If
// several can, one is chosen at random, each as likely. A channel may be in several cases. Received
// from a closed channel: err is PAWL_ECLOSED. Fatal if it chooses a send on a closed channel. With
// no case at all, or only NULL channels, it waits for ever.
//     struct pawl_case cases[] = {PAWL_CASE_RECV(requests, &r), PAWL_CASE_RECV(quit, NULL)};
//     switch (pawl_select(cases, 2)) {
// At most 65,536 cases ("pawl: too many select cases").
PAWL_API int pawl_select(struct pawl_case *cases, int n);

// pawl_select_try returns -1 if no case can happen at once: Go's default. pawl_select_until returns
// -1 if none did until the deadline. Both say of a send on a closed channel, as of a receive, that
// err is PAWL_ECLOSED.
PAWL_API int pawl_select_try(struct pawl_case *cases, int n);
PAWL_API int pawl_select_until(struct pawl_case *cases, int n, int64_t deadline);

// ---- timers: channels that give a moment, int64_t as of pawl_now --------------------------------

// pawl_after makes a channel that gives one element, the moment, when ns nanoseconds have passed.
// pawl_tick makes one that gives one every period; what nobody has taken when the next one is due
// is dropped. period must be positive ("non-positive interval for NewTicker"). Both cost no thread
// and no timer: who waits for them wakes up in time. They belong to the caller, to be freed with
// pawl_chan_free. Nothing can be sent on them ("pawl: send on a timer's channel").
PAWL_API pawl_chan *pawl_after(int64_t ns);
PAWL_API pawl_chan *pawl_tick(int64_t period);

// pawl_timer_stop lets the channel of pawl_after or pawl_tick give nothing more, and reports
// whether something would still have come, or was there to be taken. pawl_timer_reset lets it begin
// anew, with ns in the place of what it was made with; what was there to be taken is dropped. Who
// waits for it goes on waiting. A tick's must be positive ("non-positive interval for
// Ticker.Reset").
PAWL_API bool pawl_timer_stop(pawl_chan *timer);
PAWL_API bool pawl_timer_reset(pawl_chan *timer, int64_t ns);

PAWL_END_DECLS

// ---- with types ---------------------------------------------------------------------------------

// PAWL_CHAN(T) is the type of a channel of T. To send anything but a T, or to receive into anything
// but a T, is an error of the compiler: not even an int goes for a long.
//     typedef PAWL_CHAN(int) numbers;
//     numbers c;
//     PAWL_MAKE(c, 10);
//     PAWL_SEND(c, 42);
//     for (int n; PAWL_RECV(c, &n);) …
//     pawl_chan_close(c.chan);
// c.chan is the channel itself, for everything else.
#if defined(__cplusplus)
extern "C++" {
template <class T> struct pawl_chan_of {
    pawl_chan *chan;
    T *type_; // never set
    static_assert(__is_trivially_copyable(T), "elements are copied byte by byte");
};
template <class T> inline void pawl_send_(const pawl_chan_of<T> &c, T value)
{
    pawl_chan_send(c.chan, &value);
}
template <class T> inline bool pawl_recv_(const pawl_chan_of<T> &c, T *value)
{
    return pawl_chan_recv(c.chan, value);
}
}
#define PAWL_CHAN(T) pawl_chan_of<T>
#define PAWL_SEND(c, value) pawl_send_((c), (value))
#define PAWL_RECV(c, place) pawl_recv_((c), (place))
#else
#define PAWL_CHAN(T)                                                                               \
    struct {                                                                                       \
        pawl_chan *chan;                                                                           \
        T *type_;                                                                                  \
    }
// An array of one: its braces are those of the array, also if T is a structure.
#define PAWL_SEND(c, value)                                                                        \
    pawl_chan_send((c).chan, (__typeof__(*(c).type_)[1]){_Generic((value), __typeof__(*(c).type_)  \
                                                                  : (value))})
#define PAWL_RECV(c, place)                                                                        \
    pawl_chan_recv((c).chan, _Generic((place), __typeof__((c).type_) : (place)))
#endif
#define PAWL_MAKE(c, cap) ((void)((c).chan = pawl_chan_make(sizeof *(c).type_, (cap))))

// PAWL_EACH runs what follows for each element that is received, as a T, until c is closed.
//     PAWL_EACH(int, n, c)
//         sum += n;
#define PAWL_EACH(T, name, c) for (T name; PAWL_RECV((c), &name);)

#endif
