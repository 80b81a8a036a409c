/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of chips that the tests of the stubs' machine code run on.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/esp32c3/esp32c3_stubs.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "unit/stub/stub_machine.h"

static bool peek_esp8266(void *self, uint32_t address, uint32_t *value)
{
    return xtensa_peek(&((struct soc *)self)->cpu, address, 4, value);
}

static bool poke_esp8266(void *self, uint32_t address, uint32_t value)
{
    return xtensa_poke(&((struct soc *)self)->cpu, address, 4, value);
}

static bool peek_esp32(void *self, uint32_t address, uint32_t *value)
{
    return xtensa_peek(&((struct esp32 *)self)->cpu, address, 4, value);
}

static bool poke_esp32(void *self, uint32_t address, uint32_t value)
{
    return xtensa_poke(&((struct esp32 *)self)->cpu, address, 4, value);
}

static bool peek_esp32c3(void *self, uint32_t address, uint32_t *value)
{
    return rv32_peek(&((struct c3 *)self)->cpu, address, 4, value);
}

static bool poke_esp32c3(void *self, uint32_t address, uint32_t value)
{
    return rv32_poke(&((struct c3 *)self)->cpu, address, 4, value);
}

const struct machine_kind machine_kinds[] = {
    {
        .name = "esp8266ex",
        .rom_variable = "ESP_ROM",
        .entry = MACHINE_ENTRY,
        .boot_baud = 74880,
        .free_ram = 0x3fffbf00,
        .divisor = 0x60000014,
        .in_flight = STUB_IN_FLIGHT,
        .status_size = 2,
        .peek = peek_esp8266,
        .poke = poke_esp8266,
    },
    {
        .name = "esp32",
        .rom_variable = "ESP32_ROM",
        .code = esp_stub_esp32,
        .code_size = &esp_stub_esp32_size,
        .entry = 0x40080000,
        .boot_baud = 115200,
        .free_ram = 0x3ffae000,
        .divisor = 0x3ff40014,
        .in_flight = 60 * 1024, /* stub/soc/esp32/esp32_limits.h */
        .status_size = 4,
        .attach = true,
        .peek = peek_esp32,
        .poke = poke_esp32,
    },
    {
        .name = "esp32c3",
        .rom_variable = "ESP32C3_ROM",
        .code = esp_stub_esp32c3,
        .code_size = &esp_stub_esp32c3_size,
        .entry = 0x40380000,
        .boot_baud = 115200,
        .free_ram = 0x3fccae00, /* the ROM's frames, when the loader has ended */
        .divisor = 0x60000014,
        .in_flight = 60 * 1024, /* stub/soc/esp32c3/esp32c3_limits.h */
        .status_size = 4,
        .attach = true,
        .peek = peek_esp32c3,
        .poke = poke_esp32c3,
    },
    {.name = NULL},
};
const struct machine_kind *machine_kind = machine_kinds;
