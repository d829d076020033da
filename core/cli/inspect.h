/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen inspect: its two kinds of files. */
#ifndef LG_CLI_INSPECT_H
#define LG_CLI_INSPECT_H

#include "base/json.h"
#include "cli/cli.h"

#include "read/blob.h"
#include "read/findings.h"

/* Appends what the command prints. What is wrong with the file goes to findings; errors are of what cannot be read at all. */
int lg_inspect_parquet(const struct lg_blob *blob, bool json, struct lg_string *out, struct lg_findings *findings,
                       struct lg_error *err);
int lg_inspect_text(const struct lg_blob *blob, bool json, struct lg_string *out, struct lg_findings *findings, struct lg_error *err);

/* The findings, as the last of what is printed: a JSON member, or a paragraph. */
void lg_inspect_put_findings(const struct lg_findings *findings, struct lg_json *json);
void lg_inspect_list_findings(const struct lg_findings *findings, struct lg_string *out);

#endif
