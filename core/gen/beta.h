/* SPDX-License-Identifier: Apache-2.0 */
/* The beta distribution's inverse: what quantiles.c tabulates for lg_beta_new(). Pure functions, any thread. */
#ifndef LG_GEN_BETA_H
#define LG_GEN_BETA_H

/* ln B(a, b) */
double lg_beta_log(double a, double b);

/* The x below which a share p in (0, 1/2] lies; log_beta is lg_beta_log(a, b). For the upper tail take 1 - x of (b, a). */
double lg_beta_lower_quantile(double a, double b, double log_beta, double p);

#endif
