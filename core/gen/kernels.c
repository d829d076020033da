/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses the code path: asks the processor, and LAKEGEN_CPU. */
#include "gen/kernels.h"

#include "config.h"

#include <stdbool.h>
#include <stdlib.h>

#if HAVE_X86_KERNELS
#include <cpuid.h>

struct cpuid {
    unsigned eax, ebx, ecx, edx;
};

static struct cpuid query(unsigned leaf)
{
    struct cpuid id = {0, 0, 0, 0};

    if (!__get_cpuid_count(leaf, 0, &id.eax, &id.ebx, &id.ecx, &id.edx))
        return (struct cpuid){0, 0, 0, 0};
    return id;
}

static bool has(unsigned value, unsigned mask)
{
    return (value & mask) == mask;
}

static bool has_aesni(void)
{
    return has(query(1).ecx, bit_AES | bit_SSSE3 | bit_SSE4_1);
}

/* AVX-512 also needs an operating system that saves its registers: bits 1, 2, 5, 6 and 7 of XCR0. */
static bool has_vaes(void)
{
    struct cpuid features = query(7);
    unsigned low = 0, high = 0;

    if (!has_aesni() || !has(query(1).ecx, bit_OSXSAVE))
        return false;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return has(low, 0xe6) && has(features.ebx, bit_AVX512F | bit_AVX512BW | bit_AVX512VL) && has(features.ecx, bit_VAES);
}
#endif

#if HAVE_ARMV8_KERNELS
#include <sys/auxv.h>

#ifndef HWCAP_AES
#define HWCAP_AES (1 << 3)
#endif

static bool has_armv8(void)
{
    return (getauxval(AT_HWCAP) & HWCAP_AES) != 0;
}
#endif

static bool has_nothing_special(void)
{
    return true;
}

static const struct {
    const struct lg_kernels *kernels;
    bool (*runs_here)(void);
} paths[] = {
#if HAVE_X86_KERNELS
    {&lg_kernels_vaes, has_vaes},
    {&lg_kernels_aesni, has_aesni},
#endif
#if HAVE_ARMV8_KERNELS
    {&lg_kernels_armv8, has_armv8},
#endif
    {&lg_kernels_portable, has_nothing_special},
};

const struct lg_kernels *lg_kernels_available(unsigned i)
{
    for (size_t p = 0; p < sizeof(paths) / sizeof(paths[0]); p++)
        if (paths[p].runs_here() && i-- == 0)
            return paths[p].kernels;
    return NULL;
}

int lg_kernels_choose(const struct lg_kernels **kernels, struct lg_error *err)
{
    const char *wanted = getenv("LAKEGEN_CPU");
    const struct lg_kernels *candidate;

    for (unsigned i = 0; (candidate = lg_kernels_available(i)) != NULL; i++)
        if (!wanted || !*wanted || strcmp(wanted, candidate->name) == 0) {
            *kernels = candidate;
            return LG_OK;
        }
    return lg_error_set(err, LG_E_CONFIG, "LAKEGEN_CPU is '%.32s', which this machine or build does not have; unset it to "
                        "use '%s'", wanted, lg_kernels_available(0)->name);
}
