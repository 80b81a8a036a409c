/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the virtual chip's own manners: what it does that not every chip does.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "../sim/soc.h"

#include <stdlib.h>

#include "../sim/nor.h"
#include "../tap.h"

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

    lx106_peek(&chip->soc.cpu, address, 4, &value);
    return value;
}

static void store(struct chip *chip, uint32_t address, uint32_t value)
{
    lx106_poke(&chip->soc.cpu, address, 4, value);
}

/* What is stored there can be read again. */
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
    tap_ok(!is_ram(chip, HIGH_BANK) && !is_ram(chip, HIGH_BANK + 0x3ffc), "nor the upper one");
    store(chip, CACHE_BANKS, load(chip, CACHE_BANKS) & ~0x8u);
    tap_ok(is_ram(chip, LOW_BANK) && is_ram(chip, LOW_BANK + 0x3ffc) && !is_ram(chip, HIGH_BANK),
           "clearing bit 3 gives the lower one back");
    store(chip, CACHE_BANKS, load(chip, CACHE_BANKS) & ~0x10u);
    tap_ok(is_ram(chip, HIGH_BANK) && is_ram(chip, 0x4010fffc), "clearing bit 4 the upper one");
    tap_is(load(chip, LOW_BANK), 0x9abcdef0, "what was stored since is still there");
    soc_reset(&chip->soc, SOC_RESET_EXTERNAL);
    tap_ok(!is_ram(chip, LOW_BANK) && !is_ram(chip, HIGH_BANK), "a reset takes both away");
    chip_close(chip);
    chip_close(polite);
}

int main(void)
{
    test_cached_iram();
    return tap_done();
}
