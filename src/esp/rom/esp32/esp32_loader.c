/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock and the line rate of the ESP32's loader.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/esp32/esp32_loader.h"

#include "base/bytes.h"
#include "esp/line/transport.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/loader.h"
#include "esp/rom/ratecmd.h"
#include "esp/rom/trial.h"

/* Register names: ESP32 Technical Reference. */
enum {
    UART_CLKDIV = 0x3ff40014, /* bits 19:0 the divisor, bits 23:20 its sixteenths */
    RTCCALICFG1 = 0x3ff5f06c, /* of timer group 0; bits 31:7 the crystal's periods in a number
                               * of periods of the 8 MHz oscillator */
    EFUSE_BLK0_RDATA4 = 0x3ff5a010, /* bits 7:0 the rate of that oscillator */
    CRYSTAL_LIMIT_HZ = 33000000,    /* between the crystals that there are */
    PLL_LIMIT_HZ = 60000000,        /* between the crystals and the PLL's 80 MHz */
    PLL_HZ = 80000000,
    FRACTION_SHIFT = 20, /* of the sixteenths in UART_CLKDIV */
};

static uint32_t crystal_of(uint32_t hz)
{
    return hz > CRYSTAL_LIMIT_HZ ? 40000000 : 26000000;
}

static uint32_t clock_of(uint32_t divisor, uint32_t baud)
{
    return (uint32_t)(((uint64_t)(divisor & 0xfffff) << 4 | (divisor >> 20 & 15)) * baud / 16);
}

/* The crystal's rate as the ROM measured it, from RTCCALICFG1 and EFUSE_BLK0_RDATA4. */
static uint32_t measured_hz(uint32_t count, uint32_t rate)
{
    uint64_t hz = (uint64_t)(count >> 7) * (rate & 0xff) * 15625 / 40;

    return hz > UINT32_MAX ? UINT32_MAX : (uint32_t)hz;
}

/* Our stub may have switched the UART to the PLL.  The ROM's measurement of the crystal stays
 * in its register until the next reset.  If there is no measurement, the crystal is taken to
 * be the usual one. */
int esp32_read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                      uint32_t *uart_hz, uint32_t *crystal_hz)
{
    const uint32_t addresses[] = {UART_CLKDIV, RTCCALICFG1, EFUSE_BLK0_RDATA4};
    uint32_t values[3], measured;
    int err = esp_read_regs_sure(link, addresses, 3, values);

    (void)family;
    if (err)
        return err;
    measured = measured_hz(values[1], values[2]);
    *uart_hz = clock_of(values[0], baud);
    *crystal_hz = *uart_hz > PLL_LIMIT_HZ && measured ? crystal_of(measured) : crystal_of(*uart_hz);
    return 0;
}

/* The ROM computes its divisor from the crystal's rate as measured by an oscillator whose own
 * rate is not exact.  (esptool 5.3.1, targets/esp32.py: a workaround for the drift of the
 * 8 MHz clock.)  A measurement that is far off cannot be one. */
uint32_t esp32_rate_to_ask(uint32_t baud, uint32_t crystal_hz, uint32_t rom_hz)
{
    if (rom_hz < crystal_hz / 4 * 3 || rom_hz > crystal_hz / 4 * 5)
        return baud;
    return (uint32_t)((uint64_t)baud * rom_hz / crystal_hz);
}

/* The divisor is read anew, because the clock may be another one since the chip was
 * identified: a reset switches the stub's PLL off. */
static int find_rate_to_ask(struct esp_link *link, uint32_t baud, uint32_t *asked)
{
    const uint32_t addresses[] = {UART_CLKDIV, RTCCALICFG1, EFUSE_BLK0_RDATA4};
    uint32_t values[3];
    int err = esp_read_regs_sure(link, addresses, 3, values);

    if (err)
        return err;
    *asked = esp32_rate_to_ask(baud, crystal_of(clock_of(values[0], link->transport->baud)),
                               measured_hz(values[1], values[2]));
    return 0;
}

int esp32_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    uint32_t asked;
    int err = find_rate_to_ask(link, baud, &asked);

    (void)uart_hz;
    return err ? err : esp_rate_ask(link, asked, baud);
}

/* The clock is read anew for the same reason as in find_rate_to_ask().  The ROM measured it
 * only roughly, but there are few clocks. */
int esp32_try_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    static const struct esp_trial_program program = {.code = esp_trial_esp32,
                                                     .size = &esp_trial_esp32_size,
                                                     .address = ESP32_TRIAL_ADDRESS,
                                                     .checked = true,
                                                     .start = esp_start_program};
    struct esp_trial_rate rate = {.baud = baud};
    const uint32_t address = UART_CLKDIV;
    uint32_t divisor, hz;
    int err = esp_read_regs_sure(link, &address, 1, &divisor);

    (void)uart_hz;
    if (err)
        return err;
    hz = clock_of(divisor, link->transport->baud);
    rate.uart_hz = hz > PLL_LIMIT_HZ ? PLL_HZ : crystal_of(hz);
    divisor = (uint32_t)(((uint64_t)rate.uart_hz * 16 + baud / 2) / baud);
    rate.divisor = divisor >> 4 | (divisor & 15) << FRACTION_SHIFT;
    return esp_trial_run(link, &program, &rate);
}
