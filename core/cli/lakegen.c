/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen. */
#include "cli/cli.h"

int main(int argc, char **argv)
{
    return lg_cli_main(lg_cli_parse, argc, argv);
}
