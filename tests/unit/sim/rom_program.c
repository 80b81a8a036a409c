/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The environment of a program started by MEM_END: registers, interrupts, ROM functions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The program of this test stores its registers.  Then it calls, again and again, the
 * function whose address and arguments the test puts into a box in memory.  With
 * ESP_ROM=FILE the same cases run on a dump of the real ROM.
 */
#include <stdlib.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "tap.h"
#include "unit/sim/rom_client.h"

enum {
    MB = 1 << 20,
    CODE = 0x40100000,
    HANDLER = CODE + 0x5c,
    BOX = 0x3ffe8000, /* function, six arguments; +32 results in a2, a3 */
    BOX_A0 = BOX + 64, /* +68 a1, +72 a2, +76 PS, +80 INTENABLE, +84 VECBASE */
    COUNTERS = 0x3ffe8100, /* counters of the handler: calls, bytes */
    MEMORY = 0x3ffe9000,
    RETURN = 1, /* in place of a function: leave the program */
    UART_STATUS = 0x6000001c,
    RING_WRITE = 0x3fffde30, /* UartDev's receive buffer */
};

/* entry: store a0, a1, a2, PS, INTENABLE and VECBASE at BOX + 64;
 * loop: wait for BOX[0]; 1: return; else a2..a7 = BOX[1..6], callx0,
 *       BOX[8], BOX[9] = a2, a3, BOX[0] = 0;
 * handler (+0x5c): arg[0]++; clear the UART's RXFIFO_FULL; for each byte in
 *       the FIFO arg[1]++. */
static const uint32_t program[] = {
    0x00000206, 0x3ffe8000, 0x60000000, 0x02fffe81, 0x68121068, 0x12682211,
    0x9203e690, 0xe4901368, 0x14689203, 0x9203e790, 0xf8801568, 0x160f8820,
    0x1826ffa8, 0x381f281a, 0x583f482f, 0x785f684f, 0x0008c06f, 0x9f398f29,
    0x0f89080c, 0x00fff746, 0x080caf89, 0x2f020f89, 0x00f00d10, 0x331b0238,
    0xe9410239, 0xc0150cff, 0x44590020, 0x50507458, 0x68958c74, 0x1b123804,
    0x46123933, 0xf00dfffb,
};

static struct client *started(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    uint32_t begin[4] = {sizeof program, 1, sizeof program, CODE}, end[2] = {0, CODE};
    struct frame reply;

    client_connect(client);
    client_command(client, OP_MEM_BEGIN, begin, sizeof begin, 0, &reply);
    client_data(client, OP_MEM_DATA, 0, (const uint8_t *)program, sizeof program,
                client_checksum((const uint8_t *)program, sizeof program), &reply);
    client_command(client, OP_MEM_END, end, sizeof end, 0, &reply);
    client_run_ms(client, 5);
    return client;
}

/* Calls a ROM function with up to four arguments.  The result is BOX[8]. */
static uint32_t call(struct client *client, uint32_t function, uint32_t a2, uint32_t a3,
                     uint32_t a4, uint32_t a5)
{
    const uint32_t arg[4] = {a2, a3, a4, a5};
    const char *trouble = client_soc(client)->trouble;

    for (uint32_t i = 0; i < 4; i++)
        client_set_word(client, BOX + 4 + 4 * i, arg[i]);
    client_set_word(client, BOX, function);
    for (int ms = 0; ms < 20000 && client_word(client, BOX) && !trouble[0]; ms++)
        client_run_ms(client, 0.05);
    if (client_word(client, BOX))
        printf("# 0x%08x does not return: %s\n", function, trouble);
    return client_word(client, BOX + 32);
}

static void put_bytes(struct client *client, uint32_t address, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        xtensa_poke(&client_soc(client)->cpu, address + (uint32_t)i, 1, ((const uint8_t *)bytes)[i]);
}

static bool has_bytes(struct client *client, uint32_t address, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t value = 0;

        xtensa_peek(&client_soc(client)->cpu, address + (uint32_t)i, 1, &value);
        if (value != ((const uint8_t *)bytes)[i])
            return false;
    }
    return true;
}

static void test_entry_state(void)
{
    struct client *client = started();

    tap_is(client_word(client, BOX_A0), 0x40001100, "a program returns into the ROM's main()");
    tap_is(client_word(client, BOX_A0 + 4), 0x3ffffff0, "its stack is the ROM's");
    tap_is(client_word(client, BOX_A0 + 8), CODE, "a2 is its entry");
    tap_is(client_word(client, BOX_A0 + 12), 0x20, "interrupts are enabled in PS");
    tap_is(client_word(client, BOX_A0 + 16), 0, "the UART's interrupt is masked");
    tap_is(client_word(client, BOX_A0 + 20), 0x40000000, "the vectors are the ROM's");
    client_drop(client);
    client_set_word(client, BOX, RETURN);
    client_run_ms(client, 20);
    tap_ok(client_said(client, "user code done\r\n"), "a program that returns is reported");
    client_close(client);
}

static void test_fifo_stealing(void)
{
    struct client *client = started();
    uint32_t write = client_word(client, RING_WRITE);

    client_send(client, "12345", 5);
    client_run_ms(client, 2);
    tap_is(client_word(client, UART_STATUS) & 0xff, 5, "bytes wait in the FIFO at first");
    call(client, 0x40000fa8, 0x20, 0, 0, 0); /* ets_isr_unmask */
    client_run_ms(client, 1);
    tap_is(client_word(client, UART_STATUS) & 0xff, 0,
           "unmasking the UART without a handler of one's own lets the ROM's empty the FIFO");
    tap_is(client_word(client, RING_WRITE) - write, 5, "into its ring");
    call(client, 0x40000f88, 5, HANDLER, COUNTERS, 0); /* ets_isr_attach */
    client_send(client, "678", 3);
    client_run_ms(client, 2);
    tap_is(client_word(client, COUNTERS + 4), 3, "an attached handler gets the bytes");
    tap_ok(client_word(client, COUNTERS) >= 1, "with its argument");
    tap_is(client_word(client, RING_WRITE) - write, 5, "instead of the ROM's");
    call(client, 0x40000f98, 0x20, 0, 0, 0); /* ets_isr_mask */
    client_send(client, "9", 1);
    client_run_ms(client, 2);
    tap_is(client_word(client, COUNTERS + 4), 3, "a masked handler gets none");
    client_close(client);
}

static void test_interrupted_function(void)
{
    struct client *client = started();
    uint64_t start_ns, took_us;

    call(client, 0x40000f88, 5, HANDLER, COUNTERS, 0);
    call(client, 0x40000fa8, 0x20, 0, 0, 0);
    client_send(client, "0123456789", 10);
    start_ns = client_now_ns(client);
    call(client, 0x40002ecc, 2000, 0, 0, 0); /* ets_delay_us */
    took_us = (client_now_ns(client) - start_ns) / 1000;
    tap_ok(took_us > 3000 && took_us < 3250, "a delay is not lengthened by interrupts (%u us)",
           (unsigned)took_us);
    tap_is(client_word(client, COUNTERS + 4), 10, "which are taken while it lasts");
    tap_ok(client_word(client, COUNTERS) >= 5, "as they come");
    client_close(client);
}

/* The handler adds one to the frame's first word, which is the saved pc.  It does so twice,
 * until the pc is behind ill (00 00 00) at a legal instruction (subx8, ret.n). */
static void test_exception_handler(void)
{
    struct client *client = started();

    client_set_word(client, CODE + 0x300, 0x3d000000);
    client_set_word(client, CODE + 0x304, 0x00f00df0);
    tap_is(call(client, 0x40000454, XTENSA_ILLEGAL, HANDLER, 0, 0), 0x40001878,
           "the ROM has handlers for a program's exceptions");
    call(client, CODE + 0x300, 0, 0, 0, 0);
    tap_is(client_word(client, BOX), 0, "a program's own handler may go on after the exception");
    client_close(client);
}

static void test_memory(struct client *client)
{
    static const char text[] = "The quick brown fox";

    put_bytes(client, MEMORY, text, sizeof text);
    tap_is(call(client, 0x4000bf4c, MEMORY, 0, 0, 0), sizeof text - 1, "strlen");
    call(client, 0x4000df48, MEMORY + 0x101, MEMORY, sizeof text, 0);
    tap_ok(has_bytes(client, MEMORY + 0x101, text, sizeof text), "memcpy, unaligned");
    tap_is(call(client, 0x4000dea8, MEMORY + 0x101, MEMORY, sizeof text, 0), 0, "memcmp, equal");
    call(client, 0x4000e04c, MEMORY + 3, MEMORY, 16, 0);
    tap_ok(has_bytes(client, MEMORY, "TheThe quick brown ", 20), "memmove upwards");
    call(client, 0x4000e190, MEMORY + 1, 'z', 6, 0);
    tap_ok(has_bytes(client, MEMORY, "Tzzzzzzquick brown ", 19), "memset");
    put_bytes(client, MEMORY + 0x200, text, sizeof text);
    call(client, 0x4000df48, CODE + 0x400, MEMORY + 0x200, 16, 0);
    tap_is(client_word(client, CODE + 0x40c), 0x206e776f, "memcpy of words to instruction RAM");
    tap_is(call(client, 0x4000bdc8, MEMORY + 0x200, MEMORY + 0x200, 0, 0), 0, "strcmp");
    call(client, 0x4000bec8, MEMORY + 0x300, MEMORY + 0x200, 0, 0);
    tap_ok(has_bytes(client, MEMORY + 0x300, text, sizeof text), "strcpy");
    call(client, 0x4000de84, MEMORY + 0x300, 5, 0, 0);
    tap_ok(has_bytes(client, MEMORY + 0x300, "\0\0\0\0\0uick", 9), "bzero");
}

static void test_arithmetic(struct client *client)
{
    tap_is(call(client, 0x4000e21c, 1000000007, 1000, 0, 0), 1000000, "__udivsi3");
    tap_is(call(client, 0x4000e268, 1000000007, 1000, 0, 0), 7, "__umodsi3");
    tap_is(call(client, 0x4000dc88, (uint32_t)-700, 100, 0, 0), (uint32_t)-7, "__divsi3");
    call(client, 0x4000d310, 0x12345678, 0x9abcdef0, 0x10000, 0);
    tap_ok(client_word(client, BOX + 32) == 0xdef01234 && client_word(client, BOX + 36) == 0x9abc,
           "__udivdi3");
    call(client, 0x4000d770, 0x12345678, 0x9abcdef0, 0x10000, 0);
    tap_is(client_word(client, BOX + 32), 0x5678, "__umoddi3");
    call(client, 0x40000650, 0x10000001, 2, 0x10, 1);
    tap_ok(client_word(client, BOX + 32) == 0x10 && client_word(client, BOX + 36) == 0x10000022,
           "__muldi3 (0x%x%08x)", client_word(client, BOX + 36), client_word(client, BOX + 32));
}

/* "abc" in two pieces */
static void test_digests(struct client *client)
{
    static const uint8_t md5[16] = {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0,
                                    0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
    static const uint8_t sha1[20] = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
                                     0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};
    const uint32_t context = MEMORY + 0x400, digest = MEMORY + 0x600;

    put_bytes(client, MEMORY, "abc", 3);
    call(client, 0x40009818, context, 0, 0, 0);
    call(client, 0x40009834, context, MEMORY, 1, 0);
    tap_is(client_word(client, context + 16), 8, "an MD5 context counts bits behind its state");
    call(client, 0x40009834, context, MEMORY + 1, 2, 0);
    call(client, 0x40009900, digest, context, 0, 0);
    tap_ok(has_bytes(client, digest, md5, sizeof md5), "MD5 of \"abc\"");
    call(client, 0x4000b584, context, 0, 0, 0);
    call(client, 0x4000b5a8, context, MEMORY, 3, 0);
    call(client, 0x4000b648, digest, context, 0, 0);
    tap_ok(has_bytes(client, digest, sha1, sizeof sha1), "SHA-1 of \"abc\"");
}

static void test_long_digest(struct client *client)
{
    /* of 200 bytes 0, 1, 2 ... */
    static const uint8_t md5[16] = {0xfb, 0x70, 0x01, 0xd3, 0x4b, 0x8e, 0x82, 0xc9,
                                    0xb5, 0x79, 0xbe, 0x50, 0x05, 0xd5, 0xb0, 0xa5};
    const uint32_t context = MEMORY + 0x400, digest = MEMORY + 0x600;
    uint8_t data[200];

    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)i;
    put_bytes(client, MEMORY, data, sizeof data);
    call(client, 0x40009818, context, 0, 0, 0);
    for (uint32_t at = 0; at < sizeof data; at += 50)
        call(client, 0x40009834, context, MEMORY + at, 50, 0);
    call(client, 0x40009900, digest, context, 0, 0);
    tap_ok(has_bytes(client, digest, md5, sizeof md5), "MD5 of four times 50 bytes");
}

static void test_flash(struct client *client)
{
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(client->nor);
    uint8_t pattern[64];

    memset(flash, 0, 0x30000);
    for (unsigned i = 0; i < sizeof pattern; i++)
        pattern[i] = (uint8_t)(i + 1);
    call(client, 0x40004644, 0, 0, 0, 0); /* spi_flash_attach */
    tap_is(call(client, 0x40004878, 0, 0, 0, 0), 0, "SPIUnlock");
    tap_is(call(client, 0x40004a00, 1, 0, 0, 0), 0, "SPIEraseSector");
    tap_ok(flash[0xfff] == 0 && flash[0x1000] == 0xff && flash[0x1fff] == 0xff &&
               flash[0x2000] == 0, "erases one sector");
    tap_is(call(client, 0x400049b4, 2, 0, 0, 0), 0, "SPIEraseBlock");
    tap_ok(flash[0x20000] == 0xff && flash[0x2ffff] == 0xff && flash[0x1ffff] == 0,
           "erases one block");
    put_bytes(client, MEMORY, pattern, sizeof pattern);
    tap_is(call(client, 0x40004a4c, 0x10f0 - 0x20, MEMORY, 64, 0), 0, "SPIWrite");
    tap_ok(memcmp(flash + 0x10d0, pattern, 64) == 0, "writes across a page's end");
    tap_is(call(client, 0x40004b1c, 0x10d0, MEMORY + 0x100, 64, 0), 0, "SPIRead");
    tap_ok(has_bytes(client, MEMORY + 0x100, pattern, 64), "reads it back");
    tap_is(call(client, 0x40004b1c, 0x400000, MEMORY, 4, 0), 1,
           "SPIRead refuses what is past 4 MB");
    call(client, 0x400043c8, 0x3fffc718, MEMORY, 0, 0);
    tap_is(client_word(client, MEMORY), 0, "SPI_read_status");
    tap_is(nor_get_stats(client->nor)->violations, 0, "the flash is used by its rules");
}

static void test_console(struct client *client)
{
    client_drop(client);
    put_bytes(client, MEMORY, "n=%d x=%08x s=%s.\n", 19);
    put_bytes(client, MEMORY + 64, "text", 5);
    call(client, 0x400024cc, MEMORY, (uint32_t)-5, 0xbeef, MEMORY + 64);
    client_run_ms(client, 5);
    tap_ok(client_said(client, "n=-5 x=0000beef s=text.\r\n"), "ets_printf");
    client_drop(client);
    call(client, 0x40003b30, 'A', 0, 0, 0);
    client_run_ms(client, 1);
    tap_ok(client_said(client, "A"), "uart_tx_one_char");
    tap_is(call(client, 0x40003b8c, MEMORY, 0, 0, 0), 1, "uart_rx_one_char without a byte");
    client_send(client, "B", 1);
    client_run_ms(client, 1);
    tap_is(call(client, 0x40003b8c, MEMORY, 0, 0, 0), 0, "uart_rx_one_char with one");
    tap_is(client_word(client, MEMORY) & 0xff, 'B', "gives it");
    tap_is(call(client, 0x40002f0c, 0, 0, 0, 0), 80, "the ROM believes in 80 MHz");
}

static void test_functions(void)
{
    struct client *client = started();

    test_memory(client);
    test_arithmetic(client);
    test_digests(client);
    test_long_digest(client);
    test_flash(client);
    test_console(client);
    client_close(client);
}

static void test_watchdog(void)
{
    struct client *client = started();

    call(client, 0x40002fa0, 3, 3, 3, 0); /* ets_wdt_enable */
    call(client, 0x400030f0, 0, 0, 0, 0); /* ets_wdt_disable */
    client_run_ms(client, 4000);
    tap_is(client_soc(client)->stats.watchdog_resets, 0,
           "a watchdog that was disabled does not bite");
    call(client, 0x40002fa0, 3, 3, 3, 0);
    client_run_ms(client, 15000);
    tap_ok(client_soc(client)->stats.watchdog_resets > 0, "one that is enabled does");
    client_close(client);
}

static void test_boot_application(void)
{
    struct client *client = started();

    client_drop(client);
    call(client, 0x40004644, 0, 0, 0, 0); /* spi_flash_attach */
    client_set_word(client, BOX, 0x400010a8);
    client_run_ms(client, 300);
    tap_ok(client_said(client, "ets_main.c"), "a jump to 0x400010a8 boots the flash");
    client_close(client);
    client = started();
    client_soc(client)->config.reset_to_loader = true;
    client_drop(client);
    call(client, 0x40004644, 0, 0, 0, 0);
    client_set_word(client, BOX, 0x400010a8);
    client_run_ms(client, 300);
    tap_ok(client_said(client, "ets_main.c"), "so it does where a reset starts the loader");
    client_close(client);
    client = started();
    client_drop(client);
    client_set_word(client, BOX, 0x4000264c); /* software_reset */
    client_run_ms(client, 300);
    tap_ok(client_said(client, "rst cause:3"), "software_reset resets");
    client_close(client);
}

/* The line lost a byte of MEM_END. */
static void test_stray_start(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    const uint32_t end[2] = {0, 0x00401000};

    client_connect(client);
    client_request(client, OP_MEM_END, end, sizeof end, 0);
    client_run_ms(client, 20);
    tap_ok(!client_connect(client) && !client_soc(client)->trouble[0],
           "started where no memory is, the chip hangs, which is no program's fault");
    client_reset(client, SOC_STRAP_DOWNLOAD, SOC_RESET_EXTERNAL);
    tap_ok(client_connect(client), "until it is reset");
    client_close(client);
}

/* For the simulated ROM only. */
static void test_trouble(void)
{
    struct client *client = started();

    if (!client->real_rom) {
        call(client, 0x40009510, 0, 0, 0, 0);
        tap_ok(rom_trouble(client_soc(client)->rom) &&
                   strstr(rom_trouble(client_soc(client)->rom), "0x40009510"),
               "a call of what is not simulated is reported");
        client_close(client);
        client = started();
        call(client, 0x4000df48, MEMORY, 0, 16, 0);
        tap_ok(rom_trouble(client_soc(client)->rom) &&
                   strstr(rom_trouble(client_soc(client)->rom), "unhandled exception 28"),
               "a ROM function that is given a wild pointer raises an exception");
    }
    client_close(client);
}

int main(void)
{
    test_entry_state();
    test_fifo_stealing();
    test_interrupted_function();
    test_exception_handler();
    test_functions();
    test_watchdog();
    test_boot_application();
    test_stray_start();
    test_trouble();
    return tap_done();
}
