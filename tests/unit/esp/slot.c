/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of a slot: one part of the flash while its packets arrive.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/stub/slot.h"

#include "base/bytes.h"
#include "tap.h"

enum { PACKET = ESP_SLOT_PACKET_MIN, SIZE = 3 * PACKET - 1, ADDRESS = 0x8000 };

static struct esp_slot slot;
static z_stream inflater;
static uint8_t contents[4 * PACKET];

static void begin(void)
{
    struct esp_region_request request;

    memset(&slot, 0, sizeof(slot));
    slot.address = ADDRESS;
    slot.size = SIZE;
    slot.unsound = 1; /* asks for the contents without compression */
    esp_slot_begin(&slot, PACKET);
    esp_slot_request(&slot, &request);
}

/* Takes a packet of the contents.  The last packet ends a stream of size bytes. */
static enum esp_packet_fate take(uint32_t number, bool last, size_t size)
{
    uint8_t data[PACKET + 12 + 8 + ESP_STATUS_SIZE] = {0}, tag[4] = {0};
    size_t count = last ? size - number * PACKET : PACKET;
    struct esp_answer answer = {.op = ESP_OP_READ_REGION, .data = data};

    memcpy(data, contents + number * PACKET, count);
    if (last) {
        esp_put32(data + count, ADDRESS);
        esp_put32(data + count + 4, SIZE);
        esp_put32(data + count + 8, (uint32_t)crc32(0, contents, SIZE));
        count += 12;
    }
    esp_put32(data + count, number | (last ? ESP_PACKET_LAST : 0));
    count += 4;
    esp_put32(data + count, (uint32_t)crc32(crc32(0, tag, 4), data, (uInt)count));
    answer.size = count + 4;
    answer.status = data + answer.size;
    answer.status_size = ESP_STATUS_SIZE;
    return esp_slot_take(&slot, &answer, &inflater);
}

static void test_any_order(void)
{
    begin();
    tap_is(take(2, true, SIZE), ESP_PACKET_ENDS_ASK, "the last packet may come first");
    tap_is(esp_slot_missing(&slot), 2, "and tells how many are missing");
    tap_is(take(0, false, SIZE), ESP_PACKET_TAKEN, "the others are taken");
    tap_is(take(1, false, SIZE), ESP_PACKET_COMPLETES, "up to the one that completes the slot");
    tap_ok(slot.done && memcmp(esp_slot_contents(&slot), contents, SIZE) == 0,
           "which then has the contents");
}

/* If each read of the flash gives other data, the streams have different lengths. */
static void test_shorter_stream(void)
{
    begin();
    take(0, false, SIZE);
    take(1, false, SIZE);
    take(2, false, SIZE);
    take(3, false, SIZE);
    tap_is(take(2, true, SIZE), ESP_PACKET_UNSOUND,
           "a stream that ends before packets that are here is another stream");
    tap_ok(slot.arrived == 0 && slot.end == 0 && esp_slot_missing(&slot) == 1,
           "so all are forgotten and asked for again");
    tap_is(slot.unsound, 2, "and that is counted");
    tap_is(take(2, true, SIZE), ESP_PACKET_ENDS_ASK, "the next stream is taken");
    take(0, false, SIZE);
    tap_is(take(1, false, SIZE), ESP_PACKET_COMPLETES, "and completes the slot");
}

static void test_longer_stream(void)
{
    begin();
    take(2, true, SIZE);
    tap_is(take(3, false, SIZE), ESP_PACKET_BAD, "a packet behind the last one is not of the stream");
    tap_is(esp_slot_missing(&slot), 2, "and takes no other's place");
    take(0, false, SIZE);
    tap_is(take(1, false, SIZE), ESP_PACKET_COMPLETES, "the slot is completed without it");
}

int main(void)
{
    for (size_t i = 0; i < sizeof(contents); i++)
        contents[i] = (uint8_t)(i * 7 + i / 256);
    if (inflateInit2(&inflater, -MAX_WBITS) != Z_OK)
        return 1;
    test_any_order();
    test_shorter_stream();
    test_longer_stream();
    inflateEnd(&inflater);
    return tap_done();
}
