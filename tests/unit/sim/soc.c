/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the virtual chip's odd behaviour, which not every real chip has.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/soc.h"

#include <stdlib.h>

#include "sim/nor/nor_chip.h"
#include "tap.h"

enum { CACHE_BANKS = 0x3ff00024, LOW_BANK = 0x40108000, HIGH_BANK = 0x4010c000 };

struct chip {
    struct soc soc;
    struct nor *nor;
};

static struct chip *chip_open(struct soc_config config)
{
    struct chip *chip = calloc(1, sizeof *chip);

    config.crystal_hz = 26000000;
    chip->nor = nor_open(&(struct nor_config){.size = 0x100000});
    soc_init(&chip->soc, &config, chip->nor);
    soc_reset(&chip->soc, SOC_RESET_EXTERNAL);
    return chip;
}

static void chip_close(struct chip *chip)
{
    soc_destroy(&chip->soc);
    nor_close(chip->nor);
    free(chip);
}

static uint32_t load(struct chip *chip, uint32_t address)
{
    uint32_t value = 0;

    xtensa_peek(&chip->soc.cpu, address, 4, &value);
    return value;
}

static void store(struct chip *chip, uint32_t address, uint32_t value)
{
    xtensa_poke(&chip->soc.cpu, address, 4, value);
}

/* True if a stored value can be read back. */
static bool is_ram(struct chip *chip, uint32_t address)
{
    store(chip, address, 0x12345678);
    if (load(chip, address) != 0x12345678)
        return false;
    store(chip, address, 0x9abcdef0);
    return load(chip, address) == 0x9abcdef0;
}

static void test_cached_iram(void)
{
    struct chip *polite = chip_open((struct soc_config){0});
    struct chip *chip = chip_open((struct soc_config){.cached_iram = true});

    tap_ok(is_ram(polite, LOW_BANK) && is_ram(polite, 0x4010fffc) && load(polite, CACHE_BANKS) == 0,
           "instruction RAM is RAM up to its end");
    tap_ok(is_ram(chip, 0x40107ffc), "where the cache has the second half, the first is RAM");
    tap_ok(!is_ram(chip, LOW_BANK) && !is_ram(chip, LOW_BANK + 0x3ffc), "the lower bank is not");
    tap_ok(is_ram(chip, HIGH_BANK) && is_ram(chip, 0x4010fffc), "the upper one is, after EN");
    soc_reset(&chip->soc, SOC_RESET_SOFTWARE);
    tap_ok(!is_ram(chip, LOW_BANK) && !is_ram(chip, HIGH_BANK) && !is_ram(chip, 0x4010fffc),
           "after a software reset neither is");
    store(chip, CACHE_BANKS, load(chip, CACHE_BANKS) & ~0x8u);
    tap_ok(is_ram(chip, LOW_BANK) && is_ram(chip, LOW_BANK + 0x3ffc) && !is_ram(chip, HIGH_BANK),
           "clearing bit 3 gives the lower one back");
    store(chip, CACHE_BANKS, load(chip, CACHE_BANKS) & ~0x10u);
    tap_ok(is_ram(chip, HIGH_BANK) && is_ram(chip, 0x4010fffc), "clearing bit 4 the upper one");
    tap_is(load(chip, LOW_BANK), 0x9abcdef0, "what was stored since is still there");
    soc_reset(&chip->soc, SOC_RESET_WATCHDOG);
    tap_ok(!is_ram(chip, LOW_BANK) && !is_ram(chip, HIGH_BANK), "another reset takes both away");
    chip_close(chip);
    chip_close(polite);
}

/* Runs a loop in instruction RAM, like a program that does nothing. */
static void run_program_ms(struct chip *chip, uint64_t ms)
{
    const uint32_t code = 0x40100000;

    store(chip, code, 0xffff06); /* j . : imm18 is -4 */
    chip->soc.cpu.pc = code;
    soc_run(&chip->soc, soc_now_ns(&chip->soc) + ms * 1000000);
}

static bool interrupted(const struct chip *chip)
{
    return chip->soc.cpu.interrupt >> SOC_UART_IRQ & 1;
}

static void test_uart1_noise(void)
{
    struct chip *quiet = chip_open((struct soc_config){0});
    struct chip *chip = chip_open((struct soc_config){.uart1_noise = true});
    const uint32_t status = 0x60000f08, enable = 0x60000f0c, clear = 0x60000f10;

    soc_run(&chip->soc, soc_now_ns(&chip->soc) + 500000000);
    tap_ok(!interrupted(chip) && load(chip, status) == 0, "UART1 is silent while the ROM runs");
    run_program_ms(quiet, 50);
    tap_ok(!interrupted(quiet) && load(quiet, enable) == 0, "a polite one under a program, too");
    run_program_ms(chip, 50);
    tap_ok(interrupted(chip) && load(chip, status) != 0, "a noisy one raises interrupt 5");
    run_program_ms(chip, 1);
    tap_ok(interrupted(chip), "it stays raised");
    store(chip, clear, load(chip, status));
    tap_ok(!interrupted(chip) && load(chip, status) == 0, "INT_CLR ends it");
    run_program_ms(chip, 50);
    tap_ok(interrupted(chip), "for a while");
    store(chip, enable, 0);
    tap_ok(!interrupted(chip), "INT_ENA ends it");
    run_program_ms(chip, 50);
    tap_ok(!interrupted(chip), "for good");
    chip_close(chip);
    chip_close(quiet);
}

static unsigned wrong_loads(struct chip *chip, uint32_t address)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < 1000; i++)
        wrong += load(chip, address) != 0x12345678;
    return wrong;
}

static void test_garbled_loads(void)
{
    struct chip *chip = chip_open((struct soc_config){.cpu2x = SOC_CPU2X_GARBLES});
    const uint32_t clock = 0x3ff00014, w3 = 0x6000024c, address = 0x60000204, iram = 0x40100000;

    store(chip, w3, 0x12345678);
    store(chip, address, 0x12345678);
    store(chip, iram, 0x12345678);
    tap_is(wrong_loads(chip, w3), 0, "at the usual clock W3 is read right");
    store(chip, clock, 1);
    tap_is(wrong_loads(chip, w3), 16, "at twice that it is wrong now and then");
    tap_is(wrong_loads(chip, address) + wrong_loads(chip, iram), 0, "what is not W0 to W15 is not");
    store(chip, clock, 0);
    tap_is(wrong_loads(chip, w3), 0, "and it is right again at the usual clock");
    chip_close(chip);
}

int main(void)
{
    test_cached_iram();
    test_uart1_noise();
    test_garbled_loads();
    return tap_done();
}
