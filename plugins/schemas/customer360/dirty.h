/* SPDX-License-Identifier: Apache-2.0 */
/* Corruption: e-mail, phone, city and state. The same functions make the stored value and, for the ground truth, the clean one. */
#ifndef CUSTOMER360_DIRTY_H
#define CUSTOMER360_DIRTY_H

#include "customer360.h"

#define CITY_WORDS 24
#define STATE_WORDS 42
#define LOCATIONS 22
extern const char *const dirty_cities[CITY_WORDS];
extern const char *const dirty_states[STATE_WORDS];

/* Modes of corruption, in the order of dirty_modes; CLEAN: none that changed the value. */
enum {
    CLEAN = -1,
    EMAIL_AT_REMOVED,
    EMAIL_UPPER_CASE,
    EMAIL_PADDED,
    EMAIL_DOUBLE_AT,
    EMAIL_DOMAIN_CUT,
    EMAIL_AT_SPELLED,
    PHONE_DIGITS,
    PHONE_DASHED,
    PHONE_CUT,
    PHONE_LETTER_O,
    CITY_MISSPELT,
    STATE_VARIANT,
    MODES
};
extern const char *const dirty_modes[MODES];

#define EMAIL_LONGEST 64
#define PHONE_LONGEST 32

/* The e-mail of a draw, clean or as the mode has it; gives its end. */
char *dirty_put_email(const struct customer360 *schema, const struct lg_draw *draw, int mode, char *p);
int dirty_email_mode(const struct customer360 *schema, const struct lg_draw *draw, int64_t row);

/* The phone of a draw; in a mode, digits are fresh. CLEAN: as the draw has it; otherwise, with canonical set, the clean form of the
 * fresh digits. */
char *dirty_put_phone(const struct customer360 *schema, const struct lg_draw *draw, int64_t row, int mode, int canonical, char *p);
int dirty_phone_mode(const struct customer360 *schema, const struct lg_draw *draw, int64_t row);

/* City and state of a location: index of the clean word, and the mode with the index of the stored word. */
int dirty_city(const struct customer360 *schema, int32_t location, const struct lg_draw *draw, int32_t *clean, int32_t *stored);
int dirty_state(const struct customer360 *schema, int32_t location, const struct lg_draw *draw, int32_t *clean, int32_t *stored);

#endif
