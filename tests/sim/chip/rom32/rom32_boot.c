/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the reset vector to the loader, to the program or to the application.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The texts are those of the real ROM's log, as published logs show it.
 */
#include "sim/chip/rom32/rom32_private.h"

enum {
    HEADER_BYTES = 24, /* the image's header, with the part that the ESP8266 does not have */
    SEGMENT_HEADER = 8,
    CHUNK = 64,
    IMAGE_MAGIC = 0xe9,
    CHECKSUM_SEED = 0xef,
    SEGMENTS_MAX = 16,
    APPLICATION_START_MS = 50,
    LOOK_MS = 100,       /* between two looks at an invalid header */
};

static void wait_ms(struct rom32 *rom, uint32_t ms, bool for_host)
{
    rom32_wait_cycles(rom, *rom->machine.cycles + (uint64_t)ms * (*rom->machine.cpu_hz / 1000),
                      for_host);
}

static void print_banner(struct rom32 *rom)
{
    char text[ROM32_BANNER] = "";

    rom->machine.banner(rom->machine.chip, text, sizeof text);
    rom32_print(rom, "%s\n", text);
}

static uint32_t word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* Adds a segment to the check sum, and leaves *at behind the segment. */
static bool load_segment(struct rom32 *rom, uint32_t *at, uint8_t *sum)
{
    uint8_t bytes[CHUNK];
    uint32_t size;

    if (!rom32_flash_read(rom, *at, bytes, SEGMENT_HEADER))
        return false;
    size = word(bytes + 4);
    *at += SEGMENT_HEADER;
    if (rom->facts->boot.hex_lengths)
        rom32_print(rom, "load:0x%08x,len:0x%x\n", (unsigned)word(bytes), (unsigned)size);
    else
        rom32_print(rom, "load:0x%08x,len:%d\n", (unsigned)word(bytes), (int)size);
    while (size > 0) {
        uint32_t part = size < CHUNK ? size : CHUNK;

        if (!rom32_flash_read(rom, *at, bytes, part))
            return false;
        for (uint32_t i = 0; i < part; i++)
            *sum ^= bytes[i];
        *at += part;
        size -= part;
    }
    return true;
}

/* Checks the bootloader and reports its segments as the ROM does.  Loads nothing, because the
 * application is only modelled. */
static bool load_image(struct rom32 *rom, const uint8_t *header)
{
    static const char *const modes[] = {"QIO", "QOUT", "DIO", "DOUT", "FAST_READ", "SLOW_READ"};
    uint32_t at = rom->facts->boot.bootloader + HEADER_BYTES;
    uint8_t sum = CHECKSUM_SEED, stored;

    rom32_print(rom, "%smode:%s, clock div:2\n", rom->facts->boot.pins,
                header[2] < 6 ? modes[header[2]] : modes[2]);
    for (unsigned i = 0; i < header[1]; i++)
        if (!load_segment(rom, &at, &sum))
            return false;
    at |= 15; /* the check sum is the last byte of its 16 */
    if (!rom32_flash_read(rom, at, &stored, 1))
        return false;
    if (stored == sum) {
        rom32_print(rom, "entry 0x%08x\n", (unsigned)word(header + 4));
        return true;
    }
    rom32_print(rom, "csum err:0x%02x!=0x%02x\n", sum, stored);
    return false;
}

/* The ROM looks at the header again and again, until a watchdog resets the chip. */
static void find_image(struct rom32 *rom)
{
    const uint32_t bootloader = rom->facts->boot.bootloader;
    uint8_t header[HEADER_BYTES];

    for (;;) {
        if (!rom32_flash_read(rom, bootloader, header, sizeof header))
            rom32_print(rom, "flash read err, %d\n", (int)bootloader);
        else if (header[0] != IMAGE_MAGIC || header[1] == 0 || header[1] > SEGMENTS_MAX)
            rom32_print(rom, "invalid header: 0x%02x%02x%02x%02x\n", header[3], header[2],
                        header[1], header[0]);
        else if (load_image(rom, header))
            return;
        wait_ms(rom, LOOK_MS, false);
    }
}

/* The output of an application in an exception loop, without a pause.  The last byte is
 * telnet's IAC. */
static const char flood[] = "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). "
                            "Exception was unhandled.\r\nEXCVADDR: 0x00000000\r\n\xff";

static void put_text(struct rom32 *rom, const char *text)
{
    for (; *text; text++)
        rom32_put_text(rom, (uint8_t)*text);
    rom32_usb_flush(rom);
}

/* As firmware made with ESP-IDF prints it. */
static const char crash[] = "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). "
                            "Exception was unhandled.\r\nEXCVADDR: 0x00000000\r\n\r\n"
                            "Rebooting...\r\n";

static _Noreturn void crash_now(struct rom32 *rom)
{
    put_text(rom, crash);
    wait_ms(rom, SIM_CRASH_MS, false);
    rom->machine.want_reset(rom->machine.chip, ROM32_RESET_CPU);
    rom32_hang(rom);
}

/* Stands for the firmware: feeds the watchdogs, and prints a line once a second. */
static _Noreturn void run_application(struct rom32 *rom)
{
    const struct sim_application *application = rom->machine.application;

    rom->machine.guard_boot(rom->machine.chip, false);
    wait_ms(rom, APPLICATION_START_MS, false);
    rom32_set_baud(rom, sim_application_baud(application));
    if (application->crashes)
        crash_now(rom);
    while (application->floods)
        put_text(rom, flood);
    for (;;) {
        put_text(rom, ROM32_APPLICATION_LINE);
        wait_ms(rom, 1000, true);
    }
}

static _Noreturn void boot_flash(struct rom32 *rom)
{
    rom32_flash_attach(rom, rom->machine.pads(rom->machine.chip));
    rom->machine.guard_boot(rom->machine.chip, true);
    find_image(rom);
    run_application(rom);
}

/* As observed, MEM_END succeeds all the same. */
static bool refuses_program(const struct rom32 *rom)
{
    return rom->entry && rom->machine.starts_code && !rom->machine.starts_code(rom->machine.chip);
}

static void run_loader(struct rom32 *rom)
{
    rom32_loader(rom);
    if (rom->reboot || refuses_program(rom)) {
        rom32_line_flush(rom);
        rom->machine.want_reset(rom->machine.chip, ROM32_RESET_SYSTEM);
        rom32_hang(rom);
    }
}

static void download(struct rom32 *rom)
{
    rom32_print(rom, rom32_restricted(rom) ? "wait uart download(secure mode)\n"
                                           : "waiting for download\n");
    rom32_line_measure(rom);
    run_loader(rom);
}

/* A program may call the loader, as main() does.  The loader then unmasks the UART's interrupt
 * until it ends.  Arguments: the buffer for a frame, its size, where the entry of the next
 * program goes. */
uint64_t rom32_UartDwnLdProc(struct rom32 *rom, const uint32_t *arg)
{
    if (arg[0] != rom->facts->packet || arg[1] != rom->facts->packet_size)
        rom32_set_trouble(rom, "UartDwnLdProc with other memory than main() gives it");
    rom->entry = 0;
    rom->in_program = false;
    run_loader(rom);
    rom->in_program = true;
    if (rom->entry)
        rom32_store(rom, arg[2], rom->entry);
    return 0;
}

uint64_t rom32_main(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_spend(rom, rom->facts->boot.boot_cycles);
    rom32_flash_reset(rom);
    rom32_line_init(rom);
    rom32_store(rom, rom->facts->ticks, *rom->machine.cpu_hz / 1000000);
    rom->entry = 0;
    print_banner(rom);
    if (rom->machine.downloads(rom->machine.chip))
        download(rom);
    if (rom->entry == 0)
        boot_flash(rom);
    rom32_call_program(rom, rom->entry);
    rom32_print(rom, "user code done\n");
    rom32_hang(rom);
}
