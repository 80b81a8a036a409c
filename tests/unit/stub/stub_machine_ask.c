/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of a test to a virtual chip with the stub, and checks of the chip's state.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_machine_ask.h"

enum { STATUS_ERROR = 0xc0 };

struct machine machine;

uint32_t peek(uint32_t address)
{
    uint32_t value = 0;

    machine.kind->peek(machine.self, address, &value);
    return value;
}

void poke(uint32_t address, uint32_t value)
{
    machine.kind->poke(machine.self, address, value);
}

bool answered(uint8_t op, uint32_t value, uint8_t detail)
{
    return machine.answer.op == op && machine.answer.value == value &&
           machine.answer.status == (detail ? STATUS_ERROR : 0) &&
           machine.answer.detail == detail;
}

bool info(uint32_t *lost)
{
    bool good = machine_ask(&machine, ESP_OP_STUB_INFO, NULL, 0) &&
                answered(ESP_OP_STUB_INFO, 0, 0) &&
                machine.answer.size == sizeof(struct esp_stub_info);

    *lost = word_at(machine.answer.data + 16);
    return good;
}

bool region_right(uint32_t address, uint32_t length, uint32_t tag)
{
    const struct answer *answer = &machine.answer;
    const uint8_t *flash = nor_bytes(machine.nor) + address;

    return answered(ESP_OP_READ_REGION, tag, 0) &&
           region_sound(answer, flash, address, length);
}

bool read_region(uint32_t address, uint32_t length, uint32_t tag)
{
    struct esp_region_request request = region_request(address, length, ESP_REGION_STORED, tag);

    return machine_ask(&machine, ESP_OP_READ_REGION, &request, sizeof request) &&
           region_right(address, length, tag);
}
