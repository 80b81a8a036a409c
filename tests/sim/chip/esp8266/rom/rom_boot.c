/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the reset vector to the loader, to the program or to the application.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* Boot modes that the strapping pins select. */
enum { MODE_DOWNLOAD = 1, MODE_RAM = 2, MODE_FLASH = 3 };

/* Reset reasons after which the ROM obeys the download strap. */
enum { RESET_POWER_ON = 1, RESET_PIN = 2, RESET_WATCHDOG = 4 };

enum {
    PS_PROGRAM = XTENSA_PS_UM,     /* all interrupts enabled, user vector */
    MAIN_STACK = ROM_STACK_TOP - 16, /* the stack frame of main() */
    LOADER_STACK = MAIN_STACK - 96,  /* the loader's stack frame */
    IMAGE_FRAME = 96,             /* stack frame of the image loader, with its buffer first */
    MAIN_REGISTERS = 0x60000200, /* a12 of main(), which reads the straps through it */
    FATAL_HANDLER = 0x40001878,
    UNALIGNED_HANDLER = 0x400017e0,
    C_WRAPPER = 0x40000598,       /* _xtos_c_wrapper_handler */
    APPLICATION_START_HZ = 20, /* the application is silent for the first 50 ms */
    BOOT_CYCLES = 18000, /* clearing memory, copying data */
};

static unsigned boot_mode(struct rom *rom)
{
    return (rom_load32(rom, REG_GPIO_STRAP) >> 16) & 7;
}

static void set_handler(struct rom *rom, unsigned cause, uint32_t handler)
{
    rom_store32(rom, ROM_EXCEPTION_TABLE + 4 * cause, C_WRAPPER);
    rom_store32(rom, ROM_C_HANDLERS + 4 * cause, handler);
}

static void set_fatal_handlers(struct rom *rom)
{
    static const uint8_t causes[] = {0, 2, 3, 28, 29, 8};

    set_handler(rom, XTENSA_UNALIGNED, UNALIGNED_HANDLER);
    for (unsigned i = 0; i < sizeof causes; i++)
        set_handler(rom, causes[i], FATAL_HANDLER);
}

/* The output of an application in an exception loop, without a pause.  The last byte is
 * telnet's IAC. */
static const char flood[] = "\r\nException (28):\r\nepc1=0x40201234 epc2=0x00000000 "
                            "epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000\r\n\xff";

static void put_line(struct rom *rom, const char *text)
{
    for (; *text; text++)
        rom_uart_put(rom, (uint8_t)*text);
}

/* As firmware made with Espressif's SDK prints it. */
static const char crash[] = "Fatal exception 28(LoadProhibitedCause):\r\nepc1=0x40201234, "
                            "epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000000, "
                            "depc=0x00000000\r\n";

static _Noreturn void crash_now(struct rom *rom)
{
    put_line(rom, crash);
    rom_wait_cycles(rom, rom->cpu->cycles + (uint64_t)rom->clock_hz / 1000 * SIM_CRASH_MS, false);
    rom_software_reset(rom, NULL);
    rom_hang(rom);
}

/* Stands for the firmware of the image: prints a line once a second. */
static _Noreturn void run_application(struct rom *rom)
{
    uint64_t due = rom->cpu->cycles + rom->clock_hz / APPLICATION_START_HZ;

    rom_wait_cycles(rom, due, false);
    rom_uart_divide(rom, rom->clock_hz / sim_application_baud(&rom->firmware));
    rom->application = true;
    if (rom->firmware.crashes)
        crash_now(rom);
    while (rom->firmware.floods)
        put_line(rom, flood);
    for (;;) {
        put_line(rom, ROM_APPLICATION_LINE);
        due += rom->clock_hz;
        rom_wait_cycles(rom, due, true);
    }
}

static _Noreturn void boot_flash(struct rom *rom)
{
    rom->cpu->a[1] -= IMAGE_FRAME;
    if (rom_load_image(rom))
        run_application(rom);
    rom_put_text(rom, "ets_main.c 181 \n");
    rom_hang(rom);
}

/* An uploaded program jumps here to boot the flash. */
uint32_t rom_boot_flash_now(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    boot_flash(rom);
}

static void print_banner(struct rom *rom)
{
    rom_print(rom, "\n ets Jan  8 2013,rst cause:%u, boot mode:(%u,%u)\n\n",
              rom->reset_reason, boot_mode(rom), (rom_load32(rom, REG_GPIO_STRAP) >> 29) & 7);
}

/* Does what GPIO0, GPIO2 and GPIO15 select.  Returns to boot the flash. */
static void obey_strap(struct rom *rom)
{
    switch (boot_mode(rom)) {
    case MODE_DOWNLOAD:
        rom_uart_divide(rom, rom_uart_measure(rom) & 0xffff);
        rom_loader_run(rom);
        break;
    case MODE_FLASH:
        rom_flash_attach(rom);
        break;
    default: /* SDIO slave and other modes: no host answers there */
        rom_put_text(rom, "waiting for host\n");
        rom_hang(rom);
    }
}

static bool reset_obeys_strap(const struct rom *rom)
{
    return rom->reset_reason == RESET_POWER_ON || rom->reset_reason == RESET_PIN ||
           rom->reset_reason == RESET_WATCHDOG;
}

static void set_up(struct rom *rom)
{
    struct xtensa *cpu = rom->cpu;

    cpu->intenable = 0;
    cpu->vecbase = ROM_BASE;
    cpu->ps = PS_PROGRAM;
    cpu->a[1] = LOADER_STACK;
    rom->running->stack_pointer = ROM_STACK_TOP;
    rom_fill_data(rom);
    rom_spend(rom, BOOT_CYCLES);
    rom_uart_attach(rom);
    rom_uart_init(rom);
    rom_install_uart_printf(rom, NULL);
}

/* Runs a program with the registers and the stack that main() leaves, because a program may
 * use them. */
static void run_program(struct rom *rom, uint32_t entry)
{
    set_fatal_handlers(rom);
    rom->cpu->a[12] = FATAL_HANDLER;
    rom_call_program(rom, entry);
    rom_put_text(rom, "user code done\n");
    rom_wait_cycles(rom, UINT64_MAX, true); /* ets_run() without a task */
}

uint32_t rom_main(struct rom *rom, const uint32_t *arg)
{
    uint32_t entry = 0;

    (void)arg;
    set_up(rom);
    print_banner(rom);
    if (rom->reset_reason == RESET_WATCHDOG)
        rom_put_text(rom, "wdt reset\n");
    if (reset_obeys_strap(rom)) {
        obey_strap(rom);
        entry = rom_load32(rom, ROM_USER_START);
    }
    if (entry == 0)
        boot_flash(rom);
    rom->cpu->a[1] = MAIN_STACK;
    rom->cpu->a[13] = rom->reset_reason;
    run_program(rom, entry);
    return 0;
}

/* 0x40001127, in main() behind the call of the loader: a program called the loader with this
 * return address.  The ROM goes on as if main() had called the loader.  The main() that
 * started the program never goes on. */
uint32_t rom_loader_left(struct rom *rom, const uint32_t *arg)
{
    uint32_t entry = rom_load32(rom, ROM_USER_START);

    (void)arg;
    if (rom->cpu->a[12] != MAIN_REGISTERS)
        rom_set_trouble(rom, "main() entered with 0x%08x in a12", rom->cpu->a[12]);
    if (rom->user_task)
        rom->user_task->busy = false;
    if (entry == 0)
        boot_flash(rom);
    run_program(rom, entry);
    return 0;
}

/* 0x40001100: the program's entry function has returned. */
uint32_t rom_user_returned(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom->cpu->pc = ROM_RESUME + 4 * (uint32_t)(rom->user_task - rom->tasks);
    return 0;
}
