/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the simulated boot ROM share: tasks, memory access, and
 * the ROM's functions as C.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A ROM function that waits for something is a task: C code on its own stack.  The task
 * gives the CPU back whenever it spends cycles, so that interrupts can come in between.
 * While the task does not run, pc stands at an address in an unused part of the ROM.  Each
 * task has its own address, and executing that address resumes the task.  So an interrupted
 * ROM function goes on like any interrupted code.
 */
#ifndef SIM_CHIP_ESP8266_ROM_ROM_PRIVATE_H
#define SIM_CHIP_ESP8266_ROM_ROM_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "sim/chip/rom_switch.h"
#include "sim/cpu/lx106/lx106.h"

enum {
    ROM_TASKS = 16, /* ROM functions active at the same time, nested */
    ROM_ARGS = 6,   /* a2 to a7 */
    /* One word per task; the real ROM's contents end at 0x4000fe38. */
    ROM_RESUME = 0x4000ff00,
    /* A program started by MEM_END returns to this address in main(). */
    ROM_USER_RETURN = 0x40001100,
    ROM_SLICE = 150,      /* cycles between two looks at the interrupts */
    ROM_WAIT_CYCLES = 25, /* cycles between two checks of the condition of a wait */
};

/* The ROM's variables in DRAM, at their real addresses. */
enum {
    ROM_EXCEPTION_TABLE = 0x3fffc000,   /* 64 first-level handlers */
    ROM_C_HANDLERS = 0x3fffc100,        /* 64 handlers of _xtos_c_wrapper_handler */
    ROM_INTERRUPTS_ENABLED = 0x3fffc200, /* the value of INTENABLE, without ... */
    ROM_INTERRUPTS_ALLOWED = 0x3fffc204, /* ... the interrupts masked by priority */
    ROM_INTERRUPT_TABLE = 0x3fffc208,   /* handler, argument; 14 first, 0 last */
    ROM_CPU_MHZ = 0x3fffc704,
    ROM_WDT_STATE = 0x3fffc708,         /* mode, two arguments */
    ROM_FLASH_CHIP_POINTER = 0x3fffc714,
    ROM_FLASH_CHIP = 0x3fffc718,        /* struct flashchip: see rom_flash.c */
    ROM_EXCEPTION_TABLE_POINTER = 0x3fffdaac,
    ROM_BSS = 0x3fffdab0,
    ROM_BSS_END = 0x3fffeb30,
    ROM_USER_START = 0x3fffdcd0,
    ROM_PRINTF_STATE = 0x3fffdd3c,      /* +12, +16: the two putc functions */
    ROM_REPLY = 0x3fffde00,             /* the loader's reply frame */
    ROM_UART_DEVICE = 0x3fffde10,       /* struct UartDev: see rom_uart.c */
    ROM_MESSAGE = 0x3fffa000,           /* a received frame */
    ROM_MESSAGE_SIZE = 0x2000,
    ROM_STACK_TOP = 0x40000000,
};

/* Peripheral registers, with the names of Espressif's register headers. */
enum {
    REG_UART = 0x60000000,
    REG_SPI = 0x60000200,
    REG_GPIO_STRAP = 0x60000318, /* bits 18:16: GPIO15, GPIO0, GPIO2 */
    REG_RTC_CTL = 0x60000700,
    REG_IO_MUX = 0x60000800,
    REG_WDT = 0x60000900,
    REG_I2C = 0x60000d00, /* analog parts: PLL, radio */
    REG_DPORT_SPI = 0x3ff0000c, /* bit 9: SPI arbitration busy; 8: cache on */
};

struct rom;

enum rom_kind {
    ROM_PLAIN,      /* finished at once; the result goes to a2, returns to a0 */
    ROM_PLAIN_JUMP, /* finished at once; sets registers and pc itself */
    ROM_TASK,       /* may wait; the result goes to a2, returns to a0 */
    ROM_TASK_JUMP,  /* may wait; sets registers and pc itself */
};

struct rom_function {
    uint32_t address;
    enum rom_kind kind;
    const char *name;
    /* NULL: the name is known, but the function is not simulated. */
    uint32_t (*run)(struct rom *rom, const uint32_t *arg);
};

struct rom_task {
    struct rom_stack stack;
    bool busy, abandoned;
    bool at_rest; /* its context waits in task_main() for the next function */
    const struct rom_function *function;
    uint32_t arg[ROM_ARGS];
    uint32_t stack_pointer, return_address;
    /* The condition that the task waits for, or NULL. */
    bool (*ready)(struct rom *rom, uint64_t arg);
    uint64_t ready_arg;
    uint64_t asleep_until; /* CPU cycle; before it, only an event can make ready() true */
    bool waits_for_host;
};

/* A transfer that a *_BEGIN command announced. */
struct rom_transfer {
    uint32_t total, blocks, block_size, next, written, address;
    bool finished; /* the loader must end */
};

struct rom {
    struct xtensa *cpu;
    struct rom_task tasks[ROM_TASKS];
    struct rom_task *running;   /* the task whose C code is executing */
    struct rom_task *user_task; /* the task that called the program and waits for its return */
    struct rom_stack host;      /* the stack of rom_step() */
    uint32_t spent;             /* cycles spent since this task got the CPU */
    uint64_t asleep_until;      /* the result of rom_asleep_until() */
    uint32_t clock_hz;
    unsigned reset_reason;
    uint32_t program; /* entry of the last program that was called */
    bool idle, in_program, application;
    struct sim_application firmware; /* what the application does */
    bool again;   /* a plain function must run once more */
    bool faulted; /* a plain function ran into an exception */
    struct rom_transfer transfer;
    char trouble[160];
};

/* rom_task.c */
void rom_task_start(struct rom *rom, const struct rom_function *function);
void rom_task_resume(struct rom *rom, struct rom_task *task);
void rom_task_abandon_all(struct rom *rom);
void rom_task_free_all(struct rom *rom);
/* Spends CPU time.  In a task, interrupts can come meanwhile. */
void rom_spend(struct rom *rom, uint32_t cycles);
/* For tasks only: waits until ready(rom, arg), which is called from time to time.
 * for_host: only the host can make the condition true, and rom_idle() is true meanwhile. */
void rom_wait(struct rom *rom, bool (*ready)(struct rom *rom, uint64_t arg), uint64_t arg,
              bool for_host);
/* The same for conditions that only interrupts and events of the UART can change.  Between
 * these, ready() is not called. */
void rom_wait_event(struct rom *rom, bool (*ready)(struct rom *rom, uint64_t arg), uint64_t arg,
                    bool for_host);
/* For tasks only: waits until cpu->cycles reaches end. */
void rom_wait_cycles(struct rom *rom, uint64_t end, bool for_host);
/* For tasks only: calls code at address (the program's or the ROM's) with two arguments,
 * waits until the code returns, and gives its result. */
uint32_t rom_call(struct rom *rom, uint32_t address, uint32_t a2, uint32_t a3);
/* The same, but the code returns to a fixed ROM address that resumes rom->user_task. */
void rom_call_program(struct rom *rom, uint32_t address);
/* The task never goes on: the ROM is stuck until the next reset. */
_Noreturn void rom_hang(struct rom *rom);
/* Leaves the running task for good.  The caller must have set pc. */
_Noreturn void rom_task_leave(struct rom *rom);

/* rom.c */
__attribute__((format(printf, 2, 3))) void rom_set_trouble(struct rom *rom, const char *format,
                                                           ...);
/* Memory and registers as the ROM's code accesses them.  An access that the CPU would
 * refuse raises the CPU's exception. */
uint32_t rom_load(struct rom *rom, uint32_t address, unsigned size);
void rom_store(struct rom *rom, uint32_t address, unsigned size, uint32_t value);
uint32_t rom_load32(struct rom *rom, uint32_t address);
void rom_store32(struct rom *rom, uint32_t address, uint32_t value);
uint8_t rom_load8(struct rom *rom, uint32_t address);
/* Loads a byte, even from memory that takes only words. */
uint8_t rom_load_any8(struct rom *rom, uint32_t address);
void rom_set_bits(struct rom *rom, uint32_t address, uint32_t clear, uint32_t set);

/* rom_table.c */
extern const struct rom_function rom_functions[];
extern const size_t rom_function_count;
const struct rom_function *rom_find(uint32_t address);

/* rom_boot.c */
uint32_t rom_main(struct rom *rom, const uint32_t *arg);
uint32_t rom_boot_flash_now(struct rom *rom, const uint32_t *arg);
uint32_t rom_user_returned(struct rom *rom, const uint32_t *arg);
uint32_t rom_loader_left(struct rom *rom, const uint32_t *arg);

/* rom_image.c: loads and prints like the ROM; true if the image is valid */
bool rom_load_image(struct rom *rom);

/* rom_data.c */
void rom_fill_data(struct rom *rom);

/* rom_loader.c, rom_slip.c */
void rom_loader_run(struct rom *rom);
uint32_t rom_uart_dwn_ld_proc(struct rom *rom, const uint32_t *arg);
uint32_t rom_receive_frame(struct rom *rom, uint32_t buffer, uint32_t size);
void rom_send_frame(struct rom *rom, uint32_t address, uint32_t size);

/* rom_uart.c */
void rom_uart_attach(struct rom *rom);
void rom_uart_init(struct rom *rom);
void rom_uart_divide(struct rom *rom, uint32_t divisor);
uint32_t rom_uart_measure(struct rom *rom);
void rom_uart_put(struct rom *rom, uint8_t byte);
uint32_t rom_uart_tx_one_char(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_rx_one_char(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_rx_one_char_block(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_div_modify(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_rx_intr_handler(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_rx_readbuff(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_device(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_buff_switch(struct rom *rom, const uint32_t *arg);
/* Waits for the next byte that the receive interrupt put into the ring. */
uint8_t rom_ring_wait(struct rom *rom);

/* rom_spi.c */
void rom_spi_command(struct rom *rom, uint32_t bits); /* waits until the command is done */
void rom_spi_wait_idle(struct rom *rom); /* waits until the flash is not busy */
void rom_spi_write_enable(struct rom *rom);
void rom_flash_attach(struct rom *rom);
void rom_flash_unlock(struct rom *rom);
void rom_flash_lock(struct rom *rom);
void rom_flash_read_mode(struct rom *rom, uint32_t mode);

/* rom_flash.c: false if the ROM refuses the request */
bool rom_flash_erase_area(struct rom *rom, uint32_t start, uint32_t size);
bool rom_flash_write(struct rom *rom, uint32_t address, uint32_t source, uint32_t size);
bool rom_flash_read(struct rom *rom, uint32_t address, uint32_t target, uint32_t size);
void rom_flash_set_chip(struct rom *rom, const uint32_t *arg);

/* The same as functions of the ROM. */
uint32_t rom_SelectSpiFunction(struct rom *rom, const uint32_t *arg);
uint32_t rom_spi_flash_attach(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPI_read_status(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPI_write_status(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPI_write_enable(struct rom *rom, const uint32_t *arg);
uint32_t rom_Wait_SPI_Idle(struct rom *rom, const uint32_t *arg);
uint32_t rom_Enable_QMode(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIReadModeCnfig(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIUnlock(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPILock(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIEraseChip(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIEraseBlock(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIEraseSector(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIEraseArea(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIWrite(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIRead(struct rom *rom, const uint32_t *arg);
uint32_t rom_SPIParamCfg(struct rom *rom, const uint32_t *arg);
uint32_t rom_Cache_Read_Enable(struct rom *rom, const uint32_t *arg);
uint32_t rom_Cache_Read_Disable(struct rom *rom, const uint32_t *arg);

/* rom_intr.c: vectors and the XTOS functions */
void rom_interrupts_on(struct rom *rom, uint32_t mask);
void rom_interrupts_off(struct rom *rom, uint32_t mask);
void rom_attach_interrupt(struct rom *rom, unsigned number, uint32_t handler, uint32_t arg);
uint32_t rom_vector_user(struct rom *rom, const uint32_t *arg);
uint32_t rom_vector_stuck(struct rom *rom, const uint32_t *arg);
uint32_t rom_l1int_handler(struct rom *rom, const uint32_t *arg);
uint32_t rom_l1int_returned(struct rom *rom, const uint32_t *arg);
uint32_t rom_c_wrapper_handler(struct rom *rom, const uint32_t *arg);
uint32_t rom_c_handler_returned(struct rom *rom, const uint32_t *arg);
uint32_t rom_unhandled_exception(struct rom *rom, const uint32_t *arg);
uint32_t rom_unhandled_interrupt(struct rom *rom, const uint32_t *arg);
uint32_t rom_return_from_exc(struct rom *rom, const uint32_t *arg);
uint32_t rom_fatal_exception(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_exception_handler(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_interrupt_handler(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_interrupt_handler_arg(struct rom *rom, const uint32_t *arg);
uint32_t rom_ints_on(struct rom *rom, const uint32_t *arg);
uint32_t rom_ints_off(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_intlevel(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_min_intlevel(struct rom *rom, const uint32_t *arg);
uint32_t rom_restore_intlevel(struct rom *rom, const uint32_t *arg);
uint32_t rom_intr_lock(struct rom *rom, const uint32_t *arg);
uint32_t rom_intr_unlock(struct rom *rom, const uint32_t *arg);

/* rom_system.c: time, watchdog, reset, console */
void rom_delay_us(struct rom *rom, uint32_t us);
void rom_put_text(struct rom *rom, const char *text);
__attribute__((format(printf, 2, 3))) void rom_print(struct rom *rom, const char *format, ...);
uint32_t rom_ets_delay_us(struct rom *rom, const uint32_t *arg);
uint32_t rom_software_reset(struct rom *rom, const uint32_t *arg);
uint32_t rom_get_cpu_frequency(struct rom *rom, const uint32_t *arg);
uint32_t rom_update_cpu_frequency(struct rom *rom, const uint32_t *arg);
uint32_t rom_wdt_enable(struct rom *rom, const uint32_t *arg);
uint32_t rom_wdt_disable(struct rom *rom, const uint32_t *arg);
uint32_t rom_wdt_restore(struct rom *rom, const uint32_t *arg);
uint32_t rom_wdt_get_mode(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_user_start(struct rom *rom, const uint32_t *arg);
uint32_t rom_get_reset_reason(struct rom *rom, const uint32_t *arg);
uint32_t rom_i2c_read(struct rom *rom, const uint32_t *arg);
uint32_t rom_i2c_write(struct rom *rom, const uint32_t *arg);
uint32_t rom_get_ccount(struct rom *rom, const uint32_t *arg);
uint32_t rom_get_ccompare(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_ccompare(struct rom *rom, const uint32_t *arg);
uint32_t rom_get_interrupt(struct rom *rom, const uint32_t *arg);
uint32_t rom_set_intclear(struct rom *rom, const uint32_t *arg);

/* rom_printf.c */
uint32_t rom_install_putc1(struct rom *rom, const uint32_t *arg);
uint32_t rom_install_putc2(struct rom *rom, const uint32_t *arg);
uint32_t rom_install_uart_printf(struct rom *rom, const uint32_t *arg);
uint32_t rom_uart_putc(struct rom *rom, const uint32_t *arg);
uint32_t rom_write_char(struct rom *rom, const uint32_t *arg);
uint32_t rom_ets_printf(struct rom *rom, const uint32_t *arg);

/* rom_memory.c and rom_string.c */
void rom_copy(struct rom *rom, uint32_t target, uint32_t source, uint32_t size);
uint32_t rom_memcpy(struct rom *rom, const uint32_t *arg);
uint32_t rom_memmove(struct rom *rom, const uint32_t *arg);
uint32_t rom_memset(struct rom *rom, const uint32_t *arg);
uint32_t rom_memcmp(struct rom *rom, const uint32_t *arg);
uint32_t rom_bzero(struct rom *rom, const uint32_t *arg);
uint32_t rom_strlen(struct rom *rom, const uint32_t *arg);
uint32_t rom_strcpy(struct rom *rom, const uint32_t *arg);
uint32_t rom_strncpy(struct rom *rom, const uint32_t *arg);
uint32_t rom_strcmp(struct rom *rom, const uint32_t *arg);
uint32_t rom_strncmp(struct rom *rom, const uint32_t *arg);
uint32_t rom_strstr(struct rom *rom, const uint32_t *arg);

/* rom_math.c */
uint32_t rom_udivsi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_umodsi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_divsi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_muldi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_umulsidi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_udivdi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_umoddi3(struct rom *rom, const uint32_t *arg);
uint32_t rom_divdi3(struct rom *rom, const uint32_t *arg);

/* rom_hash.c */
uint32_t rom_MD5Init(struct rom *rom, const uint32_t *arg);
uint32_t rom_MD5Update(struct rom *rom, const uint32_t *arg);
uint32_t rom_MD5Final(struct rom *rom, const uint32_t *arg);
uint32_t rom_SHA1Init(struct rom *rom, const uint32_t *arg);
uint32_t rom_SHA1Update(struct rom *rom, const uint32_t *arg);
uint32_t rom_SHA1Final(struct rom *rom, const uint32_t *arg);
uint32_t rom_SHA1Transform(struct rom *rom, const uint32_t *arg);

#endif
