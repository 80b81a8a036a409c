/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending a stream in packets.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A packet ends only when a byte for the next packet comes or the stream ends.  So it is
 * known at the end of a packet whether the packet is the last one.
 */
#include "stub/line/packets.h"

#include "stub/crc32.h"

static struct {
    uint32_t tag;
    uint32_t size;
    uint32_t want[ESP_PACKET_WORDS];
    uint32_t number; /* of the current packet */
    uint32_t left;   /* bytes that the current packet can still take */
    bool wanted;     /* the current packet is sent */
    bool over;       /* neither the current packet nor a later one is sent */
    uint32_t crc;    /* inverted */
} packets;

static void put32(uint32_t word)
{
    packets.crc = ~crc32_add(~packets.crc, &word, 4);
    slip_put32(word);
}

static bool none_behind(uint32_t number)
{
    uint32_t i = number / 32, bits = packets.want[i] >> number % 32;

    while (bits == 0 && ++i != ESP_PACKET_WORDS)
        bits = packets.want[i];
    return bits == 0;
}

static void begin_packet(void)
{
    uint32_t bit = packets.number < ESP_PACKETS_MAX ? packets.number : ESP_PACKETS_MAX - 1;

    packets.left = packets.size;
    packets.over = none_behind(bit);
    packets.wanted = packets.want[bit / 32] >> bit % 32 & 1;
    if (!packets.wanted)
        return;
    answer_begin(ESP_OP_READ_REGION, 0, packets.tag);
    packets.crc = ~crc32_add(0, &packets.tag, 4);
}

static void end_packet(uint32_t number)
{
    if (!packets.wanted)
        return;
    put32(number);
    slip_put32(~packets.crc);
    answer_end(0);
    packets.wanted = false;
}

void packets_begin(const struct request *request)
{
    packets.tag = request->data[3];
    packets.size = request->data[4];
    for (uint32_t i = 0; i < ESP_PACKET_WORDS; i++)
        packets.want[i] = request->data[5 + i];
    packets.number = 0;
    begin_packet();
}

void packets_put(uint8_t byte)
{
    if (packets.left == 0) {
        end_packet(packets.number++);
        begin_packet();
    }
    packets.left--;
    if (!packets.wanted)
        return;
    packets.crc = crc32_step(packets.crc, byte);
    slip_put(byte);
}

bool packets_skipping(void)
{
    return !packets.wanted && packets.left != 0;
}

bool packets_over(void)
{
    return packets.over;
}

void packets_end(uint32_t address, uint32_t length, uint32_t crc)
{
    if (!packets.wanted)
        return;
    put32(address);
    put32(length);
    put32(crc);
    end_packet(packets.number | ESP_PACKET_LAST);
}

void packets_fail(uint8_t status)
{
    if (!packets.wanted)
        answer_begin(ESP_OP_READ_REGION, 0, packets.tag);
    packets.wanted = false;
    answer_end(status);
}
