/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the simulated boot ROM share.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A ROM function that waits for something is a task: C code on its own stack.  It gives the
 * CPU back whenever it spends cycles, so that interrupts can come in between.  While it does
 * not run, pc stands at its own address from facts->resume on.  The first task is main() with
 * the loader.
 */
#ifndef SIM_CHIP_ROM32_ROM32_PRIVATE_H
#define SIM_CHIP_ROM32_ROM32_PRIVATE_H

#include <stddef.h>

#include "sim/chip/application.h"
#include "sim/chip/rom32/rom32.h"
#include "sim/chip/rom32/rom32_machine.h"
#include "sim/chip/rom_switch.h"

enum {
    ROM32_RING_MAX = 2048,
    ROM32_SLICE = 150,     /* cycles between two looks at the line */
    ROM32_WINDOW = 0x8000, /* tinfl's dictionary */
    ROM32_INTERRUPT = 5,   /* ETS_UART0_INUM */
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

struct rom32_task {
    struct rom_stack stack;
    bool busy;
    const struct rom32_function *function;
    uint32_t arg[ROM32_ARGS];
    bool (*ready)(struct rom32 *rom, uint64_t arg); /* the task waits for this, or NULL */
    uint64_t ready_arg;
    uint64_t wait_until; /* CPU cycle; before it, only an event can make ready() true */
    bool waits_for_host;
};

/* A handler that a program has attached to an interrupt. */
struct rom32_handler {
    uint32_t function, arg;
};

enum { ROM32_INTERRUPTS = 32, ROM32_MD5S = 4, ROM32_INFLATERS = 2 };

/* The state of a digest or a decompressor that a program keeps at this address. */
struct rom32_object {
    uint32_t address;
    void *state;
    uint64_t used; /* the CPU's cycle of the last use */
};

struct rom32 {
    const struct rom32_facts *facts;
    struct rom32_machine machine;
    struct rom_stack host;
    struct rom32_task tasks[ROM32_TASKS];
    struct rom32_task *running; /* the task whose C code is executing */
    uint32_t spent;
    uint64_t asleep_until;
    bool idle, in_program;
    bool usb;        /* the loader was synchronised at the chip's own USB port */
    bool usb_absent; /* nobody takes what the ROM prints there */
    struct rom32_handler handlers[ROM32_INTERRUPTS];
    struct rom32_object md5s[ROM32_MD5S], inflaters[ROM32_INFLATERS];

    uint8_t ring[ROM32_RING_MAX];
    unsigned ring_read, ring_write;

    struct rom32_transfer transfer;
    bool answered; /* the present command */
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
/* Spends CPU time.  In a task, interrupts can come meanwhile. */
void rom32_spend(struct rom32 *rom, uint32_t cycles);
/* Waits until ready(rom, arg).  for_host: only the host can make the condition true. */
void rom32_wait(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg), uint64_t arg,
                bool for_host);
/* Waits until ready(rom, end), which is true at the latest when the clock is at "end" cycles. */
void rom32_wait_until(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg),
                      uint64_t end);
void rom32_wait_cycles(struct rom32 *rom, uint64_t end, bool for_host);
/* The ROM is stuck until the next reset. */
_Noreturn void rom32_hang(struct rom32 *rom);
/* For main() only: gives the CPU to the program at entry.  Returns when the program returns. */
void rom32_call_program(struct rom32 *rom, uint32_t entry);
uint32_t rom32_load(struct rom32 *rom, uint32_t address);
void rom32_store(struct rom32 *rom, uint32_t address, uint32_t value);
/* Bytes of memory of any kind. */
uint8_t rom32_load8(struct rom32 *rom, uint32_t address);
void rom32_store8(struct rom32 *rom, uint32_t address, uint8_t value);
/* The same without time, for functions that count their cycles otherwise. */
uint8_t rom32_peek8(struct rom32 *rom, uint32_t address);
void rom32_poke8(struct rom32 *rom, uint32_t address, uint8_t value);
void rom32_delay_us(struct rom32 *rom, uint32_t us);

/* Starts a function that the program has called, or goes on with main(). */
void rom32_start(struct rom32 *rom, const struct rom32_function *function);

/* rom32_boot.c */
uint64_t rom32_main(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_UartDwnLdProc(struct rom32 *rom, const uint32_t *arg);

/* rom32_line.c */
enum { UART_FIFO_REG = 0x00, UART_CLKDIV_REG = 0x14, UART_STATUS_REG = 0x1c };
uint32_t rom32_uart_load(struct rom32 *rom, uint32_t offset);
void rom32_uart_store(struct rom32 *rom, uint32_t offset, uint32_t value);
void rom32_line_init(struct rom32 *rom);
void rom32_line_measure(struct rom32 *rom); /* takes the host's rate */
void rom32_set_baud(struct rom32 *rom, uint32_t baud);
void rom32_line_flush(struct rom32 *rom); /* waits until everything has left */
void rom32_put(struct rom32 *rom, uint8_t byte); /* to the loader's line */
void rom32_put_text(struct rom32 *rom, uint8_t byte); /* to all lines, as the log */
__attribute__((format(printf, 2, 3))) void rom32_print(struct rom32 *rom, const char *format,
                                                       ...);
/* Moves the bytes of the FIFO to the ring, as the receive interrupt does. */
void rom32_serve_line(struct rom32 *rom);
uint8_t rom32_get(struct rom32 *rom);
/* Receives a frame into memory at facts->packet. */
void rom32_receive_frame(struct rom32 *rom);
void rom32_send_frame(struct rom32 *rom, const uint8_t *bytes, uint32_t size);

/* rom32_usb.c: these do nothing if the chip has no USB port of its own */
bool rom32_usb_asks(struct rom32 *rom); /* the host has sent a byte there */
uint8_t rom32_usb_take(struct rom32 *rom);
void rom32_usb_choose(struct rom32 *rom, bool usb); /* the line of the loader from now on */
void rom32_usb_put(struct rom32 *rom, uint8_t byte);
void rom32_usb_flush(struct rom32 *rom);
void rom32_usb_serve(struct rom32 *rom); /* moves the bytes of the FIFO to the ring */

/* rom32_loader.c */
void rom32_loader(struct rom32 *rom); /* until the host ends it */
bool rom32_restricted(const struct rom32 *rom); /* in Secure Download Mode? */

/* rom32_flash.c: false if the request lies outside the flash, as the ROM believes */
void rom32_flash_reset(struct rom32 *rom);
/* pads: as in struct rom32_machine.  Only the pins to which the flash is wired reach it. */
void rom32_flash_attach(struct rom32 *rom, uint32_t pads);
bool rom32_flash_read(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size);
bool rom32_flash_write(struct rom32 *rom, uint32_t address, const uint8_t *bytes, uint32_t size);
bool rom32_flash_erase_sector(struct rom32 *rom, uint32_t address);
bool rom32_flash_erase_block(struct rom32 *rom, uint32_t address);
bool rom32_flash_erase_area(struct rom32 *rom, uint32_t address, uint32_t size);
void rom32_flash_unlock(struct rom32 *rom);
void rom32_flash_erase_chip(struct rom32 *rom);
void rom32_flash_write_enable(struct rom32 *rom);
void rom32_flash_write_status(struct rom32 *rom, uint32_t value);
uint32_t rom32_flash_status_high(struct rom32 *rom); /* the second register in bits 15:8 */
uint32_t rom32_flash_param(struct rom32 *rom, enum rom32_flash_chip field);

/* rom32_inflate.c */
void rom32_inflate_begin(struct rom32 *rom);
void rom32_inflate_free(struct rom32 *rom);
/* Returns 0 or an error of the loader's answers. */
unsigned rom32_inflate_block(struct rom32 *rom, const uint8_t *bytes, uint32_t size);

/* rom32_functions.c: functions for a chip's table of functions */
uint64_t rom32_nothing(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_set_user_start(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_software_reset(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_ets_delay_us(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_update_ticks(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_get_ticks(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_get_crystal(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_get_pads(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_GetUartDevice(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_isr_attach(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPI_attach(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIParamCfg(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIUnlock(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIEraseChip(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIEraseBlock(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIEraseSector(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIEraseArea(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIWrite(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPIRead(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPI_write_enable(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPI_write_status(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_SPI_read_status_high(struct rom32 *rom, const uint32_t *arg);

/* rom32_library.c */
uint64_t rom32_memmove(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_memset(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_bzero(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_memcmp(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_uart_div_modify(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_uart_tx_one_char(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_uart_tx_wait_idle(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_uart_rx_one_char(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_uart_rx_one_char_block(struct rom32 *rom, const uint32_t *arg);

/* rom32_digest.c, rom32_tinfl.c */
uint64_t rom32_MD5Init(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_MD5Update(struct rom32 *rom, const uint32_t *arg);
uint64_t rom32_MD5Final(struct rom32 *rom, const uint32_t *arg);
void rom32_digest_free(struct rom32 *rom);
uint64_t rom32_tinfl_decompress(struct rom32 *rom, const uint32_t *arg);
void rom32_tinfl_free(struct rom32 *rom);

#endif
