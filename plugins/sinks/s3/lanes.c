/* SPDX-License-Identifier: Apache-2.0 */
/* The multi-buffer library or OpenSSL, chosen when lakegen is built. */
#include "config.h"

#include "lanes.h"

#include <stdlib.h>
#include <string.h>

#if HAVE_IPSEC_MB
#include <intel-ipsec-mb.h>

struct lanes {
    IMB_MGR *manager; /* owned */
};

/* The library's own choice asks the processor alone; the system must have allowed the registers, too. */
static void choose_instructions(IMB_MGR *manager)
{
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        init_mb_mgr_avx512(manager);
    else if (__builtin_cpu_supports("avx2"))
        init_mb_mgr_avx2(manager);
    else
        init_mb_mgr_sse(manager);
}

struct lanes *lanes_new(void)
{
    struct lanes *lanes = calloc(1, sizeof(*lanes));

    if (lanes && (lanes->manager = alloc_mb_mgr(0))) {
        choose_instructions(lanes->manager);
        if (lanes->manager->used_arch != IMB_ARCH_NONE)
            return lanes;
    }
    lanes_free(lanes);
    return NULL;
}

void lanes_free(struct lanes *lanes)
{
    if (lanes && lanes->manager)
        free_mb_mgr(lanes->manager);
    free(lanes);
}

/* 1: one more is done; 0: none; too much when one has failed. */
static size_t count_done(const IMB_JOB *job)
{
    return !job ? 0 : job->status == IMB_STATUS_COMPLETED ? 1 : SIZE_MAX / 2;
}

static size_t submit(IMB_MGR *manager, const unsigned char *bytes, size_t size, unsigned char *hash)
{
    IMB_JOB *job = IMB_GET_NEXT_JOB(manager);

    memset(job, 0, sizeof(*job));
    job->cipher_mode = IMB_CIPHER_NULL;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->chain_order = IMB_ORDER_HASH_CIPHER;
    job->hash_alg = IMB_AUTH_SHA_256;
    job->src = bytes;
    job->msg_len_to_hash_in_bytes = size;
    job->auth_tag_output = hash;
    job->auth_tag_output_len_in_bytes = IMB_SHA256_DIGEST_SIZE_IN_BYTES;
    return count_done(IMB_SUBMIT_JOB(manager));
}

int lanes_sha256(struct lanes *lanes, const unsigned char *bytes, size_t size, size_t chunk_bytes, unsigned char (*hash)[32])
{
    size_t submitted = 0, done = 0, more;

    for (size_t at = 0; at < size; at += chunk_bytes, submitted++)
        done += submit(lanes->manager, bytes + at, size - at < chunk_bytes ? size - at : chunk_bytes, hash[submitted]);
    while ((more = count_done(IMB_FLUSH_JOB(lanes->manager))))
        done += more;
    return done == submitted ? LG_OK : LG_E_LOCAL;
}

#else
#include <openssl/evp.h>

struct lanes {
    const EVP_MD *algorithm;
};

struct lanes *lanes_new(void)
{
    struct lanes *lanes = calloc(1, sizeof(*lanes));

    if (lanes)
        lanes->algorithm = EVP_sha256();
    return lanes;
}

void lanes_free(struct lanes *lanes)
{
    free(lanes);
}

int lanes_sha256(struct lanes *lanes, const unsigned char *bytes, size_t size, size_t chunk_bytes, unsigned char (*hash)[32])
{
    for (size_t at = 0; at < size; at += chunk_bytes, hash++)
        if (EVP_Digest(bytes + at, size - at < chunk_bytes ? size - at : chunk_bytes, *hash, NULL, lanes->algorithm, NULL) != 1)
            return LG_E_LOCAL;
    return LG_OK;
}
#endif
