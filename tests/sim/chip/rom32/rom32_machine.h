/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between the chips that the simulated boot ROM serves: numbers and texts (struct
 * rom32_facts), and the way to a chip's CPU, memory and pins (struct rom32_machine).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ROM32_ROM32_MACHINE_H
#define SIM_CHIP_ROM32_ROM32_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rom32;
struct sim_application;

enum {
    ROM32_ARGS = 7,          /* arguments of a function, at most */
    ROM32_TASKS = 4,         /* functions that wait, at the same time */
    ROM32_SECURITY_BYTES = 20, /* GET_SECURITY_INFO's contents */
    ROM32_BANNER = 160,
};

/* A function of the ROM that programs call. */
struct rom32_function {
    uint32_t address;
    bool waits;       /* it must be a task: see rom32_private.h */
    const char *name;
    uint64_t (*run)(struct rom32 *rom, const uint32_t *arg); /* NULL: not simulated */
};

/* The UART from which the ROM loads.  The registers that are not named here are the same on all
 * chips. */
struct rom32_uart {
    uint32_t base;
    uint32_t count_mask;    /* of the fill of a FIFO in STATUS, whose bits begin at 0 and 16 */
    uint32_t sending;       /* in STATUS, while bytes are on their way */
    uint32_t state, state_sending; /* the register and its bits with the transmitter's state; 0:
                                    * the state is in STATUS */
    uint32_t autobaud;      /* the register that starts the measurement, with these bits */
    uint32_t autobaud_on;
    uint32_t autobaud_kept; /* bits of this register with another meaning */
    uint32_t ring;          /* bytes that wait for the loader; a power of two */
    uint32_t pulse_lost;    /* clock cycles by which the unit measures a pulse too short */
    uint32_t interrupt_map; /* the register that chooses the CPU's interrupt */
    uint32_t clock, clock_value; /* the register that chooses the UART's clock; 0: none */
};

/* The flash controller SPI1.  All are addresses, unless a unit is named. */
struct rom32_spi {
    uint32_t cmd, addr, ctrl, rd_status, clock, user, user1, user2, miso_dlen, w0;
    unsigned address_shift; /* of a user command's address in ADDR */
    uint32_t ctrl_value;    /* of CTRL for reading slowly */
    uint32_t clock_value;
    uint32_t user_kept;     /* bits of USER that a read keeps */
    uint32_t user_read;     /* bits of USER that a read sets */
};

/* What the loader of this chip does differently. */
struct rom32_loader_facts {
    uint8_t begin_words;   /* of FLASH_BEGIN and FLASH_DEFL_BEGIN */
    bool inflate_rounds;   /* FLASH_DEFL_DATA programs whole dictionaries */
    bool panics;           /* an access to nothing is reported before the ROM stops */
};

struct rom32_boot_facts {
    uint32_t bootloader;  /* offset in the flash */
    const char *pins;     /* the lines about the flash's pins, before the mode */
    bool hex_lengths;     /* of the segments */
    uint32_t boot_cycles; /* clearing memory, copying data */
};

struct rom32_facts {
    /* Addresses of the ROM.  They must be in the CPU's hook range. */
    uint32_t reset_vector;
    uint32_t resume;         /* a word for each task */
    uint32_t program_return; /* a program that was started by MEM_END returns here */
    const struct rom32_function *functions;
    size_t function_count;

    /* Addresses of memory. */
    uint32_t flash_chip; /* g_rom_flashchip: see enum rom32_flash_chip */
    uint32_t flash_chip_pointer; /* where its address is; 0: nowhere */
    uint32_t ticks;      /* cycles in a microsecond, for ets_delay_us() */
    uint32_t packet;     /* the loader's buffer for a packet */
    uint32_t packet_size;
    uint32_t uart_device; /* UartDev */
    uint32_t usb;         /* the registers of USB-Serial/JTAG; 0: the chip has none */

    struct rom32_uart uart;
    struct rom32_spi spi;
    struct rom32_loader_facts loader;
    struct rom32_boot_facts boot;
};

/* Resets that the ROM or its application causes. */
enum rom32_reset { ROM32_RESET_SYSTEM, ROM32_RESET_CPU };

/* The first argument of all functions is `chip`, unless it is the ROM itself. */
struct rom32_machine {
    void *chip;
    uint64_t *cycles;      /* of the CPU since power-on; the ROM advances them */
    uint32_t *pc;
    const uint32_t *cpu_hz;
    const struct sim_application *application;
    const bool *early_end; /* the last block of a transfer to the flash is acknowledged before it is
                            * written; NULL: never */

    /* Words of memory and registers, at addresses that are multiples of 4.  False if the CPU
     * would fault. */
    bool (*peek)(void *chip, uint32_t address, uint32_t *value);
    bool (*poke)(void *chip, uint32_t address, uint32_t value);

    /* For a function that the program has called, before its first instruction: its
     * arguments, the return with a result, and the address to which it returns. */
    uint32_t (*argument)(void *chip, unsigned number);
    void (*give)(void *chip, uint64_t result);
    uint32_t (*link)(void *chip);
    /* Sets the registers as at the entry of a program that MEM_END starts, which returns to
     * facts->program_return.  pc is set by the caller. */
    void (*enter_program)(struct rom32 *rom, void *chip);
    /* Does the work if pc is at a vector of the ROM, or at another address that only the CPU's
     * part of the ROM knows.  False if it is not. */
    bool (*serve)(struct rom32 *rom, void *chip, uint32_t pc);

    uint32_t (*uart_clock)(void *chip); /* Hz, as the ROM knows it */
    /* The pins of the flash by the eFuses.  attach() connects them, if `pads` are these. */
    uint32_t (*pads)(void *chip);
    void (*attach)(void *chip, uint32_t pads);
    bool (*downloads)(void *chip); /* by the strapping pins */
    /* The first lines of the log, without the line feed that ends them. */
    void (*banner)(void *chip, char *text, size_t size);
    void (*want_reset)(void *chip, enum rom32_reset reset);
    void (*guard_boot)(void *chip, bool on); /* the watchdogs guard the boot from flash */
    /* GET_SECURITY_INFO's contents.  NULL: the ROM does not know the command. */
    void (*security)(void *chip, uint8_t info[ROM32_SECURITY_BYTES]);
    /* True in Secure Download Mode.  NULL: never. */
    bool (*restricted)(void *chip);
    /* False if the ROM resets the chip in place of starting a program that MEM_END names.  NULL:
     * it starts each. */
    bool (*starts_code)(void *chip);
};

#endif
