/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen version. */
#include "cli/cli.h"

#include "config.h"

#include "base/json.h"
#include "gen/kernels.h"
#include "io/codec.h"

#include <jansson.h>
#include <ltdl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <xxhash.h>

static void put_fact(struct lg_json *json, struct lg_string *out, const char *name, const char *value)
{
    if (json)
        lg_json_text(json, name, value);
    else
        lg_string_printf(out, "%-10s %s\n", name, value);
}

/* Versions and digests of what they make, or why they are not there. */
static void put_codecs(struct lg_json *json, struct lg_string *out)
{
    for (enum lg_codec codec = LG_CODEC_NONE + 1; codec < LG_CODECS; codec++) {
        const struct lg_codec_info *info = lg_codec_info(codec);
        struct lg_string identity = LG_STRING_INIT;
        struct lg_error ignored = LG_ERROR_INIT;

        if (!info->absent && lg_codec_identity(codec, info->default_level, &identity, &ignored) == LG_OK)
            put_fact(json, out, info->name, lg_string_text(&identity) + strlen(info->name) + 1);
        else
            put_fact(json, out, info->name, info->absent ? info->absent : ignored.message);
        lg_string_release(&identity);
    }
}

static void put_libraries(struct lg_json *json, struct lg_string *out)
{
    char xxhash[32];

    (void)snprintf(xxhash, sizeof(xxhash), "%u.%u.%u", XXH_versionNumber() / 10000, XXH_versionNumber() / 100 % 100,
                   XXH_versionNumber() % 100);
    put_codecs(json, out);
    put_fact(json, out, "openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
    put_fact(json, out, "jansson", JANSSON_VERSION);
    put_fact(json, out, "xxhash", xxhash);
}

int lg_cli_version(struct lg_cli *cli, struct lg_error *err)
{
    const struct lg_kernels *kernels;
    struct lg_string out = LG_STRING_INIT;
    struct lg_json writer, *json = lg_cli_wants_json(cli) ? &writer : NULL;
    char abi[16];

    if (lg_kernels_choose(&kernels, err) != LG_OK)
        return err->code;
    (void)snprintf(abi, sizeof(abi), "%d.%d", LG_ABI_MAJOR, LG_ABI_MINOR);
    if (json) {
        lg_json_init(json, &out, true);
        lg_json_open(json, NULL, '{');
    }
    put_fact(json, &out, "lakegen", PACKAGE_VERSION);
    put_fact(json, &out, "plugin ABI", abi);
    put_fact(json, &out, "processor", kernels->name);
    put_libraries(json, &out);
    put_fact(json, &out, "plugins", LG_PLUGIN_DIR);
    if (json)
        lg_json_close(json, '}');
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}
