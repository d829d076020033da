dnl SPDX-License-Identifier: Apache-2.0
dnl Libraries that have no pkg-config file, or not everywhere, and facts about libraries.

dnl LG_LIBRARY(NAME, HEADER, LIBRARY, FUNCTION): sets NAME_LIBS; an error when it is missing.
AC_DEFUN([LG_LIBRARY], [
  AC_CHECK_HEADER([$2], [], [AC_MSG_ERROR([header $2 is missing; on Debian: scripts/install-packages])])
  AC_CHECK_LIB([$3], [$4], [$1_LIBS=-l$3],
    [AC_MSG_ERROR([library $3 is missing; on Debian: scripts/install-packages])])
  AC_SUBST([$1_LIBS])])

dnl The version of Snappy stands in a C++ header only; its bytes depend on it, so it is part of every plan's identity.
AC_DEFUN([LG_SNAPPY_VERSION], [
  AC_CACHE_CHECK([the version of snappy], [lg_cv_snappy_version], [
    lg_snappy_header=$(printf '#include <snappy-c.h>\n' | $CC $CPPFLAGS -E - 2>/dev/null |
      sed -n 's/^# 1 "\(.*\)snappy-c.h".*/\1snappy-stubs-public.h/p' | sed 1q)
    lg_cv_snappy_version=$($AWK '/define SNAPPY_MAJOR/ {a=$[]3} /define SNAPPY_MINOR/ {b=$[]3}
      /define SNAPPY_PATCHLEVEL/ {c=$[]3} END {print a "." b "." c}' "$lg_snappy_header" 2>/dev/null)
    AS_IF([test "x$lg_cv_snappy_version" = "x.." || test -z "$lg_cv_snappy_version"], [lg_cv_snappy_version=unknown])])
  AC_DEFINE_UNQUOTED([SNAPPY_VERSION_TEXT], ["$lg_cv_snappy_version"], [Version of the Snappy library.])])

dnl libxxhash may export functions that choose AVX2 or AVX-512 by themselves.
AC_DEFUN([LG_XXHASH_DISPATCH], [
  lg_save_LIBS=$LIBS
  LIBS="$XXHASH_LIBS $LIBS"
  AC_CACHE_CHECK([whether libxxhash dispatches], [lg_cv_xxhash_dispatch], [
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <xxhash.h>
#include <xxh_x86dispatch.h>]], [[return XXH3_128bits_update_dispatch(0, 0, 0);]])],
      [lg_cv_xxhash_dispatch=1], [lg_cv_xxhash_dispatch=0])])
  AC_DEFINE_UNQUOTED([HAVE_XXH_X86DISPATCH], [$lg_cv_xxhash_dispatch], [xxh_x86dispatch.h can be used.])
  LIBS=$lg_save_LIBS])

dnl LG_OPTIONAL_LIBRARY(NAME, package, MODULE): sets NAME_LIBS, HAVE_NAME and the conditional HAVE_NAME, by pkg-config; it may be
dnl missing, unless --with-package asks for it. LG_OPTIONAL_LIBRARY(NAME, package, , HEADER, LIBRARY, FUNCTION): without pkg-config.
AC_DEFUN([LG_OPTIONAL_LIBRARY], [
  AC_ARG_WITH([$2], [AS_HELP_STRING([--without-$2], [do not use lib$2])], [], [AS_TR_SH([with_$2])=maybe])
  lg_have=0
  AS_IF([test "x$AS_TR_SH([with_$2])" != xno], [
    m4_ifval([$3], [PKG_CHECK_MODULES([$1], [$3], [lg_have=1], [:])],
      [AC_CHECK_HEADER([$4], [AC_CHECK_LIB([$5], [$6], [lg_have=1; $1_LIBS=-l$5])])
       AC_SUBST([$1_LIBS])])
    AS_IF([test "x$lg_have$AS_TR_SH([with_$2])" = x0yes], [AC_MSG_ERROR([lib$2 is missing; on Debian: scripts/install-packages])])])
  AS_IF([test $lg_have = 1], [lg_optional="$lg_optional $2"], [lg_optional="$lg_optional no-$2"])
  AC_DEFINE_UNQUOTED([HAVE_$1], [$lg_have], [lib$2 is used.])
  AM_CONDITIONAL([HAVE_$1], [test $lg_have = 1])])
