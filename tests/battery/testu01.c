/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a battery of TestU01 (P. L'Ecuyer and R. Simard, ACM TOMS 33(4), 2007) on 32-bit words from standard input.
 *
 *     stream ORDER [SEED [ROUNDS]] | testu01 small|crush|big [reversed]
 *
 * reversed: the bits of every word in the opposite order, because the batteries look hardest at the high ones. Prints a line for
 * each p-value, and ends with 1 when one lies outside 0.001 … 0.999. Built on request; needs TestU01 1.2.3. */
#include <bbattery.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <swrite.h>
#include <unif01.h>

#define WORDS 16384

static bool reversed;

static uint32_t reverse_bits(uint32_t x)
{
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
    return __builtin_bswap32(x);
}

/* TestU01 calls back without a context. */
static unsigned next_word(void)
{
    static uint32_t word[WORDS];
    static size_t next = WORDS;

    if (next == WORDS) {
        if (fread(word, sizeof(word[0]), WORDS, stdin) != WORDS) {
            (void)fputs("testu01: standard input ended too early\n", stderr);
            exit(2);
        }
        next = 0;
    }
    return reversed ? reverse_bits(word[next++]) : word[next++];
}

static const struct {
    const char *name;
    void (*run)(unif01_Gen *generator);
} batteries[] = {{"small", bbattery_SmallCrush}, {"crush", bbattery_Crush}, {"big", bbattery_BigCrush}};

static int run(void (*battery)(unif01_Gen *generator))
{
    char name[] = "stdin";
    unif01_Gen *generator = unif01_CreateExternGenBits(name, next_word);
    int outside = 0;

    swrite_Basic = FALSE;
    battery(generator);
    unif01_DeleteExternGenBits(generator);
    for (int i = 0; i < bbattery_NTests; i++) {
        (void)printf("%-28s %.6g\n", bbattery_TestNames[i], bbattery_pVal[i]);
        outside += bbattery_pVal[i] < 0.001 || bbattery_pVal[i] > 0.999;
    }
    (void)printf("%d of %d outside 0.001 ... 0.999\n", outside, bbattery_NTests);
    return outside > 0;
}

int main(int argc, char **argv)
{
    reversed = argc == 3 && strcmp(argv[2], "reversed") == 0;
    for (size_t i = 0; i < sizeof(batteries) / sizeof(batteries[0]); i++)
        if ((argc == 2 || reversed) && strcmp(argv[1], batteries[i].name) == 0)
            return run(batteries[i].run);
    (void)fputs("usage: testu01 small|crush|big [reversed]\n", stderr);
    return 2;
}
