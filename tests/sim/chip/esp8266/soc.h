/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266 as a chip: CPU, memories, peripherals at their
 * addresses, strapping pins, eFuses, watchdog and reset.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the address map: the boot ROM's accesses and Espressif's eagle_soc.h.  Virtual
 * time is counted in CPU cycles from power-on.
 */
#ifndef SIM_CHIP_ESP8266_SOC_H
#define SIM_CHIP_ESP8266_SOC_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/chip_config.h"
#include "sim/chip/esp8266/uart1.h"
#include "sim/cpu/lx106/lx106.h"
#include "sim/spi/spi.h"

struct nor;
struct rom;
struct uart;
struct uart_model;

/* Reset causes that RTC_STATE1 (0x60000714) tells the ROM. */
enum soc_reset {
    SOC_RESET_EXTERNAL = 2, /* "rst cause:2": the reset pin, which is EN */
    SOC_RESET_POWER_ON = 1,
    SOC_RESET_SOFTWARE = 3,
    SOC_RESET_WATCHDOG = 4,
};

/* The effect of bit 0 of 0x3ff00014 (CPU2X).  In download mode the PLL does not run.  How a
 * real chip behaves then is untested. */
enum soc_cpu2x {
    SOC_CPU2X_WORKS,   /* the CPU runs twice as fast; its bus and all else stay the same */
    SOC_CPU2X_IGNORED, /* the bit can be set and read, but has no effect */
    SOC_CPU2X_DIES,    /* the CPU stops until the next reset */
    SOC_CPU2X_GARBLES, /* works, but now and then W0 to W15 of the flash controller read with
                        * one wrong bit */
    SOC_CPU2X_TIRES,   /* works for SOC_CPU2X_MS, then the CPU stops */
};

enum { SOC_CPU2X_MS = 50 };

/* The strapping field of GPIO_IN: GPIO15, GPIO0, GPIO2 are bits 2, 1, 0. */
enum soc_strap { SOC_STRAP_DOWNLOAD = 1, SOC_STRAP_FLASH = 3 };

enum {
    SOC_EFUSE_WORDS = 4,
    SOC_UART_IRQ = 5, /* ETS_UART_INUM */
};

struct soc_config {
    struct sim_config common; /* rom_image has ROM_SIZE bytes; bad_ram is IRAM */
    uint32_t crystal_hz;      /* 26000000 or 40000000 */
    uint32_t efuse[SOC_EFUSE_WORDS]; /* the words from 0x3ff00050 on */
    enum soc_cpu2x cpu2x;
    /* odd behaviour, set by the words of --chip-manners */
    struct spi_manners spi;
    bool uart1_noise; /* UART1 raises the interrupt that it shares with UART0 */
    bool cached_iram; /* a reset gives up to half of the IRAM to the cache: soc_cache.c */
    bool reset_to_loader; /* after a software reset the ROM obeys the strap */
};

struct soc_stats {
    uint64_t resets, watchdog_resets;
    uint64_t doublings; /* how often the CPU's clock was doubled, successfully or not */
};

struct soc {
    struct xtensa cpu;
    struct soc_config config;
    struct nor *nor;
    struct spi *spi;
    struct uart *uart;
    struct uart1 uart1;
    struct rom *rom; /* NULL with a real ROM image */
    struct soc_stats stats;

    uint8_t *iram, *dram, *rom_bytes;
    size_t first_bank; /* the first IRAM region that the cache may take; 0: no region */
    uint32_t *plain; /* registers that only store values */
    unsigned strap;  /* the pins at the end of the last reset */
    enum soc_reset cause;
    bool reset_wanted; /* the program or the watchdog wants a reset, with reset_cause */
    enum soc_reset reset_cause;

    uint32_t cpu_hz;     /* the present rate: soc_bus_hz() or twice that */
    uint32_t hasty_loads; /* loads of W0 to W15 with the clock doubled */
    bool dead;           /* CPU2X stopped the CPU until the next reset */
    uint64_t base_cycles, base_ns;
    uint64_t spi_used_ns; /* last access to the flash controller */
    uint64_t wdt_fed_ns;
    struct { /* a loop that only reads UART_STATUS */
        uint32_t pc, status;
        uint64_t cycles;
        unsigned rounds;
        bool waiting; /* only an event can end the loop: skip to the event */
    } polling;
    char trouble[160]; /* why the CPU stopped; empty while the CPU runs */
};

extern const struct uart_model soc_uart_model;
extern const struct spi_model soc_spi_model;

/* The caller keeps nor.  Returns 0, or -1 when out of memory. */
int soc_init(struct soc *soc, const struct soc_config *config, struct nor *nor);
void soc_destroy(struct soc *soc);

/* Resets the chip.  Only the reset pin latches the straps: set soc->strap before.  A
 * software or watchdog reset keeps the straps as they were. */
void soc_reset(struct soc *soc, enum soc_reset cause);

/* The clock of the peripherals: twice the crystal's, because no code here starts the PLL.
 * After a reset, the CPU has the same clock. */
uint32_t soc_bus_hz(const struct soc *soc);

/* Virtual time since power-on. */
uint64_t soc_now_ns(const struct soc *soc);

/* Sets the UARTs' interrupt line from their present state. */
void soc_update_uart_irq(struct soc *soc);

/* Executes until virtual time until_ns, or until an event at the UART that the caller
 * should look at.  False when the CPU has stopped for good (trouble). */
bool soc_run(struct soc *soc, uint64_t until_ns);

/* True if only a byte from the host can make the program do more, as far as this can be
 * seen from outside. */
bool soc_idle(const struct soc *soc);

#endif
