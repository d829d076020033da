dnl SPDX-License-Identifier: Apache-2.0
dnl Plugins: LG_SCHEMA(NAME) and LG_SINK(NAME), one line each in configure.ac.
dnl
dnl A plugin is built unless --disable-schema-NAME or --disable-sink-NAME is given, or the second argument, shell code run
dnl before, set lg_missing to a reason. Either way `lakegen list` shows it, with the reason.

AC_DEFUN([LG_PLUGIN_], [
  AC_ARG_ENABLE([$1-$2], [AS_HELP_STRING([--disable-$1-$2], [do not build the $1 plugin $2])])
  lg_missing=
  $4
  AS_IF([test "x$enable_[]m4_translit([$1-$2], [-], [_])" = xno], [lg_missing="configured with --disable-$1-$2"])
  AS_IF([test -n "$lg_missing"],
    [lg_left_out="$lg_left_out{$3, \"$2\", \"$lg_missing\"}, "
     lg_not_built="$lg_not_built $2 ($lg_missing)"],
    [lg_built="$lg_built $2"])
  AM_CONDITIONAL([$1_$2], [test -z "$lg_missing"])])

dnl LG_NEEDS(VARIABLE, PACKAGE): a pkg-config package that this plugin is built with; without it the plugin is left out.
AC_DEFUN([LG_NEEDS], [PKG_CHECK_MODULES([$1], [$2], [], [lg_missing="${lg_missing:+$lg_missing, }no $2"])])

AC_DEFUN([LG_SCHEMA], [LG_PLUGIN_([schema], [$1], [LG_KIND_SCHEMA], [$2])])
AC_DEFUN([LG_SINK], [LG_PLUGIN_([sink], [$1], [LG_KIND_SINK], [$2])])

AC_DEFUN([LG_PLUGINS_DONE], [
  AC_DEFINE_UNQUOTED([LG_PLUGINS_LEFT_OUT], [$lg_left_out], [Plugins that are not built: kind, name, reason.])
  AC_SUBST([schemasdir], ['$(libdir)/lakegen/schemas'])
  AC_SUBST([sinksdir], ['$(libdir)/lakegen/sinks'])])

AC_DEFUN([LG_SUMMARY], [
  AC_MSG_NOTICE([
  plugins      $lg_built
  left out     ${lg_not_built:- none}
  optional     $lg_optional
  unit tests    $have_check
  sanitizers    $enable_sanitizers, fuzzers $enable_fuzzers])])
