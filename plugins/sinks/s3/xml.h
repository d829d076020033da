/* SPDX-License-Identifier: Apache-2.0 */
/* XML replies, read as a flat run of elements. Document types are refused, and with them entities of the document's own; depth
 * and sizes have limits, so that a hostile reply costs no more than its bytes. */
#ifndef S3_XML_H
#define S3_XML_H

#include <lakegen/error.h>

#include <stddef.h>

/* An element that ends: its path from the root ("Error/Code", without prefixes) and the text in it, "" where there are elements.
 * Children come before their parent. Non-zero: stop, and the reading fails. */
typedef int xml_element_fn(void *context, const char *path, const char *text);

/* LG_E_TRANSIENT when it is not well-formed: a reply that was cut, or is not S3's. */
int xml_read(const char *bytes, size_t size, xml_element_fn *fn, void *context, struct lg_error *err);

/* Appends the text of an element for a request. */
struct lg_string;
void xml_put_text(struct lg_string *out, const char *text);

#endif
