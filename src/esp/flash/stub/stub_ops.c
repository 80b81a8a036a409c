/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's flash operations: the table, and the smaller operations.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/stub_ops.h"

#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/write.h"

enum {
    UNITS_MAX = ESP_FLASH_MAX / ESP_BLOCK64_SIZE,
    UNITS_AT_ONCE = 4, /* the chip needs an eighth of a second for them */
    ASK_TRIES = 5,
    /* A status of all ones says that the flash is busy.  The stub waits for such a flash
     * for 100 million cycles at 52 MHz before it answers; this is a little longer. */
    BUSY_MS = 2200,
};

static int sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                  struct esp_sample *samples)
{
    struct esp_digest_request requests[ESP_SAMPLES_MAX] = {0};
    esp_md5_list digests[ESP_SAMPLES_MAX];
    int err;

    for (unsigned i = 0; i < count; i++)
        requests[i] = (struct esp_digest_request){
            .address = addresses[i], .length = ESP_SECTOR_SIZE, .tag = i};
    err = esp_session_all_digests(s, requests, count, digests, NULL, NULL);
    for (unsigned i = 0; i < count && !err; i++)
        memcpy(samples[i].key, digests[i][0], ESP_MD5_SIZE);
    return err;
}

static void sample_of(const uint8_t *data, struct esp_sample *sample)
{
    *sample = (struct esp_sample){{0}};
    if (!EVP_Digest(data, ESP_SECTOR_SIZE, sample->key, NULL, EVP_md5(), NULL))
        memset(sample, 0, sizeof(*sample)); /* a digest that no sector has */
}

/* The smallest power of two after which all digests repeat, in bytes. */
static uint32_t period_of(const uint8_t (*md5)[ESP_MD5_SIZE], uint32_t count)
{
    uint32_t period = count;

    while (period > 1 && memcmp(md5, md5 + period / 2, period / 2 * sizeof(md5[0])) == 0)
        period /= 2;
    return period * ESP_BLOCK64_SIZE;
}

static int find_period(struct esp_session *s, uint32_t *period)
{
    static uint8_t md5[UNITS_MAX][ESP_MD5_SIZE];
    uint32_t count = s->board.flash_size / ESP_BLOCK64_SIZE;
    int err = esp_session_hurry(s);

    for (uint32_t i = 0; i < count && !err; i += UNITS_AT_ONCE) {
        uint32_t n = count - i < UNITS_AT_ONCE ? count - i : UNITS_AT_ONCE;
        const struct esp_digest_request request = {
            .address = i * ESP_BLOCK64_SIZE,
            .length = n * ESP_BLOCK64_SIZE,
            .unit = ESP_BLOCK64_SIZE,
        };

        err = esp_session_digest(s, &request, md5 + i);
    }
    if (!err)
        *period = period_of((const uint8_t(*)[ESP_MD5_SIZE])md5, count);
    return err;
}

static uint64_t read_ms(const struct esp_session *s, uint32_t size)
{
    (void)s;
    (void)size;
    return 0;
}

static int read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                         const uint8_t *expected, uint8_t *data)
{
    (void)expected;
    return esp_write_read(s, address, size, data);
}

static int ask_id(struct esp_session *s, uint32_t *id)
{
    int err = esp_session_ask_stub(s, ASK_TRIES, esp_link_patience_ms(&s->link));

    if (err && !esp_session_hopeless(err))
        err = esp_session_ask_stub(s, 1,
                                   esp_transport_patience_ms(s->transport, BUSY_MS, BUSY_MS));
    *id = s->stub.jedec_id;
    return err && !esp_session_hopeless(err) ? esp_session_dead(s) : err;
}

const struct esp_flash_ops esp_flash_by_stub = {
    .read = esp_stub_read,
    .read_ms = read_ms,
    .compare = esp_stub_compare,
    .write = esp_stub_write,
    .erase = esp_stub_erase,
    .sample = sample,
    .sample_surely = sample, /* the CRC of an answer makes it sure */
    .sample_of = sample_of,
    .sample_size = ESP_SECTOR_SIZE,
    .find_period = find_period,
    .read_expected = read_expected,
    .ask_id = ask_id,
    .digests = true,
    .spares_blank = true,
};
