/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes configuration files: any bytes as YAML, and any tree as lakegen's and lakebench's. The tree must keep its promises. */
#include "config/reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(int condition)
{
    if (!condition)
        abort();
}

static size_t walk(const struct lg_yaml_node *node, int depth)
{
    size_t nodes = 1, children = 0;

    must(depth <= LG_YAML_MOST_DEPTH && node->line > 0 && node->column > 0 && node->text);
    must(node->kind == LG_YAML_SEQUENCE || node->kind == LG_YAML_MAPPING || !node->first);
    for (const struct lg_yaml_node *child = node->first; child; child = child->next, children++) {
        must((node->kind == LG_YAML_MAPPING) == (child->key != NULL));
        must(!child->key || lg_yaml_get(node, child->key) == child);
        nodes += walk(child, depth + 1);
    }
    must(children == node->count);
    return nodes;
}

static void read_as(const struct lg_yaml *yaml, int (*read)(const struct lg_reader *reader, struct lg_error *err))
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_settings settings;
    struct lg_problems *problems = calloc(1, sizeof(*problems));
    const struct lg_reader reader = {&settings, problems, yaml, LG_LAYER_PROJECT};

    must(problems && lg_settings_init(&settings, &err) == LG_OK);
    must(read(&reader, &err) == LG_OK);
    lg_settings_release(&settings);
    lg_problems_release(problems);
    free(problems);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_yaml *yaml;

    if (lg_yaml_parse("fuzz.yaml", bytes, size, &yaml, &err) != LG_OK) {
        must(err.code == LG_E_CONFIG && strstr(err.message, "fuzz.yaml") && !yaml);
        return 0;
    }
    must(walk(yaml->root, 0) <= 2 * LG_YAML_MOST_NODES);
    read_as(yaml, lg_config_read_lakegen);
    read_as(yaml, lg_config_read_lakebench);
    lg_yaml_free(yaml);
    return 0;
}
