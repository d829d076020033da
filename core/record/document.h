/* SPDX-License-Identifier: Apache-2.0 */
/* Records as JSON documents: parsing, with a sentence for what is wrong, and reading members. */
#ifndef LG_RECORD_DOCUMENT_H
#define LG_RECORD_DOCUMENT_H

#include <lakegen/error.h>

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* The version of all records that this program writes, and the newest that it reads. */
#define LG_RECORD_VERSION 1

/* Nesting and duplicate members are limited. LG_E_STATE; *root is NULL then, otherwise owned: json_decref(). */
int lg_document_parse(const char *text, size_t size, json_t **root, struct lg_error *err);

/* The same, of a record: an object whose "version" this program knows. A newer one is said to be newer. */
int lg_document_parse_record(const char *text, size_t size, json_t **root, struct lg_error *err);

/* false when the member is absent or of another type; text: or too long. */
bool lg_member_int(const json_t *object, const char *key, int64_t *value);
bool lg_member_text(const json_t *object, const char *key, char *text, size_t size);

#endif
