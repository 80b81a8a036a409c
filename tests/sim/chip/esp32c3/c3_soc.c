/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3 as a chip: how its parts work together, and its reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32c3/c3_soc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/rom/c3_rom.h"
#include "sim/chip/rom32/rom32.h"
#include "sim/uart/uart.h"
#include "sim/usb/usb_controller.h"

enum {
    MHZ = 1000000,
    /* If a program has not touched the flash for this time and has nothing to send, it
     * waits for the host. */
    IDLE_NS = 3000000,
    WAIT_STEP_NS = 100000,
};

const struct uart_model c3_uart_model = {
    .interrupts = 0xfffff,
    .conf0 = 0x1000001c,
    .date = 0x2008270,
    .id = 0x500,
    .sixteenths = true,
    .memory = true,
    .full_is_level = true,
    .layout = &uart_layout_c3,
};

/* SPI1.  Its pins are those of the flash from the reset on. */
const struct spi_model c3_spi_model = {
    .moved = spi_moved_c3,
    .w0 = 0x80,
    .lengths = true,
    .right_aligned = true,
    .read_by_length = true,
    .one_divisor = true,
    .ctrl = 0x002c2000,
    .clock = 0x00030103,
    .user = 0x80000000,
};

uint64_t c3_now_ns(const struct c3 *chip)
{
    return chip->base_ns + (chip->cpu.cycles - chip->base_cycles) * 1000 / (chip->cpu_hz / MHZ);
}

uint64_t c3_cycles_at(const struct c3 *chip, uint64_t ns)
{
    if (ns <= chip->base_ns)
        return chip->cpu.cycles;
    return chip->base_cycles + (ns - chip->base_ns) * (chip->cpu_hz / MHZ) / 1000;
}

static void add(struct c3 *chip, uint32_t base, uint32_t size, uint8_t *bytes, bool executable,
                bool writable)
{
    const struct rv32_region region = {base, size, bytes, executable, writable};

    rv32_add_region(&chip->cpu, &region);
}

/* The byte of RAM at an address of either bus, or NULL. */
static const uint8_t *ram_at(const struct c3 *chip, uint32_t address)
{
    if (address - IRAM_BASE < IRAM_SIZE)
        return chip->ram + (address - IRAM_BASE);
    if (address - DRAM_BASE < IRAM_SIZE - SRAM0_SIZE)
        return chip->ram + SRAM0_SIZE + (address - DRAM_BASE);
    return NULL;
}

static bool map_memory(struct c3 *chip)
{
    chip->plain = c3_io_new_storage();
    chip->rom_bytes = calloc(1, ROM_SIZE);
    chip->ram = calloc(1, IRAM_SIZE);
    chip->rtc_fast = calloc(1, RTC_FAST_SIZE);
    if (!chip->plain || !chip->rom_bytes || !chip->ram || !chip->rtc_fast)
        return false;
    add(chip, DRAM_BASE, IRAM_SIZE - SRAM0_SIZE, chip->ram + SRAM0_SIZE, false, true);
    add(chip, IRAM_BASE, IRAM_SIZE, chip->ram, true, true);
    add(chip, ROM_BASE, ROM_SIZE, chip->rom_bytes, true, false);
    add(chip, ROM_DATA_BASE, ROM_SIZE - ROM_DATA_IN_ROM, chip->rom_bytes + ROM_DATA_IN_ROM, false,
        false);
    add(chip, RTC_FAST_BASE, RTC_FAST_SIZE, chip->rtc_fast, true, true);
    return true;
}

/* The caller may give a dump of a real ROM.  Otherwise functions take the ROM's place. */
static int fill_rom(struct c3 *chip)
{
    if (chip->config.common.rom_image) {
        memcpy(chip->rom_bytes, chip->config.common.rom_image, ROM_SIZE);
        return 0;
    }
    c3_rom_fill(chip->rom_bytes);
    chip->rom = c3_rom_new(chip);
    return chip->rom ? 0 : -1;
}

int c3_init(struct c3 *chip, const struct c3_config *config, struct nor *nor)
{
    memset(chip, 0, sizeof *chip);
    chip->config = *config;
    chip->nor = nor;
    chip->cpu_hz = chip->apb_hz = C3_CRYSTAL_HZ;
    chip->strap = STRAP_FLASH;
    c3_set_fuses(chip, &config->fuses);
    if (rv32_init(&chip->cpu) < 0 || !map_memory(chip))
        return -1;
    chip->cpu.reset_pc = ROM_BASE;
    chip->cpu.bad_word = ram_at(chip, config->common.bad_ram & ~3u);
    chip->cpu.bus = (struct rv32_bus){.load = c3_io_load, .store = c3_io_store, .ctx = chip};
    chip->spi = spi_new(&c3_spi_model, nor);
    chip->uart = uart_new(&c3_uart_model);
    chip->usb = usb_serial_new();
    if (!chip->spi || !chip->uart || !chip->usb)
        return -1;
    spi_set_manners(chip->spi, &chip->config.spi);
    return fill_rom(chip);
}

void c3_destroy(struct c3 *chip)
{
    rom32_free(chip->rom);
    uart_free(chip->uart);
    usb_serial_free(chip->usb);
    spi_free(chip->spi);
    rv32_destroy(&chip->cpu);
    free(chip->plain);
    free(chip->rom_bytes);
    free(chip->ram);
    free(chip->rtc_fast);
    memset(chip, 0, sizeof *chip);
}

void c3_set_fuses(struct c3 *chip, const struct c3_fuses *fuses)
{
    chip->config.fuses = *fuses;
    c3_fuses_make(fuses, chip->fuses);
}

static bool is_dog(enum c3_reset cause)
{
    return cause != C3_RESET_POWER_ON && cause != C3_RESET_SOFTWARE &&
           cause != C3_RESET_SOFTWARE_CPU;
}

static bool of_cpu_only(enum c3_reset cause)
{
    return cause == C3_RESET_TG0_WDT_CPU || cause == C3_RESET_TG1_WDT_CPU ||
           cause == C3_RESET_SOFTWARE_CPU || cause == C3_RESET_RTC_WDT_CPU;
}

/* Resets that sample the strapping pins, too (ESP32-C3 data sheet, "Strapping Pins").  By then
 * nobody holds GPIO9 low any more. */
static bool samples_pins(enum c3_reset cause)
{
    return cause == C3_RESET_RTC_WDT || cause == C3_RESET_SUPER_WDT;
}

static void reset_peripherals(struct c3 *chip)
{
    c3_io_reset(chip, chip->cause);
    c3_update_clocks(chip);
    uart_reset(chip->uart);
    usb_serial_reset(chip->usb, c3_now_ns(chip));
    chip->stats.usb_resets++;
    c3_update_clocks(chip);
    spi_reset(chip->spi);
}

void c3_reset(struct c3 *chip, enum c3_reset cause)
{
    if (samples_pins(cause))
        chip->strap |= STRAP_NO_DOWNLOAD;
    chip->cause = cause;
    chip->stats.resets++;
    chip->stats.watchdog_resets += is_dog(cause);
    chip->reset_wanted = false;
    chip->trouble[0] = '\0';
    chip->late.count = 0;
    if (!of_cpu_only(cause))
        reset_peripherals(chip);
    rv32_reset(&chip->cpu);
    if (chip->rom)
        rom32_reset(chip->rom);
    else if (chip->strap & STRAP_NO_DOWNLOAD)
        c3_dogs_flash_boot(chip, true);
}

void c3_want_reset(struct c3 *chip, enum c3_reset cause)
{
    chip->reset_wanted = true;
    chip->reset_cause = cause;
    rv32_yield(&chip->cpu);
}

void c3_receive_late(struct c3 *chip)
{
    late_bytes_deliver(&chip->late, chip->uart, c3_now_ns(chip));
}

void c3_receive(struct c3 *chip, uint8_t byte, uint32_t baud)
{
    if (chip->usb_used)
        usb_serial_receive(chip->usb, byte, c3_now_ns(chip));
    else if (chip->config.late_bytes)
        late_bytes_take(&chip->late, chip->uart, byte, baud, c3_now_ns(chip));
    else
        uart_receive(chip->uart, byte, baud, c3_now_ns(chip));
}

static void update_irq(struct c3 *chip)
{
    uart_advance(chip->uart, c3_now_ns(chip));
    usb_serial_advance(chip->usb, c3_now_ns(chip));
    if (chip->late.count > 0 && c3_now_ns(chip) >= chip->late.due_ns)
        c3_receive_late(chip);
    c3_interrupts_update(chip);
}

/* An exception at the first instruction of its own handler repeats for ever. */
static bool stopped(struct c3 *chip)
{
    const struct rv32 *cpu = &chip->cpu;
    const char *trouble = chip->rom ? rom32_trouble(chip->rom) : NULL;

    if (trouble)
        snprintf(chip->trouble, sizeof chip->trouble, "%s", trouble);
    else if (!(cpu->mcause & RV32_CAUSE_INTERRUPT) && cpu->mcause && cpu->pc == cpu->mtvec &&
        cpu->mepc == cpu->pc)
        snprintf(chip->trouble, sizeof chip->trouble,
                 "CPU halted: pc=0x%08x mcause=%u mtval=0x%08x", cpu->pc, cpu->mcause, cpu->mtval);
    return chip->trouble[0] != '\0';
}

/* The time of the next change that the CPU does not make itself. */
static uint64_t next_event(struct c3 *chip, uint64_t until_ns)
{
    enum c3_reset cause;
    uint64_t event = uart_next_event(chip->uart), dog = c3_dogs_due(chip, &cause);

    if (dog < event)
        event = dog;
    if (usb_serial_next_event(chip->usb) < event)
        event = usb_serial_next_event(chip->usb);
    if (chip->late.count > 0 && chip->late.due_ns < event)
        event = chip->late.due_ns;
    return event < until_ns ? event : until_ns;
}

/* True if an interrupt is about to be taken.  That ends a polling loop, too. */
static bool interrupted(const struct c3 *chip)
{
    return chip->cpu.interrupt && chip->cpu.mstatus & RV32_MSTATUS_MIE;
}

/* Skips the time in which the program would only repeat the same question, in short steps:
 * the program may look at the time, too. */
static void let_program_wait(struct c3 *chip, uint64_t limit)
{
    uint64_t until = c3_cycles_at(chip, c3_now_ns(chip) + WAIT_STEP_NS);
    uint64_t flash_ns = spi_asks_until(chip->spi);

    if (!chip->polling.waiting && flash_ns)
        until = c3_cycles_at(chip, flash_ns);
    else if (!chip->polling.waiting)
        return;
    if (until > limit)
        until = limit;
    if (interrupted(chip) || chip->cpu.cycles >= until)
        return;
    chip->cpu.cycles = chip->polling.cycles = until;
    spi_skipped(chip->spi, c3_now_ns(chip));
}

/* Skips the time in which the ROM would only repeat the same check. */
static void let_rom_sleep(struct c3 *chip, uint64_t limit)
{
    uint64_t until = rom32_asleep_until(chip->rom);

    if (until > limit)
        until = limit;
    if (chip->cpu.cycles < until && !interrupted(chip))
        chip->cpu.cycles = until;
}

static void run_until(struct c3 *chip, uint64_t ns)
{
    uint64_t limit = c3_cycles_at(chip, ns), seen_at = chip->interrupts.seen_at;

    if (limit > seen_at && seen_at > chip->cpu.cycles)
        limit = seen_at;
    if (limit <= chip->cpu.cycles)
        limit = chip->cpu.cycles + 1;
    chip->polling.waiting = false;
    switch (rv32_run(&chip->cpu, limit)) {
    case RV32_WAIT:
        chip->cpu.cycles = limit;
        break;
    case RV32_HOOK:
        rom32_step(chip->rom);
        let_rom_sleep(chip, limit);
        break;
    case RV32_BUDGET:
        let_program_wait(chip, limit);
        break;
    }
}

bool c3_run(struct c3 *chip, uint64_t until_ns)
{
    while (c3_now_ns(chip) < until_ns) {
        enum c3_reset cause;

        update_irq(chip);
        run_until(chip, next_event(chip, until_ns));
        if (c3_now_ns(chip) >= c3_dogs_due(chip, &cause))
            c3_want_reset(chip, cause);
        if (chip->reset_wanted)
            c3_reset(chip, chip->reset_cause);
        if (stopped(chip))
            return false;
    }
    update_irq(chip);
    return true;
}

bool c3_idle(const struct c3 *chip)
{
    if (chip->late.count > 0 || usb_serial_next_event(chip->usb) != UINT64_MAX)
        return false;
    if (chip->trouble[0] || (chip->rom && rom32_idle(chip->rom)))
        return true;
    return c3_now_ns(chip) > chip->spi_used_ns + IDLE_NS;
}
