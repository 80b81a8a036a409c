/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the ESP32's simulated boot ROM share.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM's main() with the loader is C code on its own stack.  It gives the CPU back
 * whenever it spends cycles.  While it does not run, pc stands at ROM32_MAIN.
 */
#ifndef SIM_CHIP_ESP32_ROM_ROM32_PRIVATE_H
#define SIM_CHIP_ESP32_ROM_ROM32_PRIVATE_H

#include <stddef.h>

#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/chip/esp32/rom/rom32.h"
#include "sim/chip/rom_switch.h"

enum {
    ROM32_RESET_VECTOR = 0x40000400,
    ROM32_MAIN = 0x40000404,        /* main() waits here */
    ROM32_USER_RETURN = 0x40000408, /* a program that was started by MEM_END returns here */
    ROM32_CHIP_MAGIC = 0x40001000,  /* the word by which clients know the chip */
    ROM32_MAGIC_VALUE = 0x00f01d83,
    ROM32_FLASH_CHIP = 0x3ffae270,  /* g_rom_flashchip: see struct rom32_flash_chip */
    ROM32_PACKET = 0x3ffc0000,      /* the loader's buffer for a packet */
    ROM32_PACKET_SIZE = 0x2000,
    ROM32_STACK = 0x3ffe3eb0,       /* a1 of a program that MEM_END starts */
    ROM32_RING = 1024,              /* RX_BUFF_SIZE of ESP-IDF's rom/uart.h */
    ROM32_SLICE = 150,              /* cycles between two looks at the line */
    ROM32_WINDOW = 0x8000,          /* tinfl's dictionary */
};

/* Fields of g_rom_flashchip (esp_rom_spiflash_chip_t), as byte offsets. */
enum rom32_flash_chip {
    FLASH_CHIP_ID = 0,
    FLASH_CHIP_SIZE = 4,
    FLASH_CHIP_BLOCK = 8,
    FLASH_CHIP_SECTOR = 12,
    FLASH_CHIP_PAGE = 16,
    FLASH_CHIP_STATUS_MASK = 20,
    FLASH_CHIP_WORDS = 6,
};

/* A transfer that a *_BEGIN command announced. */
struct rom32_transfer {
    uint32_t total, blocks, block_size, next, written, address;
};

struct rom32_inflate;

struct rom32 {
    struct esp32 *chip;
    struct rom_stack main, host;
    bool running; /* the C code of main() is executing */
    bool started;
    uint32_t spent;
    bool (*ready)(struct rom32 *rom, uint64_t arg); /* main() waits for this, or NULL */
    uint64_t ready_arg;
    uint64_t wait_until; /* CPU cycle; before it, only an event can make ready() true */
    bool waits_for_host;
    uint64_t asleep_until;
    bool idle, in_program;

    uint8_t ring[ROM32_RING];
    unsigned ring_read, ring_write;

    struct rom32_transfer transfer;
    bool finished; /* the loader must end */
    bool reboot;   /* and the chip must be reset */
    uint32_t entry;
    struct { /* the answer's parts that commands leave behind for the next */
        uint8_t op;
        uint32_t value;
        uint8_t data[80]; /* contents, and the status behind them */
        uint8_t error;
    } reply;
    struct rom32_inflate *inflate;
    char trouble[160];
};

/* rom32.c */
__attribute__((format(printf, 2, 3))) void rom32_set_trouble(struct rom32 *rom,
                                                             const char *format, ...);
/* Spends CPU time.  In main(), the line is served meanwhile. */
void rom32_spend(struct rom32 *rom, uint32_t cycles);
/* Waits until ready(rom, arg).  for_host: only the host can make the condition true. */
void rom32_wait(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg), uint64_t arg,
                bool for_host);
void rom32_wait_cycles(struct rom32 *rom, uint64_t end, bool for_host);
/* The ROM is stuck until the next reset. */
_Noreturn void rom32_hang(struct rom32 *rom);
/* Gives the CPU to the program at entry.  Returns when the program returns. */
void rom32_call_program(struct rom32 *rom, uint32_t entry);
uint32_t rom32_load(struct rom32 *rom, uint32_t address);
void rom32_store(struct rom32 *rom, uint32_t address, uint32_t value);
/* Bytes of memory of any kind. */
uint8_t rom32_load8(struct rom32 *rom, uint32_t address);
void rom32_store8(struct rom32 *rom, uint32_t address, uint8_t value);
void rom32_delay_us(struct rom32 *rom, uint32_t us);

/* rom32_boot.c */
void rom32_main(struct rom32 *rom);

/* rom32_line.c */
void rom32_line_init(struct rom32 *rom);
void rom32_line_measure(struct rom32 *rom); /* takes the host's rate */
void rom32_set_baud(struct rom32 *rom, uint32_t baud);
void rom32_line_flush(struct rom32 *rom); /* waits until everything has left */
void rom32_put(struct rom32 *rom, uint8_t byte);
__attribute__((format(printf, 2, 3))) void rom32_print(struct rom32 *rom, const char *format,
                                                       ...);
/* Moves the bytes of the FIFO to the ring, as the receive interrupt does. */
void rom32_serve_line(struct rom32 *rom);
uint8_t rom32_get(struct rom32 *rom);
/* Receives a frame into memory at ROM32_PACKET, and returns its size. */
uint32_t rom32_receive_frame(struct rom32 *rom);
void rom32_send_frame(struct rom32 *rom, const uint8_t *bytes, uint32_t size);

/* rom32_loader.c */
void rom32_loader(struct rom32 *rom); /* until the host ends it */

/* rom32_flash.c: false if the request lies outside the flash, as the ROM believes */
void rom32_flash_reset(struct rom32 *rom);
void rom32_flash_attach(struct rom32 *rom);
bool rom32_flash_read(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size);
bool rom32_flash_write(struct rom32 *rom, uint32_t address, const uint8_t *bytes, uint32_t size);
bool rom32_flash_erase_sector(struct rom32 *rom, uint32_t address);
bool rom32_flash_erase_block(struct rom32 *rom, uint32_t address);
bool rom32_flash_erase_area(struct rom32 *rom, uint32_t address, uint32_t size);
void rom32_flash_unlock(struct rom32 *rom);
uint32_t rom32_flash_param(struct rom32 *rom, enum rom32_flash_chip field);

/* rom32_inflate.c */
void rom32_inflate_begin(struct rom32 *rom);
void rom32_inflate_free(struct rom32 *rom);
/* Returns 0 or an error of the loader's answers. */
unsigned rom32_inflate_block(struct rom32 *rom, const uint8_t *bytes, uint32_t size);

/* rom32_calls.c: a function that a program calls.  False if there is none at this
 * address. */
bool rom32_call(struct rom32 *rom, uint32_t address);

#endif
