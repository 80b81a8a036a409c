/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: whatever a chip sends, answers stay within their bounds and do not depend on
 * how the line cut them, and contents count as proven only with their proof.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The first byte says how the line cuts, the second how the slot is asked for.  The rest is
 * a list of records.  A record is a letter, a size (one byte) and this many bytes:
 *
 *   r  bytes as they come from the line
 *   a  an answer's frame: op, value (one byte), data with the status
 *   d  an answer to DIGEST with the right CRC: its header and digests
 *   p  a packet with the right CRC: number (with 0x80: the last packet), contents
 *   P  the same, filled up with zeros to a whole packet
 *   i  an answer to STUB_INFO with the right CRC: its words before the CRC
 */
#include "esp/wire/command.h"

#include "esp/flash/proof.h"
#include "esp/flash/stub/slot.h"
#include "esp/rom/loader.h"
#include "esp/session/session_impl.h"
#include "esp/wire/digest.h"
#include "fuzz/lib/fuzz.h"
#include "unit/fake_transport.h"

enum {
    FRAME_ROOM = 0x2000,
    SLOT_ADDRESS = 0x8000,
    SLOT_SIZE_MAX = 1024,
    PACKET = ESP_SLOT_PACKET_MIN,
    PROOF_ADDRESS = 0x8000,
    PROOF_SIZE = 0x28000,
};

static struct fake_transport transport;
static struct esp_link line;
static struct esp_slot slot;
static struct esp_proof proof;
static struct esp_session session;
static z_stream inflater;

/* ---- frames made from records ---- */

struct bytes {
    uint8_t data[FRAME_ROOM];
    size_t size;
};

static void put(struct bytes *bytes, const void *data, size_t size)
{
    FUZZ_CHECK(size <= sizeof(bytes->data) - bytes->size);
    if (size)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

static void put_word(struct bytes *bytes, uint32_t word)
{
    uint8_t data[4];

    esp_put32(data, word);
    put(bytes, data, sizeof(data));
}

static void put_status(struct bytes *bytes)
{
    put(bytes, (const uint8_t[ESP_STATUS_SIZE]){0}, ESP_STATUS_SIZE);
}

static void send_proven(uint8_t op, uint32_t value, const struct fuzz_input *record)
{
    struct bytes bytes = {.size = 0};

    put(&bytes, record->data, record->size);
    put_word(&bytes, (uint32_t)crc32(0, record->data, (uInt)record->size));
    put_status(&bytes);
    fake_answer(&transport, op, value, bytes.data, bytes.size);
}

/* The packets sent so far, one after the other, as in the stub's stream. */
static uint8_t stream[ESP_STREAM_MAX];

/* The CRC of the contents that the first size bytes of the stream hold. */
static uint32_t region_crc(size_t size)
{
    uint8_t contents[SLOT_SIZE_MAX] = {0};
    z_stream z = {.next_in = stream, .avail_in = (uInt)size, .next_out = contents,
                  .avail_out = slot.size};

    if (size == 0)
        return ESP_REGION_BLANK;
    if (slot.stored)
        return (uint32_t)crc32(0, stream, (uInt)size);
    FUZZ_CHECK(inflateInit2(&z, -MAX_WBITS) == Z_OK);
    inflate(&z, Z_FINISH);
    inflateEnd(&z);
    return (uint32_t)crc32(0, contents, slot.size);
}

static void send_packet(struct fuzz_input record, bool fill)
{
    struct bytes bytes = {.size = 0};
    uint8_t number = fuzz_byte(&record), tag[4];
    size_t at = (number & 0x7fu) * (size_t)PACKET;
    bool last = number & 0x80;

    put(&bytes, record.data, record.size);
    while (fill && bytes.size < PACKET)
        put(&bytes, "", 1);
    if (at + bytes.size <= sizeof(stream))
        memcpy(stream + at, bytes.data, bytes.size);
    if (last) {
        size_t size = at + bytes.size <= sizeof(stream) ? at + bytes.size : 0;

        put_word(&bytes, SLOT_ADDRESS);
        put_word(&bytes, slot.size);
        put_word(&bytes, region_crc(size));
    }
    put_word(&bytes, (number & 0x7fu) | (last ? ESP_PACKET_LAST : 0));
    esp_put32(tag, 0);
    put_word(&bytes, (uint32_t)crc32(crc32(0, tag, sizeof(tag)), bytes.data, (uInt)bytes.size));
    put_status(&bytes);
    fake_answer(&transport, ESP_OP_READ_REGION, 0, bytes.data, bytes.size);
}

static void send_answer(struct fuzz_input record)
{
    uint8_t op = fuzz_byte(&record), value = fuzz_byte(&record);

    fake_answer(&transport, op, value, record.data, record.size);
}

static void send_record(uint8_t kind, const struct fuzz_input *record)
{
    switch (kind) {
    case 'a':
        send_answer(*record);
        break;
    case 'd':
        send_proven(ESP_OP_DIGEST, 1, record);
        break;
    case 'p':
    case 'P':
        send_packet(*record, kind == 'P');
        break;
    case 'i':
        send_proven(ESP_OP_STUB_INFO, 0, record);
        break;
    default:
        fake_input(&transport, record->data, record->size);
    }
}

/* Commands that the answers may be for. */
static const enum esp_op asked[] = {ESP_OP_READ_REG, ESP_OP_STUB_INFO, ESP_OP_READ_REGION,
                                    ESP_OP_DIGEST};

static void send_all(struct fuzz_input input, size_t chunk)
{
    fake_open(&transport);
    transport.chunk = chunk;
    memset(stream, 0, sizeof(stream));
    esp_link_init(&line, &transport.base, &transport.fault);
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
        FUZZ_CHECK(esp_link_send(&line, asked[i], 0, NULL, 0) == ESP_OK);
    while (input.size) {
        uint8_t kind = fuzz_byte(&input);
        struct fuzz_input record = fuzz_bytes(&input, fuzz_byte(&input));

        send_record(kind, &record);
    }
}

static bool more(void)
{
    return transport.input_at < transport.input_size || line.raw_at < line.raw_size;
}

/* ---- promises ---- */

static void check_bounds(const struct esp_answer *answer)
{
    FUZZ_CHECK(answer->data == line.frame + ESP_HEADER_SIZE);
    FUZZ_CHECK(answer->size + answer->status_size <= sizeof(line.frame) - ESP_HEADER_SIZE);
    FUZZ_CHECK(answer->status == (answer->status_size ? answer->data + answer->size : NULL));
}

/* An answer that is accepted is complete, and is decoded only as the answer to its own
 * request. */
static void check_digest(const struct esp_answer *answer)
{
    struct esp_digest_request about = {0};
    const uint8_t *digests = esp_digest_open(answer, &about);
    uint64_t room;
    uint8_t(*md5)[ESP_MD5_SIZE];

    if (!digests)
        return;
    FUZZ_CHECK(answer->op == ESP_OP_DIGEST && about.length > 0);
    FUZZ_CHECK(esp_answer_proven(answer));
    room = (uint64_t)esp_digest_count(&about) * ESP_MD5_SIZE;
    FUZZ_CHECK(room <= answer->size && digests + room <= answer->data + answer->size);
    md5 = (void *)fuzz_copy(digests, (size_t)room);
    FUZZ_CHECK(esp_digest_decode(&about, answer, md5));
    FUZZ_CHECK(memcmp(md5, digests, (size_t)room) == 0);
    about.tag++;
    FUZZ_CHECK(!esp_digest_decode(&about, answer, md5));
    free(md5);
}

/* A finished slot holds contents with the trailer's CRC.  An unfinished slot knows what is
 * missing, so that the host can ask for it. */
static void check_slot(const struct esp_answer *answer)
{
    enum esp_packet_fate fate;

    if (answer->op != ESP_OP_READ_REGION || slot.done)
        return;
    fate = esp_slot_take(&slot, answer, &inflater);
    FUZZ_CHECK(slot.done == (fate == ESP_PACKET_COMPLETES));
    FUZZ_CHECK(slot.arrived <= ESP_SLOT_PACKETS && slot.end <= ESP_SLOT_PACKETS);
    if (slot.done && esp_slot_is_blank(&slot)) {
        for (uint32_t i = 0; i < slot.size; i++)
            FUZZ_CHECK(esp_slot_contents(&slot)[i] == 0xff);
    } else if (slot.done) {
        FUZZ_CHECK(crc32(0, esp_slot_contents(&slot), slot.size) == slot.crc32);
    } else {
        struct esp_region_request request;
        uint32_t missing = esp_slot_missing(&slot), wanted = 0;

        FUZZ_CHECK(missing > 0 && missing <= ESP_SLOT_PACKETS);
        esp_slot_request(&slot, &request);
        for (size_t i = 0; i < ESP_PACKET_WORDS; i++)
            wanted |= request.want[i];
        FUZZ_CHECK(wanted);
    }
}

static void begin_slot(uint8_t how)
{
    memset(&slot, 0, sizeof(slot));
    slot.address = SLOT_ADDRESS;
    slot.size = 1 + (how >> 1) * 8u;
    slot.unsound = how & 1; /* then the host asks for uncompressed contents */
    esp_slot_begin(&slot, PACKET);
}

/* Takes all answers.  Returns a sum over them. */
static uint32_t receive_all(struct fuzz_input input, uint8_t how, size_t chunk)
{
    struct esp_answer answer;
    uint32_t sum = 0;
    size_t calls = 0;
    int err = 0;

    begin_slot(how);
    send_all(input, chunk);
    while (more()) {
        FUZZ_CHECK(calls++ <= transport.input_size); /* each call takes at least one byte */
        err = esp_link_receive(&line, &answer, 0);
        if (err)
            continue;
        check_bounds(&answer);
        sum = (uint32_t)crc32(sum ^ answer.op ^ answer.value ^ (uint32_t)answer.length << 8,
                              answer.data, (uInt)answer.size);
        check_digest(&answer);
        check_slot(&answer);
        (void)esp_proof_take(&proof, &answer);
    }
    FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_TIMEOUT);
    return sum;
}

static void await_all(struct fuzz_input input, enum esp_op op)
{
    struct esp_answer answer;
    size_t calls = 0;

    send_all(input, 0);
    while (more()) {
        int err = esp_link_await(&line, op, &answer, 0);

        FUZZ_CHECK(calls++ <= transport.input_size);
        FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS);
        if (err == ESP_OK) {
            check_bounds(&answer);
            FUZZ_CHECK(answer.op == op && answer.status && answer.status[0] == 0);
        }
    }
}

static void check_info(struct fuzz_input input)
{
    struct esp_stub_info info = {0};
    int err;

    send_all(input, 0);
    err = esp_stub_info(&line, &info, 0);
    FUZZ_CHECK(err != ESP_OK ||
               (info.magic == ESP_STUB_MAGIC && info.version == ESP_STUB_VERSION));
    FUZZ_CHECK(err != ESP_OK ||
               (info.limits.region - 1 < ESP_REGION_MAX && info.limits.write - 1 < ESP_WRITE_MAX &&
                info.limits.reach - 1 < ESP_FLASH_MAX && info.limits.packet >= ESP_PACKET_TOLD_MIN &&
                info.limits.requests != 0 && info.limits.in_flight != 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    size_t chunk = 1 + fuzz_byte(&input);
    uint8_t how = fuzz_byte(&input);
    uint32_t sum;

    FUZZ_CHECK(inflateInit2(&inflater, -MAX_WBITS) == Z_OK);
    session.transport = &transport.base;
    FUZZ_CHECK(esp_proof_start(&proof, &session, PROOF_ADDRESS, PROOF_SIZE) == ESP_OK);
    sum = receive_all(input, how, chunk);
    FUZZ_CHECK(sum == receive_all(input, how, 0));
    await_all(input, ESP_OP_READ_REG);
    await_all(input, ESP_OP_DIGEST);
    check_info(input);
    esp_proof_free(&proof);
    inflateEnd(&inflater);
    return 0;
}
