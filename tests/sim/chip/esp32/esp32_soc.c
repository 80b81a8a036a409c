/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32 as a chip: how its parts work together, and its reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/esp32_soc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp32/esp32_io.h"
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/rom/esp32_rom.h"
#include "sim/chip/rom32/rom32.h"
#include "sim/cpu/lx6/lx6.h"
#include "sim/uart/uart.h"

enum {
    ROM_DATA_BASE = 0x3ff90000,
    ROM_DATA_SIZE = 0x10000,
    ROM_DATA_IN_IMAGE = 0x60000, /* the instruction bus sees these data, too */
    IRAM_BASE = 0x40070000, /* SRAM0, and SRAM1 as the instruction bus sees it */
    IRAM_SIZE = 0x50000,
    DRAM_BASE = 0x3ffae000, /* SRAM2, and SRAM1 as the data bus sees it */
    DRAM_SIZE = 0x52000,
    RTC_FAST_BASE = 0x400c0000,
    RTC_SLOW_BASE = 0x50000000,
    RTC_SIZE = 0x2000,
    MHZ = 1000000,
    /* If a program has not touched the flash for this time and has nothing to send, it
     * waits for the host. */
    IDLE_NS = 3000000,
    WAIT_STEP_NS = 100000,
};

/* While the boot ROM listens to UART1, too, its handler only reads a byte from UART0, and
 * does not clear the interrupt. */
const struct uart_model esp32_uart_model = {
    .interrupts = 0x7ffff,
    .conf0 = 0x0800001c,
    .date = 0x15122500,
    .id = 0x500,
    .sixteenths = true,
    .memory = true,
    .full_is_level = true,
    .shows_state = true,
};

/* SPI1.  After a reset, user commands have the full clock; the ROM sets the clock when it
 * attaches the flash. */
const struct spi_model esp32_spi_model = {
    .w0 = 0x80,
    .lengths = true,
    .pins_by_io_mux = true,
    .ctrl = 0x00200000,
    .clock = 0x80003043,
    .user = 0x80000040,
};

uint64_t esp32_now_ns(const struct esp32 *chip)
{
    return chip->base_ns + (chip->cpu.cycles - chip->base_cycles) * 1000 / (chip->cpu_hz / MHZ);
}

uint64_t esp32_cycles_at(const struct esp32 *chip, uint64_t ns)
{
    if (ns <= chip->base_ns)
        return chip->cpu.cycles;
    return chip->base_cycles + (ns - chip->base_ns) * (chip->cpu_hz / MHZ) / 1000;
}

static bool add(struct esp32 *chip, uint8_t **bytes, struct xtensa_region region)
{
    *bytes = calloc(1, region.size);
    region.bytes = *bytes;
    if (!*bytes)
        return false;
    xtensa_add_region(&chip->cpu, &region);
    return true;
}

static bool map_memory(struct esp32 *chip)
{
    chip->plain = esp32_io_new_storage();
    return chip->plain &&
           add(chip, &chip->iram, (struct xtensa_region){.base = IRAM_BASE, .size = IRAM_SIZE,
               .executable = true, .writable = true, .words_only = true}) &&
           add(chip, &chip->dram, (struct xtensa_region){.base = DRAM_BASE, .size = DRAM_SIZE,
               .writable = true}) &&
           add(chip, &chip->rom_bytes, (struct xtensa_region){.base = ESP32_ROM_BASE,
               .size = ESP32_ROM_SIZE, .executable = true, .words_only = true}) &&
           add(chip, &chip->rom_data, (struct xtensa_region){.base = ROM_DATA_BASE,
               .size = ROM_DATA_SIZE}) &&
           add(chip, &chip->rtc_fast, (struct xtensa_region){.base = RTC_FAST_BASE,
               .size = RTC_SIZE, .executable = true, .writable = true, .words_only = true}) &&
           add(chip, &chip->rtc_slow, (struct xtensa_region){.base = RTC_SLOW_BASE,
               .size = RTC_SIZE, .writable = true});
}

/* The caller may give a dump of a real ROM.  Otherwise functions take the ROM's place. */
static int fill_rom(struct esp32 *chip)
{
    const uint8_t *image = chip->config.common.rom_image;

    if (image) {
        memcpy(chip->rom_bytes, image, ESP32_ROM_SIZE);
        memcpy(chip->rom_data, image + ROM_DATA_IN_IMAGE, ROM_DATA_SIZE);
        return 0;
    }
    chip->cpu.hook_base = ESP32_ROM_BASE;
    chip->cpu.hook_size = ESP32_ROM_SIZE;
    esp32_rom_fill(chip->rom_bytes);
    chip->rom = esp32_rom_new(chip);
    return chip->rom ? 0 : -1;
}

int esp32_init(struct esp32 *chip, const struct esp32_soc_config *config, struct nor *nor)
{
    memset(chip, 0, sizeof *chip);
    chip->config = *config;
    chip->nor = nor;
    chip->cpu_hz = chip->apb_hz = config->crystal_hz;
    chip->strap = STRAP_FLASH;
    esp32_set_fuses(chip, &config->fuses);
    if (xtensa_init(&chip->cpu, &lx6_core) < 0 || !map_memory(chip))
        return -1;
    chip->cpu.prid = LX6_PRID_PRO;
    chip->cpu.bad_word = config->common.bad_ram;
    chip->cpu.bus =
        (struct xtensa_bus){.load = esp32_io_load, .store = esp32_io_store, .ctx = chip};
    chip->spi = spi_new(&esp32_spi_model, nor);
    chip->uart = uart_new(&esp32_uart_model);
    if (!chip->spi || !chip->uart)
        return -1;
    spi_set_manners(chip->spi, &chip->config.spi);
    return fill_rom(chip);
}

void esp32_destroy(struct esp32 *chip)
{
    rom32_free(chip->rom);
    uart_free(chip->uart);
    spi_free(chip->spi);
    xtensa_destroy(&chip->cpu);
    free(chip->plain);
    free(chip->rom_bytes);
    free(chip->rom_data);
    free(chip->iram);
    free(chip->dram);
    free(chip->rtc_fast);
    free(chip->rtc_slow);
    memset(chip, 0, sizeof *chip);
}

void esp32_set_fuses(struct esp32 *chip, const struct fuses *fuses)
{
    chip->config.fuses = *fuses;
    fuses_make(fuses, &chip->fuses);
}

static bool is_dog(enum esp32_reset cause)
{
    return cause != ESP32_RESET_POWER_ON && cause != ESP32_RESET_SOFTWARE &&
           cause != ESP32_RESET_SOFTWARE_CPU;
}

/* At a reset by the RTC's watchdog, too, the chip samples the strapping pins (ESP32 data
 * sheet, "Strapping Pins").  By then nobody holds GPIO0 low any more. */
void esp32_reset(struct esp32 *chip, enum esp32_reset cause)
{
    if (cause == ESP32_RESET_RTC_WDT)
        chip->strap |= STRAP_NO_DOWNLOAD;
    chip->cause = cause;
    chip->stats.resets++;
    chip->stats.watchdog_resets += is_dog(cause);
    chip->reset_wanted = false;
    chip->trouble[0] = '\0';
    chip->late.count = 0;
    esp32_io_reset(chip, cause);
    esp32_update_clocks(chip);
    uart_reset(chip->uart);
    uart_set_clock(chip->uart, chip->apb_hz);
    spi_reset(chip->spi);
    xtensa_reset(&chip->cpu);
    if (chip->rom)
        rom32_reset(chip->rom);
    else if (chip->strap & STRAP_NO_DOWNLOAD)
        esp32_dogs_flash_boot(chip, true);
}

void esp32_want_reset(struct esp32 *chip, enum esp32_reset cause)
{
    chip->reset_wanted = true;
    chip->reset_cause = cause;
    xtensa_yield(&chip->cpu);
}

void esp32_receive_late(struct esp32 *chip)
{
    late_bytes_deliver(&chip->late, chip->uart, esp32_now_ns(chip));
}

void esp32_receive(struct esp32 *chip, uint8_t byte, uint32_t baud)
{
    if (chip->config.late_bytes)
        late_bytes_take(&chip->late, chip->uart, byte, baud, esp32_now_ns(chip));
    else
        uart_receive(chip->uart, byte, baud, esp32_now_ns(chip));
}

static void update_irq(struct esp32 *chip)
{
    uart_advance(chip->uart, esp32_now_ns(chip));
    if (chip->late.count > 0 && esp32_now_ns(chip) >= chip->late.due_ns)
        esp32_receive_late(chip);
    esp32_io_update_irq(chip);
}

static bool stopped(struct esp32 *chip)
{
    const char *trouble = chip->rom ? rom32_trouble(chip->rom) : NULL;

    if (trouble)
        snprintf(chip->trouble, sizeof chip->trouble, "%s", trouble);
    else if (chip->cpu.halted)
        snprintf(chip->trouble, sizeof chip->trouble,
                 "CPU halted: pc=0x%08x exccause=%u excvaddr=0x%08x epc1=0x%08x", chip->cpu.pc,
                 chip->cpu.exccause, chip->cpu.excvaddr, chip->cpu.epc[1]);
    return chip->trouble[0] != '\0';
}

/* The time of the next change that the CPU does not make itself. */
static uint64_t next_event(struct esp32 *chip, uint64_t until_ns)
{
    enum esp32_reset cause;
    uint64_t event = uart_next_event(chip->uart), dog = esp32_dogs_due(chip, &cause);

    if (dog < event)
        event = dog;
    if (chip->late.count > 0 && chip->late.due_ns < event)
        event = chip->late.due_ns;
    return event < until_ns ? event : until_ns;
}

/* True if an interrupt is about to be taken.  That ends a polling loop, too. */
static bool interrupted(const struct esp32 *chip)
{
    return (chip->cpu.interrupt & chip->cpu.intenable) != 0;
}

/* Skips the time in which the ROM would only repeat the same check. */
static void let_rom_sleep(struct esp32 *chip, uint64_t limit)
{
    uint64_t until = rom32_asleep_until(chip->rom);

    if (until > limit)
        until = limit;
    if (chip->cpu.cycles < until && !interrupted(chip))
        chip->cpu.cycles = until;
}

/* Skips the time in which the program would only repeat the same question, in short steps:
 * the program may look at the time, too. */
static void let_program_wait(struct esp32 *chip, uint64_t limit)
{
    uint64_t until = esp32_cycles_at(chip, esp32_now_ns(chip) + WAIT_STEP_NS);
    uint64_t flash_ns = spi_asks_until(chip->spi);

    if (!chip->polling.waiting && flash_ns)
        until = esp32_cycles_at(chip, flash_ns);
    else if (!chip->polling.waiting)
        return;
    if (until > limit)
        until = limit;
    if (interrupted(chip) || chip->cpu.cycles >= until)
        return;
    chip->cpu.cycles = chip->polling.cycles = until;
    spi_skipped(chip->spi, esp32_now_ns(chip));
}

static void run_until(struct esp32 *chip, uint64_t ns)
{
    uint64_t limit = esp32_cycles_at(chip, ns);

    if (limit <= chip->cpu.cycles)
        limit = chip->cpu.cycles + 1;
    if (chip->cpu.cycles < chip->irq_from_cycles && limit > chip->irq_from_cycles)
        limit = chip->irq_from_cycles;
    chip->polling.waiting = false;
    switch (xtensa_run(&chip->cpu, limit)) {
    case XTENSA_HOOK:
        rom32_step(chip->rom);
        let_rom_sleep(chip, limit);
        break;
    case XTENSA_WAIT:
        chip->cpu.cycles = limit;
        break;
    case XTENSA_BUDGET:
        let_program_wait(chip, limit);
        break;
    case XTENSA_HALT:
        break;
    }
}

bool esp32_run(struct esp32 *chip, uint64_t until_ns)
{
    while (esp32_now_ns(chip) < until_ns) {
        enum esp32_reset cause;

        update_irq(chip);
        run_until(chip, next_event(chip, until_ns));
        if (esp32_now_ns(chip) >= esp32_dogs_due(chip, &cause))
            esp32_want_reset(chip, cause);
        if (chip->reset_wanted)
            esp32_reset(chip, chip->reset_cause);
        if (stopped(chip))
            return false;
    }
    update_irq(chip);
    return true;
}

bool esp32_idle(const struct esp32 *chip)
{
    if (chip->late.count > 0)
        return false;
    if (chip->trouble[0] || (chip->rom && rom32_idle(chip->rom)))
        return true;
    return esp32_now_ns(chip) > chip->spi_used_ns + IDLE_NS;
}
