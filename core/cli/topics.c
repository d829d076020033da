/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of topics. */
#include "cli/topics.h"

#include <stddef.h>

const char *const lg_option_groups[] = {"What", "Where", "How", "Talk", NULL};

const char *const lg_configuration[] = {
    "Values come, weakest first, from what is built in, the system's file, the user's, the project's, LAKEGEN_... variables and options; "
    "'lakegen config show' says which came from where.",
    "Files are YAML or JSON.",
    "Their values may hold ${NAME} and ${NAME:-default}, variables of the environment.",
    "Relative paths start from the current folder.",
    "A file that says architecture:, platform:, recipe: or endpoint: at the top is read as lakebench's.",
    "./lakegen.yaml and ./lakebench.yaml, when they are read without being named, may not load plugins by path.",
    NULL};

const struct lg_topic lg_environment[] = {
    {"LAKEGEN_PLUGIN_PATH", "folders of plugins, separated by colons, searched after those of --plugin-dir"},
    {"LAKEGEN_CPU", "code path of the random numbers: vaes, aesni, armv8 or portable; all give the same data"},
    {"JOB_COMPLETION_INDEX", "the node's number when --node-id is not given, as Kubernetes sets it in an Indexed Job"},
    {"NO_COLOR", "when it is not empty: no colours, unless --color always"},
    {"XDG_CONFIG_HOME", "where lakegen/config.yaml is, the user's own configuration; ~/.config when not set"},
    {NULL, NULL},
};

const struct lg_topic lg_places[] = {
    {"./lakegen.yaml, ./lakebench.yaml", "the project's configuration, where no TARGET is named; the first that is there is read"},
    {"~/.config/lakegen/config.yaml", "the user's configuration, weaker than the project's"},
    {"SYSCONFDIR/lakegen/config.yaml", "the system's configuration, weaker than the user's, usually below /etc or /usr/local/etc"},
    {"PLACE/part-000000.parquet, ...", "the objects; PLACE is what --output names, by default the schema's own folder below ./out"},
    {"PLACE/_SUCCESS", "there when every object of the run is; it holds the name of the run"},
    {"PLACE/_lakegen/RUN/manifest.json", "every object with its rows, bytes and digest; written when all nodes are done"},
    {"PLACE/_lakegen/RUN/plan.json", "what decides the bytes of the objects"},
    {"PLACE/_lakegen/RUN/node-I-of-N.json", "what node I of N wrote"},
    {"PLACE_truth/part-000000.parquet, ...", "ground truth, with --ground-truth"},
    {"LIBDIR/lakegen/schemas/NAME.so, LIBDIR/lakegen/sinks/NAME.so", "installed plugins; 'lakegen version' prints the folder"},
    {NULL, NULL},
};

const struct lg_topic lg_examples[] = {
    {"lakegen --schema customer360 --output out --scale 0.1", "240,000 rows, 1 GB of Parquet files, in the folder out"},
    {"lakegen preview customer360 --offset 1000000 --columns id,email_raw,city_raw", "ten rows from the middle of the data set"},
    {"lakegen estimate customer360 --scale 100", "what a terabyte would take, without writing it"},
    {"lakegen --schema hello --lucky-ratio 0.5 --rows 1000 --format csv --output greetings", "an option of a schema is set like others"},
    {"lakegen --schema hello --rows 5 --sink stdout --format jsonl", "rows for another program"},
    {"lakegen --schema hello --output shared --node-id 0 --total-nodes 2", "one of two processes that share a run"},
    {NULL, NULL},
};
