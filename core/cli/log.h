/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on standard error: lines for people, or with --log-format json an object a line. Nothing said there ever stops a
 * run: what a full pipe or a closed terminal does not take is dropped. Any thread. */
#ifndef LG_CLI_LOG_H
#define LG_CLI_LOG_H

#include "base/json.h"
#include "base/string.h"

#include <stdbool.h>

enum lg_log_level { LG_LOG_INFO, LG_LOG_WARNING, LG_LOG_ERROR };

enum lg_log_form { LG_LOG_TEXT, LG_LOG_COLOR, LG_LOG_JSON };

/* A line: "lakegen: text", "lakegen: warning: text", with a red name for errors in colour, or {"time": …, "level": …, "event": …,
 * "message": …}. Control characters in the text are made visible. */
void lg_log_say(enum lg_log_form form, enum lg_log_level level, const char *event, const char *text);

/* The first members of a line of JSON, which the caller goes on with, closes and gives to lg_log_put(). */
void lg_log_open(struct lg_json *json, struct lg_string *line, enum lg_log_level level, const char *event);

/* Bytes as they are. patient: waits a while for somebody to read; otherwise drops them at once. */
void lg_log_put(const char *bytes, size_t size, bool patient);

#endif
