# SPDX-License-Identifier: Apache-2.0
# liblakegen holds everything below the command line. Plugins may call what core/include/lakegen declares; the rest is exported,
# under a version that says so, to the program and the tests.
lakegenincludedir = $(includedir)/lakegen
lakegeninclude_HEADERS = \
	core/include/lakegen/abi.h \
	core/include/lakegen/arrow.h \
	core/include/lakegen/batch.h \
	core/include/lakegen/buffer.h \
	core/include/lakegen/calendar.h \
	core/include/lakegen/distribution.h \
	core/include/lakegen/error.h \
	core/include/lakegen/option.h \
	core/include/lakegen/random.h \
	core/include/lakegen/schema.h \
	core/include/lakegen/sink.h \
	core/include/lakegen/table.h \
	core/include/lakegen/text.h \
	core/include/lakegen/thread.h \
	core/include/lakegen/yaml.h

lib_LTLIBRARIES += liblakegen.la
liblakegen_la_SOURCES = \
	core/audit/clean.c core/audit/clean.h \
	core/audit/deep.c core/audit/deep.h \
	core/audit/differences.c core/audit/differences.h \
	core/audit/site.c core/audit/site.h \
	core/audit/stored.c core/audit/stored.h \
	core/audit/survey.c core/audit/survey.h \
	core/audit/verify.c core/audit/verify.h \
	core/audit/workers.c core/audit/workers.h \
	core/base/calendar.c \
	core/base/callback.h \
	core/base/digest.c core/base/digest.h \
	core/base/digits.h \
	core/base/error.c \
	core/base/file.c core/base/file.h \
	core/base/int128.h \
	core/base/json.c core/base/json.h \
	core/base/machine.c core/base/machine.h \
	core/base/memory.c core/base/memory.h \
	core/base/parse.c core/base/parse.h \
	core/base/string.c core/base/string.h \
	core/base/thread.c \
	core/batch/arrow.c core/batch/arrow.h \
	core/batch/batch.c core/batch/batch.h \
	core/batch/layout.c \
	core/batch/list.c \
	core/batch/scratch.c core/batch/scratch.h \
	core/batch/type.c core/batch/type.h \
	core/config/assignment.c core/config/assignment.h \
	core/config/config.c core/config/config.h \
	core/config/expand.c core/config/expand.h \
	core/config/file.c \
	core/config/lakebench.c core/config/lakebench.h \
	core/config/lakebench_keys.c \
	core/config/options.c core/config/options.h \
	core/config/problems.c core/config/problems.h \
	core/config/reader.c core/config/reader.h \
	core/config/settings.c core/config/settings.h \
	core/config/values.c \
	core/config/yaml.c core/config/yaml.h \
	core/config/yaml_parse.c \
	core/embed/stream.c \
	core/encode/encoder.h \
	core/encode/formats.c \
	core/encode/frames.c core/encode/frames.h \
	core/encode/source.c core/encode/source.h \
	core/encode/widths.c core/encode/widths.h \
	core/encode/clickhouse/block.c core/encode/clickhouse/block.h \
	core/encode/clickhouse/cursor.h \
	core/encode/clickhouse/ddl.c core/encode/clickhouse/ddl.h \
	core/encode/clickhouse/native.c \
	core/encode/clickhouse/rowbinary.c \
	core/encode/clickhouse/sort.c core/encode/clickhouse/sort.h \
	core/encode/clickhouse/stage.c core/encode/clickhouse/stage.h \
	core/encode/clickhouse/type.c core/encode/clickhouse/type.h \
	core/encode/parquet/bitpack.c core/encode/parquet/bitpack.h \
	core/encode/parquet/bounds.c core/encode/parquet/bounds.h \
	core/encode/parquet/chunk.c core/encode/parquet/chunk.h \
	core/encode/parquet/dictionary.c \
	core/encode/parquet/footer.c core/encode/parquet/footer.h \
	core/encode/parquet/levels.c core/encode/parquet/parts.h core/encode/parquet/staging.c \
	core/encode/parquet/page.c core/encode/parquet/page.h \
	core/encode/parquet/parquet.c \
	core/encode/parquet/thrift.c core/encode/parquet/thrift.h \
	core/encode/parquet/type.c core/encode/parquet/type.h \
	core/encode/text/cells.c core/encode/text/cells.h \
	core/encode/text/columns.c core/encode/text/columns.h \
	core/encode/text/csv.c \
	core/encode/text/jsonl.c \
	core/encode/text/rows.c core/encode/text/rows.h \
	core/gen/alias.c core/gen/alias.h \
	core/gen/beta.c core/gen/beta.h \
	core/gen/ars_portable.c \
	core/gen/choice.c \
	core/gen/host.h \
	core/gen/kernels.c core/gen/kernels.h \
	core/gen/math.c \
	core/gen/permutation.c \
	core/gen/powers_of_ten.h \
	core/gen/quantiles.c \
	core/gen/scaled.c \
	core/gen/shortest.c \
	core/gen/stream.c \
	core/gen/text.c \
	core/gen/uniform.c \
	core/gen/zipf.c \
	core/io/buffer.c core/io/buffer.h \
	core/io/codec.c core/io/codec.h core/io/codec_library.h \
	core/io/codec_gzip.c \
	core/io/codec_snappy.c \
	core/io/output.c core/io/output.h \
	core/kit/cells.c core/kit/cells.h \
	core/kit/check.c core/kit/check.h core/kit/checks.h \
	core/kit/check_object.c \
	core/kit/check_schema.c \
	core/kit/check_sink.c \
	core/kit/isolate.c core/kit/isolate.h \
	core/kit/shelf.c core/kit/shelf.h \
	core/kit/template.c core/kit/template.h \
	core/plan/budget.c core/plan/budget.h \
	core/plan/destination.c core/plan/destination.h \
	core/plan/layout.c core/plan/layout.h \
	core/plan/names.c core/plan/names.h \
	core/plan/options.c core/plan/options.h \
	core/plan/plan.c core/plan/plan.h \
	core/plan/tables.c core/plan/tables.h \
	core/plan/target.c core/plan/target.h \
	core/plan/window.c core/plan/window.h \
	core/plugin/elf.c core/plugin/elf.h \
	core/plugin/plugin.c core/plugin/plugin.h \
	core/plugin/search.c core/plugin/search.h \
	core/plugin/symbols.c core/plugin/symbols.h \
	core/read/arena.c core/read/arena.h \
	core/read/blob.c core/read/blob.h \
	core/read/findings.c core/read/findings.h \
	core/read/parquet/compact.c core/read/parquet/compact.h \
	core/read/parquet/dictionary.c core/read/parquet/dictionary.h \
	core/read/parquet/file.c core/read/parquet/file.h \
	core/read/parquet/format.c core/read/parquet/format.h \
	core/read/parquet/indexes.c core/read/parquet/indexes.h \
	core/read/parquet/pages.c core/read/parquet/pages.h \
	core/read/parquet/scan.c core/read/parquet/scan.h \
	core/read/parquet/value.c core/read/parquet/value.h \
	core/read/unpack.c core/read/unpack.h \
	core/read/text/csv.c core/read/text/csv.h \
	core/read/text/facts.c core/read/text/facts.h \
	core/read/text/jsonl.c core/read/text/jsonl.h \
	core/record/difference.c core/record/difference.h \
	core/record/document.c core/record/document.h \
	core/record/inventory.c core/record/inventory.h \
	core/record/journal.c core/record/journal.h \
	core/record/manifest.c core/record/manifest.h \
	core/record/occupancy.c core/record/occupancy.h \
	core/record/place.c core/record/place.h \
	core/record/presence.c core/record/presence.h \
	core/record/receipts.c core/record/receipts.h \
	core/record/record.c core/record/record.h \
	core/record/report.c core/record/report.h \
	core/record/resume.c core/record/resume.h \
	core/record/seed.c core/record/seed.h \
	core/record/saved.c core/record/saved.h \
	core/record/withdraw.c core/record/withdraw.h \
	core/run/crew.c core/run/crew.h \
	core/run/pacer.c core/run/pacer.h \
	core/run/part.c core/run/part.h \
	core/run/progress.h \
	core/run/run.c core/run/run.h \
	core/run/scheduler.c core/run/scheduler.h \
	core/run/signals.c core/run/signals.h \
	core/run/stop.c core/run/stop.h
if HAVE_ZSTD
liblakegen_la_SOURCES += core/io/codec_zstd.c
endif
if HAVE_LZ4
liblakegen_la_SOURCES += core/io/codec_lz4.c
endif
liblakegen_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_builddir)/core -DLG_PLUGIN_DIR='"$(libdir)/lakegen"' \
	-DLG_SYSTEM_CONFIG_DIR='"$(sysconfdir)/lakegen"'
liblakegen_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default $(CRYPTO_CFLAGS) $(JANSSON_CFLAGS) $(XXHASH_CFLAGS) $(DEFLATE_CFLAGS) \
	$(ZSTD_CFLAGS) $(LZ4_CFLAGS) $(ZLIB_CFLAGS) $(ISAL_CFLAGS) $(YAML_CFLAGS)
liblakegen_la_LDFLAGS = $(AM_LDFLAGS) $(LG_LDFLAGS_DEFS) -version-info 0:0:0 -Wl,-Bsymbolic-functions \
	-Wl,--version-script=$(top_srcdir)/core/liblakegen.map
liblakegen_la_LIBADD = $(KERNELS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(XXHASH_LIBS) $(DEFLATE_LIBS) $(SNAPPY_LIBS) \
	$(ZSTD_LIBS) $(LZ4_LIBS) $(ZLIB_LIBS) $(ISAL_LIBS) $(YAML_LIBS) $(LTDL_LIBS) -ldl
EXTRA_liblakegen_la_DEPENDENCIES = $(top_srcdir)/core/liblakegen.map
EXTRA_DIST += core/liblakegen.map core/gen/powers_of_ten.py

# What `lakegen plugin new` stamps: the files that plugins name as TEMPLATES, and what is the same for all.
KIT_TEMPLATES = core/kit/template/configure.ac core/kit/template/Makefile.am
BUILT_SOURCES += core/kit/templates.h
nodist_liblakegen_la_SOURCES = core/kit/templates.h
core/kit/templates.h: $(TEMPLATES) $(KIT_TEMPLATES) core/kit/templates.awk
	$(AM_V_GEN)$(MKDIR_P) core/kit && \
	for file in $(TEMPLATES) $(KIT_TEMPLATES); do echo "$(srcdir)/$$file"; done | \
	xargs $(AWK) -f $(srcdir)/core/kit/templates.awk >$@.new && mv -f $@.new $@
CLEANFILES += core/kit/templates.h
EXTRA_DIST += $(KIT_TEMPLATES) core/kit/templates.awk

# A library for each instruction set, so that its flags touch nothing else. Intrinsics take vectors by pointers to them, aligned or
# not: clang warns of the cast.
KERNELS =
if X86_KERNELS
noinst_LTLIBRARIES += core/gen/libaesni.la core/gen/libvaes.la
core_gen_libaesni_la_SOURCES = core/gen/ars_aesni.c
core_gen_libaesni_la_CFLAGS = $(AM_CFLAGS) -Wno-cast-align -maes -mssse3 -msse4.1
core_gen_libvaes_la_SOURCES = core/gen/ars_vaes.c
core_gen_libvaes_la_CFLAGS = $(AM_CFLAGS) -Wno-cast-align -maes -mvaes -mavx512f -mavx512bw -mavx512vl
KERNELS += core/gen/libaesni.la core/gen/libvaes.la
endif
if ARMV8_KERNELS
noinst_LTLIBRARIES += core/gen/libarmv8.la
core_gen_libarmv8_la_SOURCES = core/gen/ars_armv8.c
core_gen_libarmv8_la_CFLAGS = $(AM_CFLAGS) -march=armv8-a+crypto
KERNELS += core/gen/libarmv8.la
endif
EXTRA_DIST += core/gen/ars_aesni.c core/gen/ars_vaes.c core/gen/ars_armv8.c

# The programs differ in how they read their command lines.
noinst_LTLIBRARIES += core/cli/libcli.la
core_cli_libcli_la_SOURCES = \
	core/cli/args.c \
	core/cli/clean.c \
	core/cli/cleanup.c \
	core/cli/completion.c \
	core/cli/config.c core/cli/configuration.h \
	core/cli/config_schema.c \
	core/cli/config_show.c \
	core/cli/cli.h \
	core/cli/crash.c core/cli/crash.h \
	core/cli/count.c \
	core/cli/datagen.c core/cli/datagen.h \
	core/cli/ddl.c \
	core/cli/describe.c core/cli/describe.h \
	core/cli/describe_json.c \
	core/cli/describe_text.c \
	core/cli/estimate.c \
	core/cli/exits.h \
	core/cli/generate.c \
	core/cli/help.c \
	core/cli/inspect.c core/cli/inspect.h \
	core/cli/inspect_parquet.c \
	core/cli/inspect_text.c \
	core/cli/list.c \
	core/cli/log.c core/cli/log.h \
	core/cli/look.c core/cli/look.h \
	core/cli/main.c \
	core/cli/manual.c core/cli/manual.h \
	core/cli/metrics.c core/cli/metrics.h \
	core/cli/plugin.c \
	core/cli/preview.c \
	core/cli/progress.c core/cli/progress.h \
	core/cli/rows.c core/cli/rows.h \
	core/cli/status.c \
	core/cli/storage.c \
	core/cli/table.c core/cli/table.h \
	core/cli/target.c \
	core/cli/text.c \
	core/cli/topics.c core/cli/topics.h \
	core/cli/verify.c \
	core/cli/validate.c \
	core/cli/version.c
core_cli_libcli_la_CPPFLAGS = $(AM_CPPFLAGS) -DLG_PLUGIN_DIR='"$(libdir)/lakegen"'
core_cli_libcli_la_CFLAGS = $(AM_CFLAGS) $(CRYPTO_CFLAGS) $(JANSSON_CFLAGS) $(XXHASH_CFLAGS)

bin_PROGRAMS += lakegen lakegen-datagen
lakegen_SOURCES = core/cli/lakegen.c
lakegen_LDADD = core/cli/libcli.la liblakegen.la $(CRYPTO_LIBS) $(JANSSON_LIBS) $(XXHASH_LIBS)
lakegen_datagen_SOURCES = core/cli/lakegen-datagen.c
lakegen_datagen_LDADD = $(lakegen_LDADD)
