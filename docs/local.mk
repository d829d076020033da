# SPDX-License-Identifier: Apache-2.0
# Pages keep their folders when they are installed, so that links between them hold. The manual page is what `lakegen help manual`
# prints, and lakegen-datagen's leads there; plugins bring their pages themselves.
dist_man_MANS += docs/lakegen.1 docs/lakegen-datagen.1
nobase_dist_doc_DATA += \
	CONTRIBUTING.md \
	SECURITY.md \
	docs/architecture.md \
	docs/changing-customer360.md \
	docs/clickhouse.md \
	docs/configuration.md \
	docs/determinism.md \
	docs/embedding.md \
	docs/files.md \
	docs/performance.md \
	docs/plugin-abi.md \
	docs/random-numbers.md \
	docs/runs.md \
	docs/s3.md \
	docs/decisions/README.md \
	docs/decisions/0001-addressed-random-numbers.md \
	docs/decisions/0002-no-libm.md \
	docs/decisions/0003-text-behind-lengths.md \
	docs/decisions/0004-own-parquet-writer.md \
	docs/decisions/0005-literal-snappy.md \
	docs/decisions/0006-parts-first.md \
	docs/decisions/0007-layout-from-a-sample.md \
	docs/decisions/0008-blocks-and-direct-io.md \
	docs/decisions/0009-plugins-at-the-door.md \
	docs/decisions/0010-plugin-abi-that-grows.md \
	docs/decisions/0011-text-in-frames.md \
	docs/decisions/0012-own-s3-client.md \
	docs/decisions/0013-receipts-before-the-next-part.md \
	docs/decisions/0014-an-insert-is-a-part.md \
	docs/decisions/0015-signed-chunks.md
