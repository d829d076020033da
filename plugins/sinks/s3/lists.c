/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of objects and of unfinished uploads, page by page. Keys are asked for percent-encoded, because XML cannot say all of them,
 * and decoded when the store says that it did so. */
#include "objects.h"

#include "xml.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE_BYTES ((size_t)16 << 20)

/* ---- a page ---- */

struct page {
    struct client *client;
    int64_t now;
    /* the item being read */
    struct lg_string key, id;
    int64_t bytes, time;
    /* of all items, for afterwards: key NUL id NUL */
    struct lg_string names;
    struct entry {
        size_t key, id;
        int64_t bytes, age_ms;
    } *entry;
    size_t entries;
    /* of the page */
    bool encoded, truncated, failed;
    struct lg_string next, next_id; /* where the next page begins */
};

static void page_release(struct page *page)
{
    lg_string_release(&page->key);
    lg_string_release(&page->id);
    lg_string_release(&page->names);
    lg_string_release(&page->next);
    lg_string_release(&page->next_id);
    free(page->entry);
}

static void set_text(struct lg_string *to, const char *text)
{
    lg_string_clear(to);
    lg_string_puts(to, text);
}

static int add_item(struct page *page)
{
    if (page->entries % 256 == 0) {
        struct entry *grown = realloc(page->entry, (page->entries + 256) * sizeof(*grown));

        if (!grown) {
            page->failed = true;
            return 1;
        }
        page->entry = grown;
    }
    page->entry[page->entries++] =
        (struct entry){page->names.length, page->names.length + page->key.length + 1, page->bytes,
                       page->time > 0 && page->now >= page->time ? (page->now - page->time) * 1000 : page->time > 0 ? 0 : -1};
    lg_string_append(&page->names, lg_string_text(&page->key), page->key.length + 1);
    lg_string_append(&page->names, lg_string_text(&page->id), page->id.length + 1);
    lg_string_clear(&page->key);
    lg_string_clear(&page->id);
    page->bytes = page->time = 0;
    return page->names.failed;
}

static void read_time(struct page *page, const char *text)
{
    struct lg_error ignored = LG_ERROR_INIT;

    if (credentials_parse_time(text, &page->time, &ignored) != LG_OK)
        page->time = 0;
}

static int take_element(void *context, const char *path, const char *text)
{
    struct page *page = context;
    const char *slash = strchr(path, '/'), *name = slash ? slash + 1 : "";

    if (strcmp(name, "Contents") == 0 || strcmp(name, "Upload") == 0)
        return add_item(page);
    if (strcmp(name, "Contents/Key") == 0 || strcmp(name, "Upload/Key") == 0)
        set_text(&page->key, text);
    else if (strcmp(name, "Upload/UploadId") == 0)
        set_text(&page->id, text);
    else if (strcmp(name, "Contents/Size") == 0)
        page->bytes = strtoll(text, NULL, 10);
    else if (strcmp(name, "Contents/LastModified") == 0 || strcmp(name, "Upload/Initiated") == 0)
        read_time(page, text);
    else if (strcmp(name, "EncodingType") == 0)
        page->encoded = strcmp(text, "url") == 0;
    else if (strcmp(name, "IsTruncated") == 0)
        page->truncated = strcmp(text, "true") == 0;
    else if (strcmp(name, "NextContinuationToken") == 0 || strcmp(name, "NextMarker") == 0 || strcmp(name, "NextKeyMarker") == 0)
        set_text(&page->next, text);
    else if (strcmp(name, "NextUploadIdMarker") == 0)
        set_text(&page->next_id, text);
    return 0;
}

static void decode_names(struct page *page)
{
    for (size_t i = 0; page->encoded && i < page->entries; i++)
        url_decode(page->names.text + page->entry[i].key);
}

/* ---- asking for one ---- */

enum list { LIST_1, LIST_2, LIST_UPLOADS };

struct place { /* where a page begins; "" at the start */
    struct lg_string marker, id;
};

static void put_query(struct call *call, enum list list, const char *prefix, const struct place *place)
{
    static const struct {
        const char *name, *value, *marker;
    } forms[] = {[LIST_1] = {NULL, NULL, "marker"},
                 [LIST_2] = {"list-type", "2", "continuation-token"},
                 [LIST_UPLOADS] = {"uploads", "", "key-marker"}};

    if (forms[list].name)
        call_query(call, forms[list].name, forms[list].value);
    call_query(call, "prefix", prefix);
    if (list != LIST_UPLOADS) /* there Ceph encodes without saying so */
        call_query(call, "encoding-type", "url");
    if (place->marker.length > 0)
        call_query(call, forms[list].marker, place->marker.text);
    if (place->id.length > 0)
        call_query(call, "upload-id-marker", place->id.text);
}

static int ask(struct client *client, enum list list, const char *prefix, const struct place *place, struct page *page,
               struct lg_error *err)
{
    bool uploads = list == LIST_UPLOADS;
    struct call call = {.what = uploads ? "listing unfinished uploads of" : "listing",
                        .permission = uploads ? "s3:ListBucketMultipartUploads" : "s3:ListBucket", .method = "GET", .ceiling = PAGE_BYTES};

    put_query(&call, list, prefix, place);
    *page = (struct page){.client = client, .now = client_now(client)};
    if (client_perform(client, &call, err) == LG_OK &&
        xml_read(lg_string_text(&call.reply.body), call.reply.body.length, take_element, page, err) != LG_OK && page->failed) {
        *err = (struct lg_error)LG_ERROR_INIT;
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a list");
    }
    call_release(&call);
    decode_names(page);
    return err->code;
}

/* Older stores know only the first version: some refuse the second, some answer as if it were the first. */
static bool wants_version_1(const struct page *page, int code)
{
    return code == LG_E_UNSUPPORTED || (code == LG_OK && page->truncated && page->next.length == 0);
}

/* The next page begins behind the last key, where the store does not say it. A store that names the same place again would be
 * asked for ever. */
static int go_on(struct page *page, enum list list, struct place *place, struct lg_error *err)
{
    const char *last = page->entries > 0 ? page->names.text + page->entry[page->entries - 1].key : "";

    if (list != LIST_2 && page->encoded && page->next.length > 0) {
        url_decode(page->next.text);
        page->next.length = strlen(page->next.text);
    }
    if (page->next.length == 0 && list == LIST_1)
        lg_string_puts(&page->next, last);
    if (page->next.length == 0 || (strcmp(page->next.text, lg_string_text(&place->marker)) == 0 &&
                                   strcmp(lg_string_text(&page->next_id), lg_string_text(&place->id)) == 0))
        return lg_error_set(err, LG_E_DESTINATION, "listing: the store says that there is more, but not where; its list repeats itself");
    set_text(&place->marker, page->next.text);
    set_text(&place->id, lg_string_text(&page->next_id));
    return LG_OK;
}

typedef int item_fn(void *context, const struct page *page, const struct entry *entry);

static int each_page(struct client *client, enum list list, const char *prefix, item_fn *fn, void *context, struct lg_error *err)
{
    struct place place = {LG_STRING_INIT, LG_STRING_INIT};
    bool more = true;

    while (more && err->code == LG_OK) {
        struct page page;
        int code = ask(client, list, prefix, &place, &page, err), stopped = 0;

        if (list == LIST_2 && wants_version_1(&page, code) && client_use_list_1(client)) {
            *err = (struct lg_error)LG_ERROR_INIT;
            list = LIST_1;
            if (code != LG_OK) {
                page_release(&page);
                continue;
            }
        }
        for (size_t i = 0; err->code == LG_OK && !stopped && i < page.entries; i++)
            stopped = fn(context, &page, &page.entry[i]);
        more = err->code == LG_OK && !stopped && page.truncated && go_on(&page, list, &place, err) == LG_OK;
        page_release(&page);
    }
    lg_string_release(&place.marker);
    lg_string_release(&place.id);
    return err->code;
}

/* ---- objects ---- */

struct listing {
    lg_list_fn *emit;
    void *context;
};

static int emit_object(void *context, const struct page *page, const struct entry *entry)
{
    const struct listing *listing = context;

    return listing->emit(listing->context, &(struct lg_entry){page->names.text + entry->key, entry->bytes, entry->age_ms});
}

int object_list(struct client *client, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err)
{
    struct listing listing = {emit, context};

    return each_page(client, client_list_version(client) == 1 ? LIST_1 : LIST_2, prefix, emit_object, &listing, err);
}

static int look(struct client *client, const char *prefix, unsigned flags, struct lg_error *err)
{
    struct call call = {.what = "looking into", .permission = "s3:ListBucket", .method = "GET", .flags = flags, .ceiling = PAGE_BYTES};

    if (client_list_version(client) == 2)
        call_query(&call, "list-type", "2");
    call_query(&call, "max-keys", "1");
    call_query(&call, "prefix", prefix);
    (void)client_perform(client, &call, err);
    call_release(&call);
    return err->code;
}

int object_look(struct client *client, const char *prefix, unsigned flags, struct lg_error *err)
{
    if (look(client, prefix, flags, err) != LG_E_UNSUPPORTED || !client_use_list_1(client))
        return err->code;
    *err = (struct lg_error)LG_ERROR_INIT;
    return look(client, prefix, flags, err);
}

/* ---- uploads ---- */

struct upload_listing {
    const char *prefix;
    object_upload_fn *emit;
    void *context;
    bool found;
};

static int emit_upload(void *context, const struct page *page, const struct entry *entry)
{
    struct upload_listing *listing = context;
    const char *key = page->names.text + entry->key;

    if (strncmp(key, listing->prefix, strlen(listing->prefix)) != 0)
        return 0;
    listing->found = true;
    return listing->emit(listing->context, &(struct object_upload){key, page->names.text + entry->id, entry->age_ms});
}

/* MinIO takes a prefix for a whole name, and finds nothing; without one it lists those of all the bucket. Elsewhere that second list is
 * of no use, and what fails there is no failure. */
int object_list_uploads(struct client *client, const char *prefix, object_upload_fn *emit, void *context, struct lg_error *err)
{
    struct upload_listing listing = {prefix, emit, context, false};
    struct lg_error ignored = LG_ERROR_INIT;

    if (each_page(client, LIST_UPLOADS, prefix, emit_upload, &listing, err) == LG_OK && !listing.found && *prefix)
        (void)each_page(client, LIST_UPLOADS, "", emit_upload, &listing, &ignored);
    return err->code;
}
