/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: what is wrong with a file, a sentence each. All are counted, the first LG_FINDINGS_KEPT are kept.
 *
 * Life cycle: LG_FINDINGS_INIT, lg_findings_add(), lg_findings_release(). One thread. */
#ifndef LG_READ_FINDINGS_H
#define LG_READ_FINDINGS_H

#include <lakegen/error.h>

#include <stddef.h>

#define LG_FINDINGS_KEPT 100

struct lg_findings {
    int64_t count;
    size_t kept;
    char *text[LG_FINDINGS_KEPT]; /* owned */
};

/* clang-format off */
#define LG_FINDINGS_INIT { 0, 0, { NULL } }
/* clang-format on */

void lg_findings_release(struct lg_findings *findings);
void lg_findings_add(struct lg_findings *findings, const char *format, ...) LG_PRINTF(2, 3);

#endif
