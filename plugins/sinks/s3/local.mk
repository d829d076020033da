# SPDX-License-Identifier: Apache-2.0
# All but the registration is a library for the plugin and its tests. Of core/, what a plugin may not call because it is private is
# compiled in: texts that grow, and the machine's clock.
if sink_s3
sinks_LTLIBRARIES += plugins/sinks/s3/s3.la
noinst_LTLIBRARIES += plugins/sinks/s3/libs3.la
endif
plugins_sinks_s3_libs3_la_SOURCES = \
	plugins/sinks/s3/attempt.c \
	plugins/sinks/s3/checksum.c plugins/sinks/s3/checksum.h \
	plugins/sinks/s3/chunked.c plugins/sinks/s3/chunked.h \
	plugins/sinks/s3/client.c plugins/sinks/s3/client.h plugins/sinks/s3/client_state.h \
	plugins/sinks/s3/crc.c plugins/sinks/s3/crc.h \
	plugins/sinks/s3/credentials.c plugins/sinks/s3/credentials.h \
	plugins/sinks/s3/credentials_local.c \
	plugins/sinks/s3/credentials_process.c \
	plugins/sinks/s3/credentials_role.c \
	plugins/sinks/s3/credentials_service.c \
	plugins/sinks/s3/http.c plugins/sinks/s3/http.h \
	plugins/sinks/s3/lanes.c plugins/sinks/s3/lanes.h \
	plugins/sinks/s3/lists.c \
	plugins/sinks/s3/multipart.c plugins/sinks/s3/multipart.h \
	plugins/sinks/s3/objects.c plugins/sinks/s3/objects.h \
	plugins/sinks/s3/probe.c plugins/sinks/s3/probe.h \
	plugins/sinks/s3/profiles.c plugins/sinks/s3/profiles.h \
	plugins/sinks/s3/reply.c \
	plugins/sinks/s3/retry.c plugins/sinks/s3/retry.h \
	plugins/sinks/s3/settings.c plugins/sinks/s3/settings.h \
	plugins/sinks/s3/sigv4.c plugins/sinks/s3/sigv4.h \
	plugins/sinks/s3/upload.c plugins/sinks/s3/upload.h \
	plugins/sinks/s3/url.c plugins/sinks/s3/url.h \
	plugins/sinks/s3/xml.c plugins/sinks/s3/xml.h \
	core/base/machine.c core/base/machine.h \
	core/base/string.c core/base/string.h
S3_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS) $(EXPAT_CFLAGS) $(CRYPTO_CFLAGS) $(JANSSON_CFLAGS)
plugins_sinks_s3_libs3_la_CFLAGS = $(S3_CFLAGS)
plugins_sinks_s3_libs3_la_LIBADD = $(CURL_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(IPSEC_MB_LIBS)

plugins_sinks_s3_s3_la_SOURCES = plugins/sinks/s3/s3.c
plugins_sinks_s3_s3_la_CFLAGS = $(S3_CFLAGS)
plugins_sinks_s3_s3_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_sinks_s3_s3_la_LIBADD = plugins/sinks/s3/libs3.la liblakegen.la
nobase_dist_doc_DATA += plugins/sinks/s3/s3.md

# ---- tests: one program that is a test, and one that the tests use ----
s3_tests = \
	plugins/sinks/s3/tests/60-signatures.py \
	plugins/sinks/s3/tests/61-faults.py \
	plugins/sinks/s3/tests/62-credentials.py \
	plugins/sinks/s3/tests/63-servers.py \
	plugins/sinks/s3/tests/64-schedules.py \
	plugins/sinks/s3/tests/65-state.py \
	plugins/sinks/s3/tests/66-datagen.py \
	plugins/sinks/s3/tests/67-configuration.py
if sink_s3
if HAVE_CHECK
check_PROGRAMS += plugins/sinks/s3/tests/unit
endif
EXTRA_PROGRAMS += plugins/sinks/s3/tests/signer
check_DATA += plugins/sinks/s3/tests/signer
PYTHON_TESTS += $(s3_tests)
endif
CLEANFILES += plugins/sinks/s3/tests/signer
EXTRA_DIST += $(s3_tests)
dist_noinst_DATA += plugins/sinks/s3/tests/fakes3.py plugins/sinks/s3/tests/s3test.py plugins/sinks/s3/tests/servers.py
S3_TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/sinks/s3 -I$(top_srcdir)/tests/unit
plugins_sinks_s3_tests_signer_SOURCES = plugins/sinks/s3/tests/signer.c
plugins_sinks_s3_tests_signer_CPPFLAGS = $(S3_TEST_CPPFLAGS)
plugins_sinks_s3_tests_signer_CFLAGS = $(S3_CFLAGS)
plugins_sinks_s3_tests_signer_LDADD = plugins/sinks/s3/libs3.la liblakegen.la
plugins_sinks_s3_tests_unit_SOURCES = plugins/sinks/s3/tests/unit.c
plugins_sinks_s3_tests_unit_CPPFLAGS = $(S3_TEST_CPPFLAGS)
plugins_sinks_s3_tests_unit_CFLAGS = $(S3_CFLAGS) $(UNIT_CFLAGS)
plugins_sinks_s3_tests_unit_LDADD = plugins/sinks/s3/libs3.la $(UNIT_LIBS)
