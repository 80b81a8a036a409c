/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stub in memory, on a line that loses and damages packets as the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/esp/lossy_stub.h"

#include <openssl/evp.h>
#include <zlib.h>

#include "esp/flash/stub/slot.h"

struct fake_transport fake;
struct esp_session session;
struct lossy_stub stub;

/* Compresses flash contents to raw DEFLATE.  Returns the compressed size. */
static uint32_t pack(uint8_t *out, uint32_t room, uint32_t address, uint32_t length)
{
    z_stream z = {
        .next_in = stub.flash + address, .avail_in = length, .next_out = out, .avail_out = room};

    deflateInit2(&z, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* Sends one packet of a stream.  It has size bytes, and the region's trailer if this is the
 * last packet. */
static void send_packet(struct fake_transport *f, uint32_t tag, uint32_t number,
                        const uint8_t *bytes, uint32_t size)
{
    uint8_t data[ESP_SLOT_PACKET_MAX + 100] = {0}, word[4];
    enum fate now = stub.fate ? stub.fate(stub.packets) : FINE;

    stub.packets++;
    memcpy(data, bytes, size);
    esp_put32(data + size, now == OTHER_PACKET ? number + 1 : number);
    esp_put32(word, tag);
    esp_put32(data + size + 4, (uint32_t)crc32(crc32(0, word, 4), data, size + 4));
    size += 8;
    if (now == LOST)
        return;
    if (now == FLIPPED || now == OTHER_PACKET)
        data[size / 2] ^= 1;
    if (now == WRONG)
        tag ^= 1;
    if (now == REFUSED) {
        data[0] = ESP_STUB_BAD_LENGTH;
        data[1] = ESP_STUB_BAD_CHECK;
        size = 0;
    }
    for (int i = 0; i <= (now == TWICE); i++)
        fake_answer(f, ESP_OP_READ_REGION, tag, data, size + (now == CUT ? 1 : 2));
}

static void answer_digest(struct fake_transport *f, uint32_t address, uint32_t length,
                          uint32_t unit, uint32_t tag);

static void answer_region(struct fake_transport *f, const uint8_t *request)
{
    static uint8_t stream[ESP_REGION_MAX + 1000];
    uint32_t address = esp_get32(request + 8), length = esp_get32(request + 12);
    uint32_t tag = esp_get32(request + 20), packet = esp_get32(request + 24), size;

    if (++stub.regions == stub.restart_at) {
        session.contacts++;
        stub.flash[100] ^= stub.application;
    }
    for (uint32_t i = 0; i < length; i += 1000)
        stub.flash[address + i] ^= stub.changing;
    if (esp_get32(request + 16) == ESP_REGION_DEFLATE) {
        size = pack(stream, sizeof(stream) - 12, address, length);
        stream[size / 2] ^= stub.miscompressed;
    } else {
        size = length;
        memcpy(stream, stub.flash + address, length);
    }
    for (uint32_t i = 0; i * packet < size; i++) {
        uint32_t n = size - i * packet < packet ? size - i * packet : packet;
        uint32_t bit = i < ESP_PACKETS_MAX ? i : ESP_PACKETS_MAX - 1, number = i;

        if (n == size - i * packet) {
            esp_put32(stream + size, address);
            esp_put32(stream + size + 4, length);
            esp_put32(stream + size + 8, (uint32_t)crc32(0, stub.flash + address, length));
            number |= ESP_PACKET_LAST;
        }
        if (esp_get32(request + 28 + bit / 32 * 4) >> bit % 32 & 1)
            send_packet(f, tag, number, stream + i * packet, n + (number != i ? 12 : 0));
    }
    size = esp_get32(request + 48);
    if (size && stub.looks++ % 3 != 2)
        answer_digest(f, esp_get32(request + 44), (size < 3 ? size : 3) * ESP_LOOK_UNIT,
                      ESP_LOOK_UNIT, tag);
}

static void answer_digest(struct fake_transport *f, uint32_t address, uint32_t length,
                          uint32_t unit, uint32_t tag)
{
    uint8_t data[16 + 16 * ESP_DIGESTS_MAX + 4 + 2] = {0};
    uint32_t size = 16;

    esp_put32(data, address);
    esp_put32(data + 4, length);
    esp_put32(data + 8, unit);
    esp_put32(data + 12, tag);
    while (length) {
        uint32_t n = length < unit ? length : unit;

        EVP_Digest(stub.flash + address, n, data + size, NULL, EVP_md5(), NULL);
        data[size] ^= stub.lying;
        size += 16;
        address += n;
        length -= n;
    }
    esp_put32(data + size, (uint32_t)crc32(0, data, size) ^ (stub.digests == 1)); /* one damaged */
    fake_answer(f, ESP_OP_DIGEST, tag, data, size + 6);
}

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2];
    uint8_t echo[ESP_ECHO_MAX + 2] = {0};

    switch (request[1]) {
    case ESP_OP_ECHO:
        for (size_t i = 0; i < size - 8; i++)
            echo[i] = (uint8_t)~request[8 + i];
        fake_answer(f, ESP_OP_ECHO, 0, echo, size - 8 + 2);
        break;
    case ESP_OP_READ_REGION:
        answer_region(f, request);
        break;
    case ESP_OP_DIGEST:
        stub.digests++;
        stub.digested += esp_get32(request + 12);
        answer_digest(f, esp_get32(request + 8), esp_get32(request + 12),
                      esp_get32(request + 16), esp_get32(request + 20));
        break;
    case ESP_OP_STUB_INFO:
        fake_stub_info(f, 0x1640ef, 0, 0);
        break;
    default:
        fake_answer(f, request[1], 0, good, 2);
    }
}

void lossy_stub_open(void)
{
    fake_open(&fake);
    fake.answer = answer;
    fake.chunk = 100;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_STUB;
    session.connect_baud = 115200;
    session.stub.limits = fake_limits;
    session.board.flash_size = FLASH_SIZE;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    stub.regions = stub.packets = stub.looks = stub.digests = stub.digested = 0;
    stub.lying = stub.changing = false;
    stub.fate = NULL;
}
