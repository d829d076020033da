/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of text that are written, not picked from a dictionary. */
#include "captions.h"
#include "images.h"

#include <lakegen/text.h>

#define URL "https://example.com/images/"
#define LONGEST_NUMBER 20
#define LONGEST_CAPTION 256 /* a sentence below 60 and five words below 36 */

int fill_site_image_ids(struct work *work, uint32_t column, struct lg_error *err)
{
    const int32_t *site = work_fact(work, FACT_SITE, err);
    const struct lg_draw *draws = site ? work_draws(work, &work->schema->stream[column], 0, err) : NULL;
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, column, work->rows * (7 + 3 * LONGEST_NUMBER), &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_put_text(lg_text_begin(&text), "site-", 5);

        p = lg_put_uint64(p, (uint64_t)site[i] + 1);
        *p++ = '-';
        p = lg_put_uint64(p, (uint64_t)(work->first + i));
        *p++ = '-';
        lg_text_end(&text, lg_put_uint64(p, lg_below(lg_draw_lane(&draws[i], 0), 1000000)));
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}

int fill_urls(struct work *work, uint32_t column, struct lg_error *err)
{
    struct lg_text text;

    if (lg_text_open(work->batch, column, work->rows * (int64_t)(sizeof(URL) + 4 + LONGEST_NUMBER), &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_put_text(lg_text_begin(&text), URL, sizeof(URL) - 1);

        p = lg_put_uint64(p, (uint64_t)(work->first + i));
        lg_text_end(&text, lg_put_text(p, ".jpg", 4));
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}

/* lanes: the sentence, and a word for each of its places. */
static char *put_caption(char *p, const uint32_t lanes[1 + PLACES_MOST])
{
    const char *sentence = captions_sentences[lg_below(lanes[0], SENTENCES)];

    for (const uint32_t *lane = lanes + 1;;) {
        const char *place = strchr(sentence, '@');
        const char *word;

        if (!place)
            return lg_put_text(p, sentence, strlen(sentence));
        word = captions_pools[place[1] - 'a'][lg_below(*lane++, POOL_WORDS)];
        p = lg_put_text(p, sentence, (size_t)(place - sentence));
        p = lg_put_text(p, word, strlen(word));
        sentence = place + 2;
    }
}

int fill_captions(struct work *work, uint32_t column, struct lg_error *err)
{
    const struct lg_stream *stream = &work->schema->stream[column];
    struct lg_draw *more = lg_batch_scratch(work->batch, (size_t)work->rows * sizeof(*more), err);
    const struct lg_draw *draws = more ? work_draws(work, stream, 0, err) : NULL;
    struct lg_text text;

    if (!draws || lg_text_open(work->batch, column, work->rows * LONGEST_CAPTION, &text, err) != LG_OK)
        return err->code;
    lg_draw_rows(stream, work->first, 1, work->rows, more);
    for (int64_t i = 0; i < work->rows; i++) {
        uint32_t lanes[1 + PLACES_MOST];

        for (int lane = 0; lane < 1 + PLACES_MOST; lane++)
            lanes[lane] = lg_draw_lane(lane < 4 ? &draws[i] : &more[i], lane % 4);
        lg_text_end(&text, put_caption(lg_text_begin(&text), lanes));
    }
    lg_text_close(work->batch, column, &text);
    return LG_OK;
}
