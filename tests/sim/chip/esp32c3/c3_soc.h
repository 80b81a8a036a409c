/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3 as a chip: CPU, memories, peripherals at their addresses, clocks,
 * watchdogs, strapping pins, eFuses and reset.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Virtual time is counted in CPU cycles from power-on.
 */
#ifndef SIM_CHIP_ESP32C3_C3_SOC_H
#define SIM_CHIP_ESP32C3_C3_SOC_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/chip_config.h"
#include "sim/chip/dogs.h"
#include "sim/chip/esp32c3/c3_fuses.h"
#include "sim/chip/late_bytes.h"
#include "sim/chip/polling.h"
#include "sim/cpu/rv32/rv32.h"
#include "sim/spi/spi.h"

struct nor;
struct rom32;
struct uart;
struct uart_model;
struct usb_serial;

enum {
    C3_CRYSTAL_HZ = 40000000, /* the only one that the chip works with */
    C3_RTC_SLOW_HZ = 136000,
};

/* Reset causes, as RTC_CNTL_RESET_STATE tells them to the ROM (ESP-IDF's reset_reasons.h). */
enum c3_reset {
    C3_RESET_POWER_ON = 1, /* also the reset pin, which is EN */
    C3_RESET_SOFTWARE = 3,
    C3_RESET_TG0_WDT = 7,
    C3_RESET_TG1_WDT = 8,
    C3_RESET_RTC_WDT_CORE = 9,
    C3_RESET_TG0_WDT_CPU = 11,
    C3_RESET_SOFTWARE_CPU = 12,
    C3_RESET_RTC_WDT_CPU = 13,
    C3_RESET_RTC_WDT = 16,
    C3_RESET_TG1_WDT_CPU = 17,
    C3_RESET_SUPER_WDT = 18,
};

struct c3_config {
    struct sim_config common; /* rom_image has ROM_SIZE bytes */
    struct c3_fuses fuses;
    bool early_end;      /* see rom32_machine.h */
    bool super_watchdog; /* it runs from the reset on */
    bool closed_watchdog; /* its configuration takes no stores */
    bool late_bytes;     /* see late_bytes.h; a look is a load of UART_STATUS or
                          * UART_MEM_RX_STATUS */
    struct spi_manners spi;
};

/* The CPU's interrupts, 1 to 31: one bit each. */
struct c3_interrupts {
    uint32_t lines;   /* the state of the sources that lead there */
    uint32_t latched; /* those that are kept until they are cleared */
    uint64_t seen_at; /* the cycle at which the CPU sees what a store has raised */
};

struct c3 {
    struct rv32 cpu;
    struct c3_config config;
    uint32_t fuses[C3_FUSE_WORDS];
    struct nor *nor;
    struct spi *spi;
    struct uart *uart;
    struct usb_serial *usb;
    bool usb_used; /* the host is at the chip's own USB port */
    struct rom32 *rom; /* NULL with a real ROM */
    struct {           /* by the simulated ROM's call of a handler */
        uint32_t x[RV32_REGISTERS], pc;
    } interrupted;
    struct {
        uint64_t resets, watchdog_resets, usb_resets;
    } stats;

    uint8_t *rom_bytes, *ram, *rtc_fast;
    uint32_t *plain; /* registers that only store values: one word for each address from
                      * PERI_BASE to PERI_END */
    uint32_t strap;  /* GPIO_STRAP since the last reset that samples the pins */
    enum c3_reset cause;
    bool reset_wanted;
    enum c3_reset reset_cause;

    uint32_t cpu_hz, apb_hz;
    uint64_t base_cycles, base_ns;
    uint64_t spi_used_ns;
    uint64_t fuses_read_ns; /* the end of the eFuses' last command */
    struct c3_interrupts interrupts;
    struct dogs dogs;
    struct {
        bool armed;
        uint64_t fed_ns;
    } super_watchdog;
    struct polling polling; /* of any register */
    struct late_bytes late;
    uint32_t random;
    char trouble[160]; /* why the CPU stopped; empty while the CPU runs */
};

extern const struct uart_model c3_uart_model;
extern const struct spi_model c3_spi_model;

/* The caller keeps nor.  Returns 0, or -1 when out of memory. */
int c3_init(struct c3 *chip, const struct c3_config *config, struct nor *nor);
void c3_destroy(struct c3 *chip);
void c3_set_fuses(struct c3 *chip, const struct c3_fuses *fuses);

/* Resets the chip.  Set chip->strap before, if the pins are sampled. */
void c3_reset(struct c3 *chip, enum c3_reset cause);
/* Asks for a reset at the next instruction. */
void c3_want_reset(struct c3 *chip, enum c3_reset cause);

uint64_t c3_now_ns(const struct c3 *chip); /* virtual time since power-on */
uint64_t c3_cycles_at(const struct c3 *chip, uint64_t ns);

void c3_receive(struct c3 *chip, uint8_t byte, uint32_t baud); /* a byte has arrived */
void c3_receive_late(struct c3 *chip); /* bytes that wait get into the FIFO now */

/* Executes until virtual time until_ns.  False when the CPU has stopped for good. */
bool c3_run(struct c3 *chip, uint64_t until_ns);
bool c3_idle(const struct c3 *chip);

/* c3_clock.c: sets the clocks from the present registers. */
void c3_update_clocks(struct c3 *chip);
uint64_t c3_slow_ticks(const struct c3 *chip);   /* of the RTC's slow clock */
uint32_t c3_calibration(const struct c3 *chip, uint32_t timer_group); /* TIMG_RTCCALICFG1 */
void c3_systimer_latch(struct c3 *chip, uint32_t unit_op);

/* c3_dogs.c */
void c3_dogs_reset(struct c3 *chip);
/* True if the address belongs to a watchdog; then *value is the value to keep. */
bool c3_dogs_store(struct c3 *chip, uint32_t address, uint32_t *value);
/* The time at which a watchdog bites, and the reset that follows.  UINT64_MAX: never. */
uint64_t c3_dogs_due(const struct c3 *chip, enum c3_reset *cause);
/* The chip boots from flash: the watchdogs guard it.  In download mode they do not. */
void c3_dogs_flash_boot(struct c3 *chip, bool on);

/* c3_interrupt.c: the interrupt matrix.  Tells the CPU which interrupt is asserted now. */
void c3_interrupts_update(struct c3 *chip);
/* The same after a store: the CPU sees a new interrupt only some cycles later. */
void c3_interrupts_stored(struct c3 *chip);
void c3_interrupts_clear(struct c3 *chip, uint32_t bits); /* a store to CPU_INT_CLEAR */
/* A register of the matrix that does not only store a value. */
uint32_t c3_interrupts_load(const struct c3 *chip, uint32_t address);

#endif
