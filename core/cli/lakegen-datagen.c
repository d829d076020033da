/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen-datagen: lakegen generate, with the command line of lakebench's generator. */
#include "cli/datagen.h"

int main(int argc, char **argv)
{
    return lg_cli_main(lg_datagen_parse, argc, argv);
}
