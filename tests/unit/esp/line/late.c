/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of answers that come late: a board, or the machine that the board hangs on, stalls.
 * An answer to READ_REG does not tell which register it holds.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum { REGISTER = 0x3ff5a000, SYNC_ANSWERS = 8 };

static struct fake_transport fake;
static struct esp_link wire;

/* What the loader answered, and the stalled machine holds back. */
static struct {
    uint8_t op[200];
    uint32_t value[200];
    unsigned count;
    unsigned requests;
    unsigned until; /* the stall ends at the request of this number, from 1 on */
    unsigned first; /* so many answers come then, and the rest at the next request; 0: all */
} held;

static void release(unsigned count)
{
    static const uint8_t good[ESP_STATUS_SIZE] = {0, 0};

    for (unsigned i = 0; i < count; i++)
        fake_answer(&fake, held.op[i], held.value[i], good, sizeof(good));
    memmove(held.op, held.op + count, held.count - count);
    memmove(held.value, held.value + count, (held.count - count) * sizeof(held.value[0]));
    held.count -= count;
}

static void hold(uint8_t op, uint32_t value)
{
    held.op[held.count] = op;
    held.value[held.count++] = value;
}

/* The registers' values.  The ones behind the first are alike, so the answers to two questions
 * for different registers agree. */
static uint32_t value_at(uint32_t address)
{
    return address == REGISTER ? 0x12345678 : 0;
}

static void stalled(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)f;
    (void)size;
    for (int i = 0; request[1] == ESP_OP_SYNC && i < SYNC_ANSWERS; i++)
        hold(ESP_OP_SYNC, ESP_SYNC_WORD);
    if (request[1] == ESP_OP_READ_REG)
        hold(ESP_OP_READ_REG, value_at(esp_get32(request + ESP_HEADER_SIZE)));
    held.requests++;
    if (held.requests >= held.until)
        release(held.requests == held.until && held.first ? held.first : held.count);
}

static void begin(unsigned until)
{
    fake_open(&fake);
    fake.answer = stalled;
    fake.base.baud = 0;
    memset(&held, 0, sizeof(held));
    held.until = until;
    esp_link_init(&wire, &fake.base, &fake.fault);
}

static bool are_right(const uint32_t values[3])
{
    return values[0] == 0x12345678 && values[1] == 0 && values[2] == 0;
}

static const uint32_t three[3] = {REGISTER, REGISTER + 4, REGISTER + 8};

/* A session asks for each register twice: the first six requests. */
static void test_sure(void)
{
    uint32_t values[3] = {1, 1, 1};

    begin(7);
    tap_ok(esp_read_regs_sure(&wire, three, 3, values) == 0 && are_right(values),
           "answers that come after the time-out are not taken for other registers");
    tap_ok(!wire.late, "and once a later answer is known to be one, no more are expected");
}

static void test_plain(void)
{
    uint32_t values[3] = {1, 1, 1}, next = 1;

    begin(4);
    tap_ok(esp_read_regs(&wire, three, 3, values) == 0 && are_right(values) &&
               esp_read_reg(&wire, REGISTER + 4, &next) == 0 && next == 0,
           "nor where each register is asked for once");
}

/* The answer to the first READ_REG and the answer to its repetition both come. */
static void test_repetition(void)
{
    uint32_t first = 1, second = 1;

    begin(2);
    tap_ok(esp_read_reg(&wire, REGISTER, &first) == 0 && first == 0x12345678 &&
               esp_read_reg(&wire, REGISTER + 4, &second) == 0 && second == 0,
           "a repeated question's second answer is not the next one's");
}

/* Answers to a SYNC from before come first, then the answers for registers. */
static void test_old_syncs(void)
{
    uint32_t values[3] = {1, 1, 1}, ignored;

    begin(8);
    held.first = SYNC_ANSWERS;
    tap_ok(esp_sync(&wire, &ignored, 5) == ESP_ERR_TIMEOUT, "a SYNC is not answered in time");
    tap_ok(esp_read_regs_sure(&wire, three, 3, values) == 0 && are_right(values),
           "a late answer to an older SYNC does not pass for the last one's");
}

int main(void)
{
    test_sure();
    test_plain();
    test_repetition();
    test_old_syncs();
    return tap_done();
}
