/* SPDX-License-Identifier: Apache-2.0 */
/* New plugins from the templates, which are the smallest plugins of the source tree under another name. */
#ifndef LG_KIT_TEMPLATE_H
#define LG_KIT_TEMPLATE_H

#include "base/string.h"

/* Makes a folder of that name in the current one, with everything that a plugin of the kind (LG_KIND_…) needs; files gets the names of
 * what is in it, separated by spaces. LG_E_USAGE for a name that no plugin can have; LG_E_DESTINATION when the folder is there, or cannot
 * be made, and nothing is left of it then. */
int lg_template_stamp(int kind, const char *name, struct lg_string *files, struct lg_error *err);

#endif
