/* SPDX-License-Identifier: Apache-2.0 */
/* Exit statuses of the program: one list for `help exit-codes`, the manual and the tests. Errors name theirs in lakegen/error.h. */
#ifndef LG_CLI_EXITS_H
#define LG_CLI_EXITS_H

/* X(status, name, meaning) */
#define LG_EXITS(X) \
    X(0, "ok", "every planned part is present and acknowledged") \
    X(1, "internal", "a bug of lakegen") \
    X(2, "usage", "wrong option or combination of options") \
    X(3, "config", "wrong configuration or schema, incomplete credentials") \
    X(4, "plugin", "a plugin was refused or broke its contract") \
    X(5, "auth", "credentials denied or invalid") \
    X(6, "destination", "folder, bucket, table or endpoint missing, unwritable or occupied") \
    X(7, "transient", "retries used up") \
    X(8, "local", "disk full, quota, memory or other limits of this machine") \
    X(9, "verification", "bytes or counts differ") \
    X(10, "partial", "some parts failed") \
    X(11, "state", "checkpoint damaged, or made with another plan") \
    X(12, "timeout", "a deadline was reached") \
    X(130, "interrupted", "SIGINT, after a clean stop") \
    X(141, "closed", "whoever read standard output had enough and went away; nothing is said about it") \
    X(143, "terminated", "SIGTERM, after a clean stop")

#endif
