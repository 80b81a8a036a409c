/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's commands.  Each command is one function and sends one answer.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/commands.h"

#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/flash/digests.h"
#include "stub/flash/nor.h"
#include "stub/flash/reach.h"
#include "stub/flash/region.h"
#include "stub/flash/glances.h"
#include "stub/flash/selftest.h"
#include "stub/flash/writing.h"
#include "stub/limits.h"
#include "stub/line/ring.h"
#include "stub/rate.h"
#include "stub/request.h"
#include "stub/speed.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "frames are used in place");

enum {
    SYNC_ANSWERS = 8, /* as many as the ROM sends, because hosts wait for them */
    DELAY_MAX_US = 1000000, /* in WRITE_REG, because the host waits 3 s for an answer */
};

/* ---- commands of the ROM and of Espressif's stub ---- */

/* The answer's value 0 tells the host that this is a stub; the ROM sends another value. */
static void do_sync(const struct request *request)
{
    for (unsigned i = 0; i < SYNC_ANSWERS; i++)
        answer(request->op, 0, 0);
}

static void do_read_reg(const struct request *request)
{
    uint32_t address = request->data[0];

    if (chip_address_ok(address))
        answer(request->op, chip_load(address), 0);
    else
        answer(request->op, 0, ESP_STUB_BAD_RANGE);
}

/* Carries out one group of four words.  The groups are carried out in order, and the first
 * bad group ends the command. */
static bool write_reg(const uint32_t group[4])
{
    uint32_t address = group[0], value = group[1], mask = group[2], delay_us = group[3];

    if (!chip_address_ok(address) || delay_us > DELAY_MAX_US)
        return false;
    chip_delay_us(delay_us); /* before the store, as the ROM does */
    chip_store(address, (chip_load(address) & ~mask) | (value & mask));
    return true;
}

static void do_write_reg(const struct request *request)
{
    uint8_t status = request->size == 0 || request->size % 16 != 0 ? ESP_STUB_BAD_LENGTH : 0;

    for (uint32_t i = 0; i < request->size / 16 && status == 0; i++)
        if (!write_reg(request->data + 4 * i))
            status = ESP_STUB_BAD_RANGE;
    answer(request->op, 0, status);
}

static void change_rate(const struct request *request)
{
    uint32_t old_baud = request->data[1];
    bool trial = STUB_TIMED_TRIALS && request->size == 16;
    uint32_t divisor = rate_divisor(request->data[0], old_baud);
    uint32_t home = request->size == 12 || trial ? rate_divisor(request->data[2], old_baud)
                                                 : rate_home();
    uint8_t status = divisor == 0 || home == 0 ? ESP_STUB_BAD_RANGE : 0;

    if (!trial && request->size != 12 && request->size != 8)
        status = ESP_STUB_BAD_LENGTH;
    answer(request->op, 0, status);
    if (status == 0)
        rate_switch(divisor, home);
    if (status == 0 && trial)
        rate_time_trial(request->data[3]);
}

/* The chip's own USB port has no rate.  A host that does not know the port gets the answer that it
 * waits for. */
static void do_change_baudrate(const struct request *request)
{
    if (STUB_USB && !chip_line_has_rate())
        answer(request->op, 0, 0);
    else
        change_rate(request);
}

/* Tells the chip's number, by which a host knows a chip whose ROM has no word of its own.  The
 * rest is 0: hosts read the fuses. */
static void do_get_security_info(const struct request *request)
{
    uint32_t info[] = {0, 0, 0, STUB_CHIP_NUMBER, 0};

    answer_begin(request->op, sizeof info + ESP_STATUS_SIZE, 0);
    slip_put_bytes(info, sizeof info);
    answer_end(0);
}

/* RUN_USER_CODE.  Hosts expect no answer. */
static void do_reset(const struct request *request)
{
    (void)request;
    ring_drain();
    chip_uart_set_divisor(rate_home());
    chip_leave();
}

/* ---- our own commands ---- */

static void do_stub_info(const struct request *request)
{
    struct selftest tests;
    struct esp_stub_info info;
    bool ready = nor_ready();

    if (ready) { /* the tests come before the ID is read */
        selftest_flash();
        reach_find();
    }
    tests = selftest_results();

    info.magic = ESP_STUB_MAGIC;
    info.version = ESP_STUB_VERSION;
    info.options = ESP_REGION_DEFLATE;
    /* A missing flash, or one that stays busy, is reported without an ID. */
    info.jedec_id = ready ? nor_id() : 0xffffff;
    info.lost = ring_lost();
    info.code_crc32 = selftest_code_crc32();
    info.tests = tests.tried;
    info.failed = tests.failed;
    info.divisor = tests.divisor;
    info.limits.region = STUB_REGION_MAX;
    info.limits.write = STUB_WRITE_MAX;
    info.limits.packet = STUB_PACKET_MAX;
    info.limits.in_flight = STUB_IN_FLIGHT;
    info.limits.requests = STUB_REQUESTS;
    info.limits.reach = reach();
    info.limits.speed = chip_speed();
    info.crc32 = crc32_add(0, &info, sizeof info - sizeof info.crc32);
    answer_begin(request->op, sizeof info + ESP_STATUS_SIZE, 0);
    slip_put_bytes(&info, sizeof info);
    answer_end(0);
}

/* Inverts the bytes, so that the host does not take a loop-back for a chip. */
static void do_echo(const struct request *request)
{
    const uint8_t *bytes = (const uint8_t *)request->data;

    if (request->size > ESP_ECHO_MAX) {
        answer(request->op, 0, ESP_STUB_BAD_LENGTH);
        return;
    }
    answer_begin(request->op, request->size + ESP_STATUS_SIZE, 0);
    for (uint32_t i = 0; i < request->size; i++)
        slip_put((uint8_t)~bytes[i]);
    answer_end(0);
}

/* Keeps the double speed only if the CPU runs and reads correctly at it. */
static void do_hurry(const struct request *request)
{
    uint32_t factor;

    selftest_renew();
    factor = speed_double();
    if (factor > 1) {
        bool right = selftest_cpu();

        selftest_note(ESP_TEST_CPU, right);
        if (!right) {
            speed_normal();
            factor = 1;
        }
    }
    answer(request->op, factor, 0);
}

/* ---- dispatch ---- */

static bool check_matches(const struct request *request)
{
    uint32_t crc = crc32_add(0, &request->op, 1);

    /* Hosts made for Espressif's stub send 0 as the check word. */
    if (request->check == 0 && request->op < ESP_OP_STUB_INFO)
        return true;
    return writing_crc32(crc, request->data, request->size) == request->check;
}

struct command {
    uint32_t size; /* of the command's data; with ANY_SIZE the command checks the size */
    void (*run)(const struct request *request); /* 0 if the command is unknown */
};
enum { ANY_SIZE = 0xffff };

/* Code, not a table.  A table would be data in instruction RAM, which does not take byte
 * accesses. */
static struct command find(uint8_t op)
{
    switch (op) {
    case ESP_OP_SYNC:
        return (struct command){ ESP_SYNC_SIZE, do_sync };
    case ESP_OP_READ_REG:
        return (struct command){ 4, do_read_reg };
    case ESP_OP_WRITE_REG:
        return (struct command){ ANY_SIZE, do_write_reg };
    case ESP_OP_CHANGE_BAUDRATE:
        return (struct command){ ANY_SIZE, do_change_baudrate };
    case ESP_OP_SPI_FLASH_MD5:
        return (struct command){ 16, digests_flash_md5 };
    case ESP_OP_RUN_USER_CODE:
        return (struct command){ 0, do_reset };
    case ESP_OP_STUB_INFO:
        return (struct command){ 0, do_stub_info };
    case ESP_OP_ECHO:
        return (struct command){ ANY_SIZE, do_echo };
    case ESP_OP_READ_REGION:
        return (struct command){ sizeof(struct esp_region_request), region_read };
    case ESP_OP_DIGEST:
        return (struct command){ sizeof(struct esp_digest_request), digests_digest };
    case ESP_OP_GLANCE:
        return (struct command){ sizeof(struct esp_digest_request), glances_glance };
    case ESP_OP_WRITE_REGION:
        return (struct command){ ANY_SIZE, writing_write_region };
    case ESP_OP_ERASE_SECTORS:
        return (struct command){ sizeof(struct esp_erase_sectors), writing_erase_sectors };
    case ESP_OP_HURRY:
        return (struct command){ 0, do_hurry };
    default:
        if (STUB_CHIP_NUMBER && op == ESP_OP_GET_SECURITY_INFO)
            return (struct command){ 0, do_get_security_info };
        return (struct command){ ANY_SIZE, 0 };
    }
}

static void dispatch(const struct request *request)
{
    struct command command = find(request->op);

    if (!check_matches(request)) {
        answer(request->op, 0, ESP_STUB_BAD_CHECK);
    } else if (command.run == 0) {
        answer(request->op, 0, ESP_STUB_UNKNOWN_OP);
    } else if (command.size != ANY_SIZE && command.size != request->size) {
        answer(request->op, 0, ESP_STUB_BAD_LENGTH);
    } else {
        /* SYNC does not prove the rate: the host may not hear the answer. */
        bool counts = request->op != ESP_OP_SYNC;

        if (counts)
            rate_proven();
        if (request->op != ESP_OP_WRITE_REGION)
            writing_finish(); /* the other commands need the flash, or the chip as it is */
        command.run(request);
        if (counts)
            rate_heard();
    }
}

void commands_go_on(void)
{
    if (ring_resume())
        slip_end(); /* ends the frame that was cut off */
}

void commands_handle(const struct slip_receiver *receiver)
{
    const uint8_t *bytes = receiver->frame->bytes;
    struct request request = {
        .op = bytes[1],
        .size = (uint32_t)bytes[2] | (uint32_t)bytes[3] << 8,
        .check = receiver->frame->words[1],
        .data = receiver->frame->words + ESP_HEADER_SIZE / 4,
    };

    if (receiver->size < ESP_HEADER_SIZE || bytes[0] != ESP_DIR_REQUEST ||
        receiver->size != ESP_HEADER_SIZE + request.size)
        return;
    if (ring_called()) {
        if (request.op == ESP_OP_READ_REGION || request.op == ESP_OP_DIGEST)
            return;
        commands_go_on();
    }
    dispatch(&request);
}
