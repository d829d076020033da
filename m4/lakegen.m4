dnl SPDX-License-Identifier: Apache-2.0
dnl For authors of plugins; installed where aclocal finds it.
dnl
dnl LAKEGEN_PLUGIN(KIND): what a plugin of lakegen is built with; KIND is schema or sink. An error when lakegen is not installed, or
dnl pkg-config does not find it. Sets and substitutes
dnl
dnl   LAKEGEN_PLUGIN_CFLAGS    to compile the plugin
dnl   LAKEGEN_PLUGIN_LDFLAGS   to link it as a shared object
dnl   LAKEGEN_LIBS             the library
dnl   LAKEGEN                  the program, for tests: $(LAKEGEN) plugin check ./NAME.so
dnl   lakegenplugindir         where lakegen looks for plugins of the kind, or what --with-lakegen-plugindir says
dnl
dnl In Makefile.am, after AC_PROG_CC and LAKEGEN_PLUGIN([schema]) in configure.ac:
dnl
dnl   lakegenplugin_PROGRAMS = waves.so
dnl   waves_so_SOURCES = waves.c
dnl   waves_so_CFLAGS = $(LAKEGEN_PLUGIN_CFLAGS)
dnl   waves_so_LDFLAGS = $(LAKEGEN_PLUGIN_LDFLAGS)
dnl   waves_so_LDADD = $(LAKEGEN_LIBS)
AC_DEFUN([LAKEGEN_PLUGIN], [
  AC_REQUIRE([AC_PROG_CC])dnl
  m4_if([$1], [schema], [], [$1], [sink], [], [m4_fatal([LAKEGEN_PLUGIN: write schema or sink])])dnl
  PKG_CHECK_MODULES([LAKEGEN], [lakegen])
  AC_ARG_WITH([lakegen-plugindir],
    [AS_HELP_STRING([--with-lakegen-plugindir=DIR], [install the plugin there instead of where lakegen looks for it])],
    [lakegenplugindir=$withval],
    [lakegenplugindir=`$PKG_CONFIG --variable=$1sdir lakegen`])
  AC_PATH_PROG([LAKEGEN], [lakegen], [lakegen])
  LAKEGEN_PLUGIN_CFLAGS="-std=c11 -fPIC -fvisibility=hidden $LAKEGEN_CFLAGS"
  LAKEGEN_PLUGIN_LDFLAGS="-shared -Wl,-z,defs,-z,now"
  AC_SUBST([LAKEGEN_PLUGIN_CFLAGS])
  AC_SUBST([LAKEGEN_PLUGIN_LDFLAGS])
  AC_SUBST([lakegenplugindir])])
