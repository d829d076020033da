/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of findings. */
#include "read/findings.h"

#include "base/string.h"

#include <stdlib.h>

void lg_findings_release(struct lg_findings *findings)
{
    for (size_t i = 0; i < findings->kept; i++)
        free(findings->text[i]);
    *findings = (struct lg_findings)LG_FINDINGS_INIT;
}

/* Without memory for the sentence it is still counted. */
void lg_findings_add(struct lg_findings *findings, const char *format, ...)
{
    struct lg_string text = LG_STRING_INIT;
    va_list arguments;
    char *sentence;

    findings->count++;
    if (findings->kept == LG_FINDINGS_KEPT)
        return;
    va_start(arguments, format);
    lg_string_vprintf(&text, format, arguments);
    va_end(arguments);
    sentence = lg_string_move(&text);
    if (sentence)
        findings->text[findings->kept++] = sentence;
}
