/* SPDX-License-Identifier: Apache-2.0 */
/* Records through a sink's callbacks. */
#include "record/place.h"

#include "base/callback.h"

#define LARGEST_RECORD ((size_t)1 << 30)

int lg_place_name(const struct lg_place *place, const char *run, const char *record, struct lg_string *name, struct lg_error *err)
{
    lg_string_clear(name);
    lg_string_printf(name, "%s%s/%s", place->prefix, run, record);
    return lg_string_check(name, err);
}

static int collect(void *context, const void *bytes, size_t size)
{
    struct lg_string *text = context;

    if (text->length + size > LARGEST_RECORD)
        text->failed = true;
    lg_string_append(text, bytes, size);
    return text->failed;
}

int lg_place_read(const struct lg_place *place, const char *name, struct lg_string *text, struct lg_error *err)
{
    lg_string_clear(text);
    if (lg_callback_result(place->sink->read(place->state, name, 0, -1, collect, text, err), "read", err) != LG_OK)
        return err->code;
    return lg_string_check(text, err);
}

int lg_place_publish(const struct lg_place *place, const char *name, const struct lg_string *text, bool if_absent,
                     struct lg_error *err)
{
    if (lg_string_check(text, err) != LG_OK)
        return err->code;
    return lg_callback_result(place->sink->publish(place->state, name, lg_string_text(text), text->length, if_absent, err), "publish", err);
}

int lg_place_remove(const struct lg_place *place, const char *name, struct lg_error *err)
{
    return lg_callback_result(place->sink->remove(place->state, name, err), "remove", err);
}
