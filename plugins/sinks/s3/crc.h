/* SPDX-License-Identifier: Apache-2.0 */
/* CRCs that S3 knows, as fast as the processor multiplies polynomials: CRC-32C (iSCSI) and CRC-64/NVME. Both are reflected, begin
 * with all ones and end with all bits turned. Any thread. */
#ifndef S3_CRC_H
#define S3_CRC_H

#include <stddef.h>
#include <stdint.h>

struct crc_kind;
extern const struct crc_kind crc_32c, crc_64nvme;

/* Makes the tables; once, on the main thread, before anything else here. */
void crc_prepare(void);

/* The CRC of what crc is of, and then the bytes; begin with 0. */
uint64_t crc_update(const struct crc_kind *kind, uint64_t crc, const void *bytes, size_t size);

/* The CRC of two texts, one behind the other, the second of second_size bytes. */
uint64_t crc_combine(const struct crc_kind *kind, uint64_t first, uint64_t second, uint64_t second_size);

/* The same without the processor's help: for the tests. */
uint64_t crc_update_portable(const struct crc_kind *kind, uint64_t crc, const void *bytes, size_t size);

#endif
