/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the reset vector of the ESP32 to the loader, to the program or to the application.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The texts are those of the real ROM's log, as published logs show it.
 */
#include "sim/chip/esp32/rom/rom32_private.h"

enum {
    HEADER_BYTES = 24, /* the image's header, with the part that the ESP8266 does not have */
    SEGMENT_HEADER = 8,
    CHUNK = 64,
    IMAGE_MAGIC = 0xe9,
    CHECKSUM_SEED = 0xef,
    SEGMENTS_MAX = 16,
    BOOTLOADER = 0x1000,
    BOOT_CYCLES = 18000, /* clearing memory, copying data */
    APPLICATION_START_MS = 50,
    LOOK_MS = 100,       /* between two looks at an invalid header */
    DOWNLOAD_MASK = 0x13, /* the straps that choose the mode: GPIO0 and others */
};

static const char *cause_name(enum esp32_reset cause)
{
    switch (cause) {
    case ESP32_RESET_POWER_ON:
        return "POWERON_RESET";
    case ESP32_RESET_SOFTWARE:
        return "SW_RESET";
    case ESP32_RESET_TG0_WDT:
        return "TG0WDT_SYS_RESET";
    case ESP32_RESET_TG1_WDT:
        return "TG1WDT_SYS_RESET";
    case ESP32_RESET_RTC_WDT_SYSTEM:
        return "RTCWDT_SYS_RESET";
    case ESP32_RESET_TG_WDT_CPU:
        return "TGWDT_CPU_RESET";
    case ESP32_RESET_SOFTWARE_CPU:
        return "SW_CPU_RESET";
    case ESP32_RESET_RTC_WDT_CPU:
        return "RTCWDT_CPU_RESET";
    case ESP32_RESET_RTC_WDT:
        return "RTCWDT_RTC_RESET";
    }
    return "NO_MEAN";
}

static void wait_ms(struct rom32 *rom, uint32_t ms, bool for_host)
{
    rom32_wait_cycles(rom, rom->chip->cpu.cycles + (uint64_t)ms * (rom->chip->cpu_hz / 1000),
                      for_host);
}

static bool downloads(const struct rom32 *rom)
{
    return (rom->chip->strap & DOWNLOAD_MASK) == STRAP_DOWNLOAD;
}

static void print_banner(struct rom32 *rom)
{
    rom32_print(rom, "ets Jul 29 2019 12:21:46\n\nrst:0x%x (%s),boot:0x%x (%s)\n",
                (unsigned)rom->chip->cause, cause_name(rom->chip->cause),
                (unsigned)rom->chip->strap,
                downloads(rom) ? "DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2)"
                               : "SPI_FAST_FLASH_BOOT");
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
    uint32_t at = BOOTLOADER + HEADER_BYTES;
    uint8_t sum = CHECKSUM_SEED, stored;

    rom32_print(rom, "configsip: 0, SPIWP:0xee\nclk_drv:0x00,q_drv:0x00,d_drv:0x00,"
                     "cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\nmode:%s, clock div:2\n",
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
    uint8_t header[HEADER_BYTES];

    for (;;) {
        if (!rom32_flash_read(rom, BOOTLOADER, header, sizeof header))
            rom32_print(rom, "flash read err, %d\n", BOOTLOADER);
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
        rom32_put(rom, (uint8_t)*text);
}

/* As firmware made with ESP-IDF prints it. */
static const char crash[] = "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). "
                            "Exception was unhandled.\r\nEXCVADDR: 0x00000000\r\n\r\n"
                            "Rebooting...\r\n";

static _Noreturn void crash_now(struct rom32 *rom)
{
    put_text(rom, crash);
    wait_ms(rom, SIM_CRASH_MS, false);
    esp32_want_reset(rom->chip, ESP32_RESET_SOFTWARE_CPU);
    rom32_hang(rom);
}

/* Stands for the firmware: feeds the watchdogs, and prints a line once a second. */
static _Noreturn void run_application(struct rom32 *rom)
{
    const struct sim_application *application = &rom->chip->config.application;

    esp32_dogs_flash_boot(rom->chip, false);
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
    rom32_flash_attach(rom, fuses_flash_pads(&rom->chip->fuses));
    esp32_dogs_flash_boot(rom->chip, true);
    find_image(rom);
    run_application(rom);
}

static void run_loader(struct rom32 *rom)
{
    rom32_loader(rom);
    if (rom->reboot) {
        rom32_line_flush(rom);
        esp32_want_reset(rom->chip, ESP32_RESET_SOFTWARE);
        rom32_hang(rom);
    }
}

static void download(struct rom32 *rom)
{
    rom32_print(rom, "waiting for download\n");
    rom32_line_measure(rom);
    run_loader(rom);
}

/* A program may call the loader, as main() does.  The loader then unmasks the UART's interrupt
 * until it ends.  Arguments: the buffer for a frame, its size, where the entry of the next
 * program goes. */
uint64_t rom32_UartDwnLdProc(struct rom32 *rom, const uint32_t *arg)
{
    if (arg[0] != ROM32_PACKET || arg[1] != ROM32_PACKET_SIZE)
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
    rom32_spend(rom, BOOT_CYCLES);
    rom32_flash_reset(rom);
    rom32_line_init(rom);
    rom32_store(rom, ROM32_TICKS, rom->chip->cpu_hz / 1000000);
    rom->entry = 0;
    print_banner(rom);
    if (downloads(rom))
        download(rom);
    if (rom->entry == 0)
        boot_flash(rom);
    rom32_call_program(rom, rom->entry);
    rom32_print(rom, "user code done\n");
    rom32_hang(rom);
}
