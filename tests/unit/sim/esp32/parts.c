/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32's own parts: eFuses, clocks, the UART's larger FIFOs, the flash controller's
 * places.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/esp32_soc.h"

#include <stdlib.h>

#include "sim/chip/esp32/esp32_io.h"
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/nor/nor_chip.h"
#include "sim/spi/spi_registers.h"
#include "sim/uart/uart.h"
#include "tap.h"

enum { MB = 1 << 20, FIFO_SIZE = 1024 };

struct bench {
    struct nor *nor;
    struct esp32 chip;
};

static struct bench *setup(const char *fuses, uint32_t crystal_hz)
{
    struct bench *b = calloc(1, sizeof *b);
    struct esp32_soc_config config = {.crystal_hz = crystal_hz};

    b->nor = nor_open(&(struct nor_config){.size = MB});
    if (fuses_set_mac(&config.fuses, "24:0a:c4:16:45:d2") < 0 ||
        (fuses && fuses_parse(fuses, &config.fuses) < 0) ||
        esp32_init(&b->chip, &config, b->nor) < 0)
        tap_ok(false, "a chip with --fuses=%s", fuses);
    esp32_reset(&b->chip, ESP32_RESET_POWER_ON);
    return b;
}

static void teardown(struct bench *b)
{
    esp32_destroy(&b->chip);
    nor_close(b->nor);
    free(b);
}

static uint32_t load(struct bench *b, uint32_t address)
{
    uint32_t value = 0xdeadbeef;

    xtensa_peek(&b->chip.cpu, address, 4, &value);
    return value;
}

static void store(struct bench *b, uint32_t address, uint32_t value)
{
    xtensa_poke(&b->chip.cpu, address, 4, value);
}

static void test_plain_fuses(void)
{
    struct bench *b = setup(NULL, 40000000);

    tap_is(load(b, EFUSE_BLK0 + 4), 0xc41645d2, "the MAC address's last four bytes");
    tap_is(load(b, EFUSE_BLK0 + 8), 0x00f4240a, "its first two, and its check sum");
    tap_is(load(b, EFUSE_BLK0), 0, "no encryption");
    tap_is(load(b, EFUSE_BLK0 + 12) >> 9 & 7, 1, "the package of a D0WD");
    tap_ok((load(b, EFUSE_BLK0 + 12) >> 15 & 1) && (load(b, EFUSE_BLK0 + 20) >> 20 & 1) &&
               load(b, APB_CTRL_DATE) >> 31,
           "all three bits of revision 3");
    teardown(b);
}

static void test_fuses(void)
{
    struct bench *b = setup("package=pico-d4,minor=2,single-core,vref=9,coding=3/4,crypt-count=3,"
                            "secure-boot-v1,voltage=3.3,bad-mac-crc",
                            40000000);

    tap_is(load(b, EFUSE_BLK0 + 8) >> 16, 0xf4 ^ 0xff, "a wrong check sum");
    tap_is(load(b, EFUSE_BLK0) >> 20 & 0x7f, 3, "FLASH_CRYPT_CNT");
    tap_is(load(b, EFUSE_BLK0 + 12) & 0xe01, 5 << 9 | 1, "package and single core");
    tap_is(load(b, APB_CTRL_DATE) >> 31, 0, "revision 1 does not have the third bit");
    tap_is(load(b, EFUSE_BLK0 + 16) & 0x1ff00, 9 << 8 | 7 << 14, "VREF and the flash's voltage");
    tap_is(load(b, EFUSE_BLK0 + 20) & 0xfffff, 6 | 17 << 5 | 8 << 10 | 16 << 15,
           "the pads of the embedded flash");
    tap_is(load(b, EFUSE_BLK0 + 12) >> 4 & 0x1f, 11, "and the pad in another word");
    tap_is(load(b, EFUSE_BLK0 + 20) >> 24 & 3, 2, "the minor revision");
    tap_is(load(b, EFUSE_BLK0 + 24), 1 | 1 << 4, "coding scheme and secure boot");
    tap_ok(load(b, EFUSE_BLK1) != 0, "a key can be read");
    teardown(b);
    b = setup("crypt-count=1,keys-hidden", 40000000);
    tap_ok(load(b, EFUSE_BLK1) == 0 && (load(b, EFUSE_BLK0) >> 16 & 1), "unless it is hidden");
    teardown(b);
}

/* What the real ROM's ets_efuse_get_spiconfig() returns for fuses like these. */
static void test_pads(void)
{
    const struct fuse_words moved = {.block0 = {[3] = 31 << 4,
                                                [5] = 29 | 30 << 5 | 31 << 10 | 16 << 15}};
    const struct fuse_words twice = {.block0 = {[5] = 6 | 6 << 5 | 8 << 10 | 16 << 15}};
    const struct fuse_words burnt = {.block0 = {[5] = 0xfffff}};

    tap_is(fuses_flash_pads(&moved), 33u << 24 | 16 << 18 | 33 << 12 | 32 << 6 | 29,
           "pads 30 and 31 are pins 32 and 33");
    tap_ok(fuses_flash_pads(&twice) == 0 && fuses_flash_pads(&burnt) == 0,
           "pads that cannot be are not used");
}

static void test_more_fuses(void)
{
    struct bench *b = setup("custom-mac=0x010203,no-jtag,no-dl-cache", 40000000);

    tap_is(load(b, EFUSE_BLK1 + 64), 0xc40a2400u | 0x38u, "a custom MAC address and its sum");
    tap_is(load(b, EFUSE_BLK1 + 64 + 20) >> 24, 1, "and its version");
    tap_is(load(b, EFUSE_BLK0 + 24), 1 << 6 | 1 << 9, "what is disabled");
    teardown(b);
}

static void test_refused_fuses(void)
{
    struct fuses fuses = {.mac = {0}};

    tap_ok(fuses_parse("package=esp8266", &fuses) < 0 && fuses_parse("revision=4", &fuses) < 0 &&
               fuses_parse("minor=x", &fuses) < 0 && fuses_parse("wings", &fuses) < 0,
           "what is no fuse is refused");
}

static void test_clocks(void)
{
    struct bench *b = setup(NULL, 26000000);
    uint64_t before;

    tap_is(b->chip.cpu_hz, 26000000, "after a reset the CPU has the crystal's clock");
    tap_ok(abs((int)esp32_measured_crystal(&b->chip) - 26000000) < 100000,
           "which can be measured by the 8 MHz clock");
    before = esp32_now_ns(&b->chip);
    store(b, DPORT_CPU_PER_CONF, 2);
    store(b, RTC_CNTL_CLK_CONF, 1u << SOC_CLK_SEL_SHIFT);
    tap_is(b->chip.cpu_hz, 240000000, "by the PLL it has 240 MHz");
    tap_is(b->chip.apb_hz, 80000000, "and its peripherals 80 MHz");
    tap_ok(esp32_now_ns(&b->chip) == before, "time does not jump");
    store(b, UART0 + 0x14, 694);
    tap_is(uart_baud(b->chip.uart), 80000000 / 694, "the UART's divisor divides 80 MHz then");
    esp32_reset(&b->chip, ESP32_RESET_SOFTWARE);
    tap_is(b->chip.cpu_hz, 26000000, "a reset brings the crystal back");
    teardown(b);
}

static void receive(struct bench *b, unsigned count)
{
    while (count--)
        uart_receive(b->chip.uart, 0x55, 0, esp32_now_ns(&b->chip));
}

static void test_uart(void)
{
    struct bench *b = setup(NULL, 40000000);

    receive(b, 200);
    tap_is(load(b, UART0 + 0x1c) & 0xff, 128, "the FIFO has 128 bytes at first");
    store(b, UART0 + 0x58, 8 << 3 | 1 << 7);
    tap_is(load(b, UART0 + 0x1c) & 0xff, 0, "UART_MEM_CONF gives it another size, and empties it");
    receive(b, FIFO_SIZE + 1);
    tap_is((load(b, UART0 + 0x1c) & 0xff) | (load(b, UART0 + 0x64) & 7) << 8, FIFO_SIZE,
           "then 1024 bytes fit; the count has its upper bits in another register");
    tap_is(uart_get_stats(b->chip.uart)->receive_overflow, 72 + 1, "the others are lost");
    store(b, UART0 + 0x14, 347 | 4 << 20);
    tap_is(uart_baud(b->chip.uart), 115190, "the divisor has sixteenths");
    store(b, 0x60000000, 'x');
    tap_is(load(b, UART0 + 0x1c) >> 24 & 0xf, 3,
           "the FIFO can be written over the other bus; a busy transmitter shows its state");
    tap_is(load(b, UART0 + 0x1c) >> 31, 1, "and the level of its pin");
    teardown(b);
}

static void test_uart_interrupt(void)
{
    struct bench *b = setup(NULL, 40000000);

    store(b, UART0 + 0x24, 1);
    receive(b, 1);
    tap_is(load(b, UART0 + 4) & 1, 1, "a byte raises RXFIFO_FULL");
    load(b, UART0);
    tap_is(load(b, UART0 + 4) & 1, 0, "which goes away when the byte is read");
    receive(b, 1);
    store(b, DPORT_PRO_UART_INTR_MAP, 5);
    store(b, UART0 + 12, 1);
    tap_is(b->chip.cpu.irq_lines >> 5 & 1, 0, "an interrupt that a store enables comes later");
    b->chip.cpu.cycles += 20;
    esp32_io_update_irq(&b->chip);
    tap_is(b->chip.cpu.irq_lines >> 5 & 1, 1, "by the way that the matrix says");
    teardown(b);
}

static void test_flash_controller(void)
{
    struct bench *b = setup(NULL, 40000000);

    store(b, SPI1 + SPI_CMD, SPI_FLASH_RDID);
    b->chip.cpu.cycles += 1000;
    tap_is(load(b, SPI1 + 0x80), 0xffffff, "without its pins the flash does not answer");
    b->chip.flash_attached = true;
    esp32_io_update_pins(&b->chip);
    store(b, SPI1 + SPI_USER, 0x90000000); /* command, MISO */
    store(b, SPI1 + SPI_USER2, 7u << 28 | 0x9f);
    store(b, SPI1 + SPI_MISO_DLEN, 23);
    store(b, SPI1 + SPI_CMD, SPI_USR);
    b->chip.cpu.cycles += 1000;
    tap_is(load(b, SPI1 + 0x80), 0x1440ef, "a user command's answer is at W0, by MISO_DLEN");
    store(b, SPI1 + SPI_MISO_DLEN, 7);
    store(b, SPI1 + 0x80, 0);
    store(b, SPI1 + SPI_CMD, SPI_USR);
    b->chip.cpu.cycles += 1000;
    tap_is(load(b, SPI1 + 0x80), 0xef, "with 8 bits, only one byte");
    teardown(b);
}

static void test_flash_window(void)
{
    struct bench *b = setup(NULL, 40000000);
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(b->nor);

    flash[0x20004] = 0x5c;
    store(b, FLASH_MMU_TABLE + 4, 2);
    tap_is(load(b, FLASH_WINDOW + 0x10004), 0xffffff5c, "a page of the flash is seen as memory");
    store(b, FLASH_MMU_TABLE + 4, FLASH_MMU_INVALID);
    tap_is(load(b, FLASH_WINDOW + 0x10004), 0, "unless the table says that it is none");
    teardown(b);
}

static void test_registers(void)
{
    struct bench *b = setup(NULL, 40000000);

    tap_is(load(b, 0x40001000), 0x00f01d83, "the word that tells the chip");
    tap_is(load(b, RTC_CNTL_RESET_STATE) & 0x3f, 1, "the reset's cause");
    tap_is(load(b, GPIO_STRAP), STRAP_FLASH, "the straps");
    store(b, RTC_CNTL_SDIO_CONF, 0x12345678);
    esp32_reset(&b->chip, ESP32_RESET_SOFTWARE);
    tap_is(load(b, RTC_CNTL_SDIO_CONF), 0x12345678, "the RTC's registers survive a software reset");
    esp32_reset(&b->chip, ESP32_RESET_POWER_ON);
    tap_is(load(b, RTC_CNTL_SDIO_CONF), 0, "but not a power-on");
    teardown(b);
}

int main(void)
{
    test_plain_fuses();
    test_fuses();
    test_pads();
    test_more_fuses();
    test_refused_fuses();
    test_clocks();
    test_uart();
    test_uart_interrupt();
    test_flash_controller();
    test_flash_window();
    test_registers();
    return tap_done();
}
