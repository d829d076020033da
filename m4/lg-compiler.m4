dnl SPDX-License-Identifier: Apache-2.0
dnl Compiler flags, sanitizers, and what the processor's instruction sets need.

dnl LG_TRY_FLAG(FLAG, VARIABLE): adds FLAG to VARIABLE when the compiler takes it without a word.
AC_DEFUN([LG_TRY_FLAG], [
  AS_VAR_PUSHDEF([cache], [lg_cv_flag_$1])
  AC_CACHE_CHECK([whether $CC takes $1], [cache], [
    lg_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS -Werror $1"
    AC_COMPILE_IFELSE([AC_LANG_PROGRAM([])], [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
    CFLAGS=$lg_save_CFLAGS])
  AS_VAR_IF([cache], [yes], [AS_VAR_APPEND([$2], [" $1"])])
  AS_VAR_POPDEF([cache])])

dnl Data files hold the machine's integers as they are; nobody has asked for big-endian machines yet.
AC_DEFUN([AX_LG_BIG_ENDIAN], [
  AC_C_BIGENDIAN([AC_MSG_ERROR([lakegen needs a little-endian machine])], [], [], [])])

AC_DEFUN([LG_WARNINGS], [
  AC_ARG_ENABLE([werror], [AS_HELP_STRING([--enable-werror], [treat warnings as errors])])
  LG_CFLAGS=-std=gnu11
  # Part of the contract that equal plans give equal bytes: no fused multiply-add, see core/gen/math.c.
  LG_TRY_FLAG([-ffp-contract=off], [LG_CFLAGS])
  m4_foreach_w([flag], [-fno-math-errno -fvisibility=hidden -pthread
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wformat=2
    -Wvla -Wundef -Wcast-align -Wno-format-nonliteral -Wno-missing-field-initializers -Wno-overlength-strings
    -fstack-protector-strong -fstack-clash-protection -fcf-protection],
    [LG_TRY_FLAG(flag, [LG_CFLAGS])])
  AS_IF([test "x$enable_werror" = xyes], [LG_CFLAGS="$LG_CFLAGS -Werror"])
  LG_LDFLAGS="-Wl,-z,relro -Wl,-z,now"
  AC_SUBST([LG_CFLAGS])
  AC_SUBST([LG_LDFLAGS])])

AC_DEFUN([LG_SANITIZERS], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers=LIST], [build with sanitizers: address,undefined or thread])],
    [AS_IF([test "x$enableval" = xyes], [enable_sanitizers=address,undefined])], [enable_sanitizers=no])
  AC_ARG_ENABLE([fuzzers], [AS_HELP_STRING([--enable-fuzzers], [build the fuzzers of tests/fuzz (clang)])],
    [], [enable_fuzzers=no])
  AS_IF([test "x$enable_sanitizers" != xno], [
    LG_CFLAGS="$LG_CFLAGS -fsanitize=$enable_sanitizers -fno-omit-frame-pointer -fno-sanitize-recover=all"
    LG_LDFLAGS="$LG_LDFLAGS -fsanitize=$enable_sanitizers"])
  AS_IF([test "x$enable_fuzzers" = xyes], [
    LG_CFLAGS="$LG_CFLAGS -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all"
    LG_LDFLAGS="$LG_LDFLAGS -fsanitize=address,undefined"])
  AM_CONDITIONAL([FUZZERS], [test "x$enable_fuzzers" = xyes])
  AM_CONDITIONAL([SANITIZERS], [test "x$enable_sanitizers" != xno])
  AS_IF([test "x$enable_sanitizers" = xno && test "x$enable_fuzzers" = xno], [
    LG_LDFLAGS_DEFS="-Wl,-z,defs -no-undefined"])
  AC_SUBST([LG_LDFLAGS_DEFS])])

dnl Code paths of the generation core: compiled with flags of their own, chosen at run time.
AC_DEFUN([LG_KERNELS], [
  lg_x86=no lg_arm=no
  AS_CASE([$host_cpu], [x86_64], [lg_x86=yes], [aarch64|arm64], [lg_arm=yes])
  AM_CONDITIONAL([X86_KERNELS], [test $lg_x86 = yes])
  AM_CONDITIONAL([ARMV8_KERNELS], [test $lg_arm = yes])
  AS_IF([test $lg_x86 = yes], [AC_DEFINE([HAVE_X86_KERNELS], [1], [Paths for AES-NI and VAES are built.])],
    [AC_DEFINE([HAVE_X86_KERNELS], [0], [Paths for AES-NI and VAES are built.])])
  AS_IF([test $lg_arm = yes], [AC_DEFINE([HAVE_ARMV8_KERNELS], [1], [The path for ARMv8 is built.])],
    [AC_DEFINE([HAVE_ARMV8_KERNELS], [0], [The path for ARMv8 is built.])])])
