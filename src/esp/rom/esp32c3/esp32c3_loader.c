/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate of the ESP32-C3's loader.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/esp32c3/esp32c3_loader.h"

#include "esp/rom/esp32c3/esp32c3_stubs.h"
#include "esp/rom/loader.h"
#include "esp/rom/romcmd.h"
#include "esp/rom/trial.h"

enum {
    CRYSTAL_HZ = 40000000, /* of all boards.  The UART has this clock: the ROM and our stub set it */
    FRACTION_SHIFT = 20,   /* of the sixteenths in UART_CLKDIV */
};

int esp32c3_try_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    static const struct esp_trial_program program = {.code = esp_trial_esp32c3,
                                                     .size = &esp_trial_esp32c3_size,
                                                     .address = ESP32C3_TRIAL_ADDRESS,
                                                     .checked = true,
                                                     .start = esp_start_program};
    /* The trial goes back to the loader with the address of a buffer of the ROM's. */
    static const struct esp_romcmd_facts build = {.flash_chip = ESP32C3_ROM_FLASH_CHIP,
                                                  .pointer = ESP32C3_ROM_FLASH_CHIP_POINTER};
    struct esp_trial_rate rate = {.uart_hz = CRYSTAL_HZ, .baud = baud};
    uint32_t sixteenths = (uint32_t)(((uint64_t)CRYSTAL_HZ * 16 + baud / 2) / baud);
    bool known = false;
    int err = esp_rom_holds_facts(link, &build, &known);

    (void)uart_hz;
    if (err || !known)
        return err ? err : esp_fail(link->fault, ESP_ERR_UNSUPPORTED, "another build of the ROM");
    rate.divisor = sixteenths >> 4 | (sixteenths & 15) << FRACTION_SHIFT;
    return esp_trial_run(link, &program, &rate);
}
