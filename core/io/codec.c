/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codecs, and what is common to them. */
#include "io/codec_library.h"

#include "config.h"

#include "base/digest.h"
#include "base/parse.h"

#include <stdlib.h>
#include <string.h>

/* Default levels: where more costs far more time than it saves bytes, measured with customer360. */
static const struct {
    struct lg_codec_info info;
    const struct lg_codec_library *library; /* NULL: no compression, or none here */
} codecs[LG_CODECS] = {
    [LG_CODEC_NONE] = {{"none", NULL, NULL, 0, 0, 0, false, NULL}, NULL},
    [LG_CODEC_SNAPPY] = {{"snappy", NULL, NULL, 0, 0, 0, false, NULL}, &lg_codec_snappy},
    [LG_CODEC_GZIP] = {{"gzip", "gz", "application/gzip", 1, 12, 6, true, NULL}, &lg_codec_gzip},
    [LG_CODEC_ZSTD] = {{"zstd", "zst", "application/zstd", 1, 19, 1, true,
                        HAVE_ZSTD ? NULL : "made without libzstd"}, HAVE_ZSTD ? &lg_codec_zstd : NULL},
    [LG_CODEC_LZ4] = {{"lz4", NULL, NULL, 0, 0, 0, false,
                       HAVE_LZ4 ? NULL : "made without liblz4"}, HAVE_LZ4 ? &lg_codec_lz4 : NULL},
};

struct lg_compressor {
    const struct lg_codec_library *library;
    const char *name;
    void *state;
};

const struct lg_codec_info *lg_codec_info(enum lg_codec codec)
{
    return &codecs[codec].info;
}

void lg_codec_put_names(const enum lg_codec *list, size_t count, struct lg_string *out)
{
    for (size_t i = 0; i < count; i++)
        lg_string_printf(out, "%s%s", i == 0 ? "" : i + 1 < count ? ", " : " and ", codecs[list[i]].info.name);
}

static int find_codec(const char *name, size_t length, enum lg_codec *codec)
{
    for (size_t i = 0; i < LG_CODECS; i++)
        if (strlen(codecs[i].info.name) == length && memcmp(codecs[i].info.name, name, length) == 0) {
            *codec = (enum lg_codec)i;
            return LG_OK;
        }
    return LG_E_USAGE;
}

static int unknown_codec(const char *text, struct lg_error *err)
{
    static const enum lg_codec all[LG_CODECS] = {LG_CODEC_NONE, LG_CODEC_SNAPPY, LG_CODEC_GZIP, LG_CODEC_ZSTD, LG_CODEC_LZ4};
    struct lg_string names = LG_STRING_INIT;

    lg_codec_put_names(all, LG_CODECS, &names);
    (void)lg_error_set(err, LG_E_USAGE, "compression '%.32s' is unknown; there are %s", text, lg_string_text(&names));
    lg_string_release(&names);
    return LG_E_USAGE;
}

int lg_codec_parse(const char *text, enum lg_codec *codec, int *level, struct lg_error *err)
{
    size_t length = strcspn(text, ":");
    const struct lg_codec_info *info;
    int64_t given;

    if (find_codec(text, length, codec) != LG_OK)
        return unknown_codec(text, err);
    info = &codecs[*codec].info;
    *level = info->default_level;
    if (info->absent)
        return lg_error_set(err, LG_E_CONFIG, "compression '%s': this lakegen was %s; choose another, 'lakegen list formats' shows "
                            "which there are", info->name, info->absent);
    if (text[length] == '\0')
        return LG_OK;
    if (info->most_level == 0)
        return lg_error_set(err, LG_E_USAGE, "compression '%.32s': %s has no levels", text, info->name);
    if (lg_parse_int64(text + length + 1, &given, NULL) != LG_OK || given < info->least_level || given > info->most_level)
        return lg_error_set(err, LG_E_USAGE, "compression '%.32s': the levels of %s are %d to %d", text, info->name,
                            info->least_level, info->most_level);
    *level = (int)given;
    return LG_OK;
}

void lg_codec_put(enum lg_codec codec, int level, struct lg_string *out)
{
    lg_string_puts(out, codecs[codec].info.name);
    if (codecs[codec].info.most_level > 0)
        lg_string_printf(out, ":%d", level);
}

size_t lg_codec_bound(enum lg_codec codec, size_t size)
{
    return codecs[codec].library ? codecs[codec].library->bound(size) : size;
}

int64_t lg_codec_memory(enum lg_codec codec, int level, int64_t size)
{
    return codecs[codec].library ? codecs[codec].library->memory(level, size) : 0;
}

int lg_compressor_new(enum lg_codec codec, int level, bool checked, struct lg_compressor **out, struct lg_error *err)
{
    const struct lg_codec_library *library = codecs[codec].library;
    struct lg_compressor *compressor;

    *out = NULL;
    if (!library)
        return LG_OK;
    compressor = calloc(1, sizeof(*compressor));
    if (compressor)
        *compressor = (struct lg_compressor){library, codecs[codec].info.name, library->open(level, checked)};
    if (!compressor || !compressor->state) {
        free(compressor);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for compressing with %s", codecs[codec].info.name);
    }
    *out = compressor;
    return LG_OK;
}

void lg_compressor_free(struct lg_compressor *compressor)
{
    if (!compressor)
        return;
    compressor->library->close(compressor->state);
    free(compressor);
}

size_t lg_compressor_bound(const struct lg_compressor *compressor, size_t size)
{
    return compressor->library->bound(size);
}

int lg_compressor_run(struct lg_compressor *compressor, const void *in, size_t size, unsigned char *out, size_t *out_size,
                      struct lg_error *err)
{
    *out_size = compressor->library->bound(size);
    if (compressor->library->compress(compressor->state, in, size, out, out_size))
        return LG_OK;
    return lg_error_set(err, LG_E_INTERNAL, "%s could not compress %zu bytes", compressor->name, size);
}

int lg_codec_expand(enum lg_codec codec, const void *in, size_t size, unsigned char *out, size_t out_size, struct lg_error *err)
{
    const struct lg_codec_library *library = codecs[codec].library;
    const char *name = codecs[codec].info.name;

    if (codec != LG_CODEC_NONE && !library)
        return lg_error_set(err, LG_E_CONFIG, "this lakegen was %s", codecs[codec].info.absent);
    if (library ? library->expand(in, size, out, out_size) : size == out_size)
        return library || size == 0 ? LG_OK : (memcpy(out, in, size), LG_OK);
    return lg_error_set(err, LG_E_VERIFICATION, "%zu bytes of %s are not %zu bytes compressed", size, name, out_size);
}

/* ---- identity ---- */

#define SAMPLE_BYTES 40000

/* Text with repetitions near and far: its compressed form differs between versions of a codec that choose other matches. */
static void fill_sample(unsigned char *sample)
{
    uint32_t x = 1;

    for (size_t i = 0; i < SAMPLE_BYTES; i++) {
        x = x * 1664525 + 1013904223;
        sample[i] = (unsigned char)(i % 97 < 40 || i < 100 ? 'a' + (x >> 28) : sample[i - (x >> 20) % 100 - 1]);
    }
}

/* The digest of the sample, compressed into the memory behind it. */
static int digest_sample(unsigned char *memory, struct lg_compressor *compressor, char digest[65], struct lg_error *err)
{
    unsigned char *out = memory + SAMPLE_BYTES;
    size_t size = SAMPLE_BYTES;

    fill_sample(memory);
    if (!compressor)
        out = memory;
    else if (lg_compressor_run(compressor, memory, SAMPLE_BYTES, out, &size, err) != LG_OK)
        return err->code;
    return lg_sha256_hex(out, size, digest, err);
}

int lg_codec_identity(enum lg_codec codec, int level, struct lg_string *identity, struct lg_error *err)
{
    const struct lg_codec_library *library = codecs[codec].library;
    unsigned char *memory = malloc(SAMPLE_BYTES + lg_codec_bound(codec, SAMPLE_BYTES));
    struct lg_compressor *compressor;
    char digest[65] = "";

    if (!memory)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the self-test of %s", codecs[codec].info.name);
    if (lg_compressor_new(codec, level, false, &compressor, err) == LG_OK)
        (void)digest_sample(memory, compressor, digest, err);
    lg_compressor_free(compressor);
    free(memory);
    digest[12] = '\0';
    lg_string_printf(identity, "%s%s%s %s", codecs[codec].info.name, library ? " " : "", library ? library->version() : "", digest);
    return err->code;
}
