/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 as a chip: how its parts work together, and its reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/soc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "sim/chip/esp8266/soc_io.h"
#include "sim/uart/uart.h"

enum {
    IRAM_BASE = 0x40100000,
    IRAM_SIZE = 0x10000, /* 32 KB, plus 32 KB while the flash cache is off */
    DRAM_BASE = 0x3ffe8000,
    DRAM_SIZE = 0x18000, /* up to 0x3fffffff: 80 KB for the user, the rest for the ROM */
    /* If a program has not touched the flash for this time and has nothing to send, it
     * waits for the host.  (It may also compute; then the skipped time only costs the
     * host's patience.) */
    IDLE_NS = 3000000,
    WAIT_STEP_NS = 100000,
};

uint32_t soc_bus_hz(const struct soc *soc)
{
    return 2 * soc->config.crystal_hz;
}

uint64_t soc_now_ns(const struct soc *soc)
{
    return soc->base_ns +
           (soc->cpu.cycles - soc->base_cycles) * 1000 / (soc->cpu_hz / 1000000);
}

static uint64_t cycles_at(const struct soc *soc, uint64_t ns)
{
    if (ns <= soc->base_ns)
        return soc->cpu.cycles;
    return soc->base_cycles + (ns - soc->base_ns) * (soc->cpu_hz / 1000000) / 1000;
}

/* Fills the ROM.  The caller may give a dump of a real ROM.  The simulated ROM reads as
 * zeros, except for the words that clients check. */
static void fill_rom(struct soc *soc)
{
    /* The word at 0x40001000 tells chips apart: 0xfff0c101 is the ESP8266. */
    static const uint8_t chip_magic[4] = {0x01, 0xc1, 0xf0, 0xff};

    if (soc->config.common.rom_image)
        memcpy(soc->rom_bytes, soc->config.common.rom_image, ROM_SIZE);
    else
        memcpy(soc->rom_bytes + 0x1000, chip_magic, sizeof chip_magic);
}

static int map_memory(struct soc *soc)
{
    soc->iram = calloc(1, IRAM_SIZE);
    soc->dram = calloc(1, DRAM_SIZE);
    soc->rom_bytes = calloc(1, ROM_SIZE);
    soc->plain = soc_io_new_storage();
    if (!soc->iram || !soc->dram || !soc->rom_bytes || !soc->plain)
        return -1;
    fill_rom(soc);
    xtensa_add_region(&soc->cpu, &(struct xtensa_region){
        .base = IRAM_BASE, .size = IRAM_SIZE, .bytes = soc->iram,
        .executable = true, .writable = true, .words_only = true});
    xtensa_add_region(&soc->cpu, &(struct xtensa_region){
        .base = DRAM_BASE, .size = DRAM_SIZE, .bytes = soc->dram, .writable = true});
    xtensa_add_region(&soc->cpu, &(struct xtensa_region){
        .base = ROM_BASE, .size = ROM_SIZE, .bytes = soc->rom_bytes, .executable = true,
        .words_only = true});
    return 0;
}

int soc_init(struct soc *soc, const struct soc_config *config, struct nor *nor)
{
    memset(soc, 0, sizeof *soc);
    soc->config = *config;
    soc->nor = nor;
    soc->cpu_hz = soc_bus_hz(soc);
    soc->strap = SOC_STRAP_FLASH;
    if (xtensa_init(&soc->cpu, &lx106_core) < 0 || map_memory(soc) < 0)
        return -1;
    soc->cpu.bad_word = config->common.bad_ram;
    soc->cpu.bus = (struct xtensa_bus){.load = soc_io_load, .store = soc_io_store, .ctx = soc};
    soc->spi = spi_new(&soc_spi_model, nor);
    soc->uart = uart_new(&soc_uart_model);
    if (!soc->spi || !soc->uart)
        return -1;
    spi_set_manners(soc->spi, &soc->config.spi);
    uart_set_clock(soc->uart, soc_bus_hz(soc));
    if (!config->common.rom_image) {
        soc->cpu.hook_base = ROM_BASE;
        soc->cpu.hook_size = ROM_SIZE;
        soc->rom = rom_new(&soc->cpu);
        if (!soc->rom)
            return -1;
        rom_set_clock(soc->rom, soc_bus_hz(soc));
        rom_set_application(soc->rom, &config->common.application);
    }
    return 0;
}

void soc_destroy(struct soc *soc)
{
    rom_free(soc->rom);
    uart_free(soc->uart);
    spi_free(soc->spi);
    xtensa_destroy(&soc->cpu);
    free(soc->plain);
    free(soc->rom_bytes);
    free(soc->dram);
    free(soc->iram);
    memset(soc, 0, sizeof *soc);
}

/* esptool's soft_reset() says that a stub's software reset "will re-load the ROM
 * bootloader".  But the boot ROM's code boots the flash after cause 3, whatever the strap
 * says.  Both can be true if the chip tells the ROM another cause: after cause 2 the ROM
 * obeys the strap. */
static enum soc_reset told_cause(const struct soc *soc, enum soc_reset cause)
{
    if (cause == SOC_RESET_SOFTWARE && soc->config.reset_to_loader)
        return SOC_RESET_EXTERNAL;
    return cause;
}

void soc_reset(struct soc *soc, enum soc_reset cause)
{
    soc->base_ns = soc_now_ns(soc);
    soc->base_cycles = soc->cpu.cycles;
    soc->cpu_hz = soc_bus_hz(soc);
    soc->cause = told_cause(soc, cause);
    soc->stats.resets++;
    soc->stats.watchdog_resets += cause == SOC_RESET_WATCHDOG;
    soc->reset_wanted = false;
    soc->dead = false;
    soc->trouble[0] = '\0';
    soc_io_reset(soc, cause);
    uart_reset(soc->uart);
    uart_set_clock(soc->uart, soc_bus_hz(soc));
    uart1_reset(&soc->uart1, soc->config.uart1_noise, soc->base_ns);
    spi_reset(soc->spi);
    xtensa_reset(&soc->cpu);
    if (soc->rom)
        rom_reset(soc->rom, (unsigned)soc->cause);
}

void soc_update_uart_irq(struct soc *soc)
{
    xtensa_set_irq(&soc->cpu, SOC_UART_IRQ, uart_irq(soc->uart) || uart1_irq(&soc->uart1));
}

static void update_irq(struct soc *soc)
{
    bool in_program = soc->cpu.pc - ROM_BASE >= ROM_SIZE;

    uart_advance(soc->uart, soc_now_ns(soc));
    uart1_advance(&soc->uart1, in_program, soc_now_ns(soc));
    soc_update_uart_irq(soc);
}

static bool stopped(struct soc *soc)
{
    const char *trouble = soc->rom ? rom_trouble(soc->rom) : NULL;

    if (trouble)
        snprintf(soc->trouble, sizeof soc->trouble, "%s", trouble);
    else if (soc->cpu.halted)
        snprintf(soc->trouble, sizeof soc->trouble,
                 "CPU halted: pc=0x%08x exccause=%u excvaddr=0x%08x epc1=0x%08x depc=0x%08x",
                 soc->cpu.pc, soc->cpu.exccause, soc->cpu.excvaddr, soc->cpu.epc[1], soc->cpu.depc);
    return soc->trouble[0] != '\0';
}

/* The time of the next change that the CPU does not make itself. */
static uint64_t next_event(struct soc *soc, uint64_t until_ns)
{
    uint64_t event = uart_next_event(soc->uart);
    uint64_t dog = soc_io_watchdog_due(soc);

    if (dog < event)
        event = dog;
    if (soc->uart1.due_ns < event)
        event = soc->uart1.due_ns;
    return event < until_ns ? event : until_ns;
}

/* True if an interrupt is about to be taken.  That ends a polling loop, too. */
static bool interrupted(const struct soc *soc)
{
    return (soc->cpu.interrupt & soc->cpu.intenable) != 0;
}

/* The clock last changed at base_ns. */
static bool tired(const struct soc *soc)
{
    return soc->config.cpu2x == SOC_CPU2X_TIRES && soc->cpu_hz > soc_bus_hz(soc) &&
           soc_now_ns(soc) > soc->base_ns + UINT64_C(1000000) * SOC_CPU2X_MS;
}

/* Skips the time in which the ROM would only repeat the same check. */
static void let_rom_sleep(struct soc *soc, uint64_t limit)
{
    uint64_t until = rom_asleep_until(soc->rom);

    if (until > limit)
        until = limit;
    if (soc->cpu.cycles < until && !interrupted(soc))
        soc->cpu.cycles = until;
}

/* Skips the time in which the program would only repeat the same question, in short steps:
 * the program may look at the time, too. */
static void let_program_wait(struct soc *soc, uint64_t limit)
{
    uint64_t until = cycles_at(soc, soc_now_ns(soc) + WAIT_STEP_NS);
    uint64_t flash_ns = spi_asks_until(soc->spi);

    if (!soc->polling.waiting && flash_ns)
        until = cycles_at(soc, flash_ns);
    else if (!soc->polling.waiting)
        return;
    if (until > limit)
        until = limit;
    if (interrupted(soc) || soc->cpu.cycles >= until)
        return;
    soc->cpu.cycles = soc->polling.cycles = until;
    spi_skipped(soc->spi, soc_now_ns(soc));
}

static void run_until(struct soc *soc, uint64_t ns)
{
    uint64_t limit = cycles_at(soc, ns);

    if (limit <= soc->cpu.cycles)
        limit = soc->cpu.cycles + 1;
    soc->polling.waiting = false;
    if (tired(soc))
        soc->dead = true;
    if (soc->dead) {
        soc->cpu.cycles = limit;
        return;
    }
    switch (xtensa_run(&soc->cpu, limit)) {
    case XTENSA_HOOK:
        rom_step(soc->rom);
        let_rom_sleep(soc, limit);
        break;
    case XTENSA_WAIT:
        soc->cpu.cycles = limit;
        break;
    case XTENSA_BUDGET:
        let_program_wait(soc, limit);
        break;
    case XTENSA_HALT:
        break;
    }
}

bool soc_run(struct soc *soc, uint64_t until_ns)
{
    while (soc_now_ns(soc) < until_ns) {
        update_irq(soc);
        run_until(soc, next_event(soc, until_ns));
        if (soc_now_ns(soc) >= soc_io_watchdog_due(soc)) {
            soc->reset_wanted = true;
            soc->reset_cause = SOC_RESET_WATCHDOG;
        }
        if (soc->reset_wanted)
            soc_reset(soc, soc->reset_cause);
        if (stopped(soc))
            return false;
    }
    update_irq(soc);
    return true;
}

bool soc_idle(const struct soc *soc)
{
    if (soc->trouble[0] || soc->dead)
        return true;
    if (soc->rom && rom_idle(soc->rom))
        return true;
    return soc_now_ns(soc) > soc->spi_used_ns + IDLE_NS;
}
