/* SPDX-License-Identifier: Apache-2.0 */
/* Over expat, which streams and never looks anything up. */
#include "xml.h"

#include "base/string.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#define MAX_DEPTH 16
#define MAX_PATH 512
#define MAX_TEXT ((size_t)64 << 10)

struct reading {
    XML_Parser parser;
    xml_element_fn *fn;
    void *context;
    char path[MAX_PATH];
    size_t length[MAX_DEPTH + 1]; /* of the path at each depth */
    int depth;
    struct lg_string text;
    const char *refused; /* why it was stopped */
};

static void refuse(struct reading *reading, const char *why)
{
    if (!reading->refused)
        reading->refused = why;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
    (void)name, (void)system, (void)public, (void)subset;
    refuse(context, "it has a document type");
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = context;
    const char *colon = strrchr(name, ':'), *plain = colon ? colon + 1 : name;
    size_t at = reading->length[reading->depth], size = strlen(plain);

    (void)attributes;
    if (reading->depth == MAX_DEPTH || at + size + 2 > MAX_PATH) {
        refuse(reading, "its elements are too deep");
        return;
    }
    if (at > 0)
        reading->path[at++] = '/';
    memcpy(reading->path + at, plain, size + 1);
    reading->length[++reading->depth] = at + size;
    lg_string_clear(&reading->text);
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    struct reading *reading = context;

    if (reading->text.length + (size_t)size > MAX_TEXT)
        refuse(reading, "an element is too long");
    else
        lg_string_append(&reading->text, text, (size_t)size);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reading *reading = context;

    (void)name;
    if (reading->refused || reading->depth == 0)
        return;
    if (reading->fn(reading->context, reading->path, lg_string_text(&reading->text)) != 0)
        refuse(reading, "it has what nobody asked for");
    reading->path[reading->length[--reading->depth]] = '\0';
    lg_string_clear(&reading->text);
}

static int parse(struct reading *reading, const char *bytes, size_t size, struct lg_error *err)
{
    if (size <= INT_MAX && XML_Parse(reading->parser, bytes, (int)size, XML_TRUE) == XML_STATUS_OK && !reading->text.failed)
        return LG_OK;
    if (reading->text.failed)
        return lg_string_check(&reading->text, err);
    return lg_error_set(err, LG_E_TRANSIENT, "the reply is not the XML of S3: %s",
                        reading->refused ? reading->refused : XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

int xml_read(const char *bytes, size_t size, xml_element_fn *fn, void *context, struct lg_error *err)
{
    struct reading reading = {.parser = XML_ParserCreate("UTF-8"), .fn = fn, .context = context};

    if (memchr(bytes, 0, size)) {
        XML_ParserFree(reading.parser);
        return lg_error_set(err, LG_E_TRANSIENT, "the reply is not the XML of S3: it has NULs, or is UTF-16");
    }
    if (!reading.parser)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an XML reply");
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
    (void)parse(&reading, bytes, size, err);
    XML_ParserFree(reading.parser);
    lg_string_release(&reading.text);
    return err->code;
}

void xml_put_text(struct lg_string *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            lg_string_puts(out, "&amp;");
            break;
        case '<':
            lg_string_puts(out, "&lt;");
            break;
        case '>':
            lg_string_puts(out, "&gt;");
            break;
        case '"':
            lg_string_puts(out, "&quot;");
            break;
        default:
            lg_string_putc(out, *text);
        }
}
