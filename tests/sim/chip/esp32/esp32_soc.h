/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32 as a chip: CPU, memories, peripherals at their addresses, clocks,
 * watchdogs, strapping pins, eFuses and reset.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Only one CPU exists.  Virtual time is counted in CPU cycles from power-on.  SRAM1 has two
 * addresses on the chip: at 0x3ffe0000 for data, and at 0x400a0000, in the opposite order,
 * for instructions.  Here these are two memories.
 */
#ifndef SIM_CHIP_ESP32_ESP32_SOC_H
#define SIM_CHIP_ESP32_ESP32_SOC_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/chip_config.h"
#include "sim/chip/dogs.h"
#include "sim/chip/esp32/fuses.h"
#include "sim/chip/late_bytes.h"
#include "sim/chip/polling.h"
#include "sim/cpu/xtensa/xtensa.h"
#include "sim/cpu/xtensa/xtensa_abi.h"
#include "sim/spi/spi.h"

struct nor;
struct rom32;
struct uart;
struct uart_model;

/* Reset causes, as RTC_CNTL_RESET_STATE tells them to the ROM (ESP-IDF's rtc.h). */
enum esp32_reset {
    ESP32_RESET_POWER_ON = 1, /* also the reset pin, which is EN */
    ESP32_RESET_SOFTWARE = 3,
    ESP32_RESET_TG0_WDT = 7,
    ESP32_RESET_TG1_WDT = 8,
    ESP32_RESET_RTC_WDT_SYSTEM = 9,
    ESP32_RESET_TG_WDT_CPU = 11,
    ESP32_RESET_SOFTWARE_CPU = 12,
    ESP32_RESET_RTC_WDT_CPU = 13,
    ESP32_RESET_RTC_WDT = 16,
};

struct esp32_soc_config {
    struct sim_config common; /* rom_image has ESP32_ROM_SIZE bytes; bad_ram is instruction RAM */
    uint32_t crystal_hz;      /* 26000000 or 40000000 */
    struct fuses fuses;
    bool strap_1v8;           /* MTDI is high at reset */
    bool slow_jitter;         /* some ticks of the RTC's slow clock are late */
    bool late_bytes;          /* see esp32_receive() */
    struct spi_manners spi;
};

struct esp32 {
    struct xtensa cpu;
    struct esp32_soc_config config;
    struct fuse_words fuses;
    struct nor *nor;
    struct spi *spi;
    struct uart *uart;
    struct rom32 *rom; /* NULL with a real ROM */
    struct xtensa_interrupted interrupted; /* by the simulated ROM's call of a handler */
    struct {
        uint64_t resets, watchdog_resets;
    } stats;

    uint8_t *rom_bytes, *rom_data, *iram, *dram, *rtc_fast, *rtc_slow;
    uint32_t *plain; /* registers that only store values: one word for each address from
                      * DPORT_BASE to PERI_END */
    uint32_t strap;  /* GPIO_STRAP since the last reset by power or pin */
    enum esp32_reset cause;
    bool reset_wanted;
    enum esp32_reset reset_cause;
    bool flash_attached; /* the ROM has connected the flash's pins */

    uint32_t cpu_hz, apb_hz;
    uint64_t base_cycles, base_ns;
    uint64_t spi_used_ns;
    uint64_t irq_from_cycles; /* before this, a store to the UART has not reached the CPU's
                               * interrupt line */
    uint64_t fuses_read_ns; /* the end of the eFuses' last command */
    struct dogs dogs;
    struct polling polling; /* of UART_STATUS */
    struct late_bytes late;
    char trouble[160]; /* why the CPU stopped; empty while the CPU runs */
};

extern const struct uart_model esp32_uart_model;
extern const struct spi_model esp32_spi_model;

/* The caller keeps nor.  Returns 0, or -1 when out of memory. */
int esp32_init(struct esp32 *chip, const struct esp32_soc_config *config, struct nor *nor);
void esp32_destroy(struct esp32 *chip);
void esp32_set_fuses(struct esp32 *chip, const struct fuses *fuses);

/* Resets the chip.  Set chip->strap before, if the pins are sampled. */
void esp32_reset(struct esp32 *chip, enum esp32_reset cause);
/* Asks for a reset at the next instruction. */
void esp32_want_reset(struct esp32 *chip, enum esp32_reset cause);

uint64_t esp32_now_ns(const struct esp32 *chip); /* virtual time since power-on */
uint64_t esp32_cycles_at(const struct esp32 *chip, uint64_t ns);

/* A byte has arrived.  With config.late_bytes see late_bytes.h: a look is a load of UART_STATUS
 * or UART_MEM_RX_STATUS. */
void esp32_receive(struct esp32 *chip, uint8_t byte, uint32_t baud);
void esp32_receive_late(struct esp32 *chip); /* bytes that wait get into the FIFO now */

/* Executes until virtual time until_ns.  False when the CPU has stopped for good. */
bool esp32_run(struct esp32 *chip, uint64_t until_ns);
bool esp32_idle(const struct esp32 *chip);

/* esp32_clock.c: sets the clocks from the present registers. */
void esp32_update_clocks(struct esp32 *chip);
/* The crystal's frequency as the ROM measures it, by the 8 MHz clock and the eFuses. */
uint32_t esp32_measured_crystal(const struct esp32 *chip);
uint32_t esp32_calibration(const struct esp32 *chip); /* TIMG_RTCCALICFG1 */

/* esp32_dogs.c */
void esp32_dogs_reset(struct esp32 *chip);
/* True if the address belongs to a watchdog; then *value is the value to keep. */
bool esp32_dogs_store(struct esp32 *chip, uint32_t address, uint32_t *value);
/* The time at which a watchdog bites, and the reset that follows.  UINT64_MAX: never. */
uint64_t esp32_dogs_due(const struct esp32 *chip, enum esp32_reset *cause);
/* The chip boots from flash: the watchdogs guard it.  In download mode they do not. */
void esp32_dogs_flash_boot(struct esp32 *chip, bool on);

#endif
