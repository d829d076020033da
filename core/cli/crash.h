/* SPDX-License-Identifier: Apache-2.0 */
/* Last words: when a fault ends the process, in a plugin for instance, the object that was being made is named on standard error. */
#ifndef LG_CLI_CRASH_H
#define LG_CLI_CRASH_H

/* For signals of faults that nobody else takes (sanitizers do). They end the process all the same. */
void lg_crash_speak(void);

#endif
