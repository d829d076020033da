/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin's callback gave back: whatever it forgot, a failure is a failure and has a sentence. */
#ifndef LG_BASE_CALLBACK_H
#define LG_BASE_CALLBACK_H

#include <lakegen/error.h>

/* code: what the callback returned; name: the callback's. LG_OK only if it returned that and set no error. */
static inline int lg_callback_result(int code, const char *name, struct lg_error *err)
{
    if (code != LG_OK && err->code == LG_OK)
        (void)lg_error_set(err, LG_E_PLUGIN, "%s() failed with code %d and said nothing", name, code);
    return err->code;
}

#endif
