/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 as a chip: CPU, memories, peripherals at their
 * addresses, strapping pins, eFuses, watchdog and reset.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the address map: the boot ROM's own accesses and Espressif's
 * eagle_soc.h.  Virtual time is counted in CPU cycles from power-on.
 */
#ifndef SIM_CHIP_ESP8266_SOC_H
#define SIM_CHIP_ESP8266_SOC_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/esp8266/spi.h"
#include "sim/chip/esp8266/uart/uart1.h"
#include "sim/cpu/lx106/lx106.h"

struct nor;
struct rom;
struct uart;

/* Reset causes as RTC_STATE1 (0x60000714) tells the ROM. */
enum soc_reset {
    SOC_RESET_EXTERNAL = 2, /* "rst cause:2": the reset pin, also EN */
    SOC_RESET_POWER_ON = 1,
    SOC_RESET_SOFTWARE = 3,
    SOC_RESET_WATCHDOG = 4,
};

/* What bit 0 of 0x3ff00014 (CPU2X) does.  How silicon takes it in download mode,
 * where the PLL does not run, nobody has tried here. */
enum soc_cpu2x {
    SOC_CPU2X_WORKS,   /* the CPU runs twice as fast, its bus and all else as before */
    SOC_CPU2X_IGNORED, /* it can be set and read, and does nothing */
    SOC_CPU2X_DIES,    /* the CPU stops until the next reset */
    SOC_CPU2X_GARBLES, /* it works, but W0 to W15 of the flash controller are now and then
                        * read with a wrong bit */
    SOC_CPU2X_TIRES,   /* it works for SOC_CPU2X_MS, then the CPU stops */
};

enum { SOC_CPU2X_MS = 50 };

/* GPIO_IN's strapping field: GPIO15, GPIO0, GPIO2 as bits 2, 1, 0. */
enum soc_strap { SOC_STRAP_DOWNLOAD = 1, SOC_STRAP_FLASH = 3 };

enum {
    SOC_EFUSE_WORDS = 4,
    SOC_UART_IRQ = 5, /* ETS_UART_INUM */
};

struct soc_config {
    uint32_t crystal_hz;             /* 26000000 or 40000000 */
    uint32_t efuse[SOC_EFUSE_WORDS]; /* 0x3ff00050 and up */
    const uint8_t *rom_image;        /* ROM_SIZE bytes of a real ROM, or NULL
                                      * for the simulated one */
    uint32_t bad_ram;                /* a word of IRAM that stays 0; 0: none */
    enum soc_cpu2x cpu2x;
    bool flood; /* the simulated ROM's application writes without a pause */
    /* manners, by the words of --chip-manners */
    struct spi_manners spi;
    bool uart1_noise; /* UART1 raises the interrupt that it shares with UART0 */
    bool cached_iram; /* a reset gives half of the IRAM or less to the cache: soc_cache.c */
    bool reset_to_loader; /* after a software reset the strap counts */
};

struct soc_stats {
    uint64_t resets, watchdog_resets;
    uint64_t doublings; /* of the CPU's clock, whatever came of them */
};

struct soc {
    struct lx106 cpu;
    struct soc_config config;
    struct nor *nor;
    struct spi *spi;
    struct uart *uart;
    struct uart1 uart1;
    struct rom *rom; /* NULL with a real ROM image */
    struct soc_stats stats;

    uint8_t *iram, *dram, *rom_bytes;
    size_t first_bank; /* region of the IRAM that the cache may take; 0: it may not */
    uint32_t *plain; /* registers that are only storage */
    unsigned strap;  /* what the pins said when the chip last came out of reset */
    enum soc_reset cause;
    bool reset_wanted; /* by the program or the watchdog, at reset_cause */
    enum soc_reset reset_cause;

    uint32_t cpu_hz;     /* now; soc_bus_hz() or twice that */
    uint32_t hasty_loads; /* of W0 to W15, with the clock doubled */
    bool dead;           /* by CPU2X, until the next reset */
    uint64_t base_cycles, base_ns;
    uint64_t spi_used_ns; /* last access to the flash controller */
    uint64_t wdt_fed_ns;
    struct { /* a loop that reads UART_STATUS and nothing else */
        uint32_t pc, status;
        uint64_t cycles;
        unsigned rounds;
        bool waiting; /* it can only end by an event: skip to that */
    } polling;
    char trouble[160]; /* why the CPU stopped, empty while it runs */
};

/* nor stays the caller's.  Returns 0, or -1 when out of memory. */
int soc_init(struct soc *soc, const struct soc_config *config, struct nor *nor);
void soc_destroy(struct soc *soc);

/* Resets the chip.  Straps are latched by the reset pin only: set soc->strap
 * before; after a software or watchdog reset they are what they were. */
void soc_reset(struct soc *soc, enum soc_reset cause);

/* The clock of the peripherals: twice the crystal's, as nobody here starts the
 * PLL.  The CPU's own is that, too, after a reset. */
uint32_t soc_bus_hz(const struct soc *soc);

/* Virtual time since power-on. */
uint64_t soc_now_ns(const struct soc *soc);

/* The UARTs' interrupt follows what they say now. */
void soc_update_uart_irq(struct soc *soc);

/* Executes until virtual time until_ns or until something happened at the UART
 * that is worth a look.  False when the CPU has stopped for good (trouble). */
bool soc_run(struct soc *soc, uint64_t until_ns);

/* True when nothing but a byte from the host can move the program on, as far
 * as can be known from outside. */
bool soc_idle(const struct soc *soc);

#endif
