/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip in memory for tests of the session: it has reset lines, a loader and a stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/esp/session_chip.h"

#include <zlib.h>

#include "esp/rom/esp8266/esp8266_stubs.h"

struct fake_transport fake;
struct esp_session session;
struct session_chip chip;

enum { STUB_ADDRESS = 0x40100000 };

static void answer_sync(struct fake_transport *f)
{
    static const uint8_t good[2] = {0, 0};

    if (chip.runs == LOADER && !chip.heard_one) {
        chip.heard_one = true;
        return;
    }
    for (int i = 0; i < 8; i++)
        fake_answer(f, ESP_OP_SYNC, chip.runs == LOADER ? ESP_SYNC_WORD : 0, good, 2);
}

static void load(const uint8_t *block, size_t size)
{
    if (chip.load_at < sizeof(chip.loaded) && size <= sizeof(chip.loaded) - chip.load_at)
        memcpy(chip.loaded + chip.load_at, block, size);
    chip.load_at += (uint32_t)size;
}

static void answer_info(struct fake_transport *f)
{
    static const uint8_t unknown[2] = {0xff, 0xff};
    chip.infos++;
    if (chip.runs == FOREIGN)
        fake_answer(f, ESP_OP_STUB_INFO, 0, unknown, 2);
    else if (chip.runs == STUB)
        fake_stub_info(f, chip.infos > chip.bad_infos ? FLASH_ID : FLASH_ID ^ 0x10,
                       (uint32_t)crc32(0, chip.loaded, (uInt)esp_stub_esp8266_size) ^
                           (chip.starts <= chip.bad_codes ? 1 : 0),
                       chip.infos <= chip.bad_infos);
}

static void answer_echo(struct fake_transport *f, const uint8_t *bytes, size_t size)
{
    uint8_t data[ESP_ECHO_MAX + 2] = {0};

    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)~bytes[i];
    data[size / 2] ^= f->base.baud > chip.clean_baud;
    fake_answer(f, ESP_OP_ECHO, 0, data, size + 2);
}

static void start_program(struct fake_transport *f)
{
    if (chip.back_starts) {
        chip.back_starts--;
        return;
    }
    if (chip.bad_starts) {
        chip.bad_starts--;
        chip.runs = APPLICATION;
        return;
    }
    chip.runs = STUB;
    chip.home_baud = chip.baud;
    chip.starts++;
    fake_input(f, "\xc0" ESP_STUB_GREETING "\xc0", 6);
}

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2] = {0, 5};

    if (chip.runs == APPLICATION || chip.baud > chip.top_baud)
        return;
    if (f->base.baud != chip.baud && (request[1] != ESP_OP_SYNC || !chip.late_syncs))
        return;
    chip.late_syncs -= f->base.baud != chip.baud;
    if (chip.runs == LOADER && fake_message(f, request, size))
        return;
    switch (request[1]) {
    case ESP_OP_SYNC:
        answer_sync(f);
        break;
    case ESP_OP_STUB_INFO:
        answer_info(f);
        break;
    case ESP_OP_CHANGE_BAUDRATE:
        fake_answer(f, request[1], 0, good, 2);
        chip.baud = esp_get32(request + 8);
        chip.home_baud = size == 20 ? esp_get32(request + 16) : chip.home_baud;
        break;
    case ESP_OP_MEM_BEGIN:
        chip.load_at = esp_get32(request + ESP_HEADER_SIZE + 12) - STUB_ADDRESS;
        fake_answer(f, request[1], 0, good, 2);
        break;
    case ESP_OP_MEM_DATA:
        load(request + ESP_HEADER_SIZE + 16, size - ESP_HEADER_SIZE - 16);
        fake_answer(f, request[1], 0, good, 2);
        break;
    case ESP_OP_MEM_END:
        start_program(f);
        break;
    case ESP_OP_ECHO:
        answer_echo(f, request + ESP_HEADER_SIZE, size - ESP_HEADER_SIZE);
        break;
    default:
        fake_answer(f, request[1], 0, good, 2);
    }
}

/* The chip samples GPIO0 a moment after EN is released.  On most boards a capacitor delays
 * EN, and bridges the time when both lines are asserted. */
static void sample(bool gpio0_low)
{
    if (!chip.en_rises)
        return;
    chip.en_rises = false;
    if (chip.dead_resets) {
        chip.dead_resets--;
        return;
    }
    chip.resets++;
    chip.runs = gpio0_low ? LOADER : APPLICATION;
    chip.heard_one = false;
    chip.baud = 115200;
}

static int lines(struct esp_transport *t, bool dtr, bool rts)
{
    bool was_low = t->rts && !t->dtr, low = rts && !dtr;

    if (was_low && !low)
        chip.en_rises = true;
    if (low)
        chip.en_rises = false;
    return fake_set_lines(t, dtr, rts);
}

/* Meanwhile a stub at a rate that does not work goes back to its old rate. */
int session_chip_idle(struct esp_transport *t, int timeout_ms)
{
    sample(t->dtr && !t->rts);
    if (chip.baud > chip.top_baud)
        chip.baud = chip.home_baud;
    return fake_idle(t, timeout_ms);
}

void session_chip_open(const char *reset)
{
    static struct esp_transport_ops ops;
    const char *const *names = esp_reset_named(reset);

    fake_open(&fake);
    ops = *fake.base.ops;
    ops.set_lines = lines;
    ops.idle = session_chip_idle;
    fake.base.ops = &ops;
    fake.answer = answer;
    fake.base.has_baud = true;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_OPEN;
    session.connect_baud = 115200;
    fake.base.fault = &session.fault;
    fake.base.has_lines = *names != NULL;
    for (; *names; names++)
        esp_reset_parse(&session.resets[session.reset_count++], *names, NULL);
    esp_link_init(&session.link, &fake.base, &session.fault);
    chip = (struct session_chip){
        .runs = APPLICATION,
        .baud = 115200,
        .home_baud = 115200,
        .top_baud = 3000000,
        .clean_baud = 3000000,
    };
}
