/* SPDX-License-Identifier: Apache-2.0 */
/* The bucket as a point in time: what is spent moves it on, and whoever spends waits until it has come. */
#include "run/pacer.h"

#include <lakegen/sink.h>

#include "base/int128.h"
#include "base/machine.h"

#include <time.h>

#define SECOND INT64_C(1000000000)
#define LONGEST_SLEEP_NS (SECOND / 10) /* between looks at the cancel flag */

void lg_pacer_init(struct lg_pacer *pacer, const struct lg_rate *rate, const volatile int *cancelled)
{
    pacer->rate = *rate;
    pacer->cancelled = cancelled;
    pacer->paid_ns = lg_clock_ns();
    (void)pthread_mutex_init(&pacer->mutex, NULL);
}

void lg_pacer_release(struct lg_pacer *pacer)
{
    (void)pthread_mutex_destroy(&pacer->mutex);
}

static void sleep_until(const struct lg_pacer *pacer, int64_t until_ns)
{
    int64_t now;

    while (!lg_is_cancelled(pacer->cancelled) && (now = lg_clock_ns()) < until_ns) {
        int64_t left = until_ns - now < LONGEST_SLEEP_NS ? until_ns - now : LONGEST_SLEEP_NS;

        (void)nanosleep(&(struct timespec){0, left}, NULL);
    }
}

static void spend(struct lg_pacer *pacer, int64_t amount)
{
    int64_t until, oldest = lg_clock_ns() - SECOND;

    (void)pthread_mutex_lock(&pacer->mutex);
    if (pacer->paid_ns < oldest)
        pacer->paid_ns = oldest;
    pacer->paid_ns += (int64_t)((lg_int128)amount * SECOND / pacer->rate.per_second);
    until = pacer->paid_ns;
    (void)pthread_mutex_unlock(&pacer->mutex);
    sleep_until(pacer, until);
}

static void pay(void *context, int64_t bytes)
{
    struct lg_pace *pace = context;
    int64_t amount = pace->pacer->rate.is_bytes ? bytes
                     : pace->bytes > 0          ? (int64_t)((lg_int128)bytes * pace->rows / pace->bytes)
                                                : 0;

    pace->spent += amount;
    spend(pace->pacer, amount);
}

void lg_pace_begin(struct lg_pace *pace, struct lg_output *output)
{
    if (pace->pacer->rate.per_second > 0)
        lg_output_set_pace(output, pay, pace);
}

void lg_pace_end(struct lg_pace *pace, struct lg_output *output, int64_t rows, int64_t bytes)
{
    if (pace->pacer->rate.per_second == 0)
        return;
    lg_output_set_pace(output, NULL, NULL);
    pace->spent -= pace->pacer->rate.is_bytes ? bytes : rows;
    if (pace->spent >= 0)
        return; /* the next row group has that much to its credit */
    spend(pace->pacer, -pace->spent);
    pace->spent = 0;
}
