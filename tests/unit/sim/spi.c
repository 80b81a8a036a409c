/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated flash controller.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/flash/spi_bench.h"

#include "tap.h"

static void read(struct bench *b, uint32_t address, uint32_t length)
{
    store(b, SPI_ADDR, address | length << 24);
    run(b, SPI_FLASH_READ);
}

/* Does what the ROM's SPIReadModeCnfig does: writes two status bytes, with QE in the
 * second. */
static void enable_quad(struct bench *b)
{
    store(b, SPI_CTRL, load(b, SPI_CTRL) | SPI_WRSR_2B);
    write_enable(b);
    store(b, SPI_RD_STATUS, 0x0200);
    run(b, SPI_FLASH_WRSR);
    wait_flash(b);
}

static void test_builtin(void)
{
    struct bench b = setup(0x1640ef);
    const uint8_t *flash = nor_bytes(b.nor);

    run(&b, SPI_FLASH_RDID);
    tap_is(load(&b, SPI_W0), 0x1640ef, "RDID puts the manufacturer into W0's low byte");
    program(&b, 0x1000, 32, 0x10);
    tap_ok(flash[0x1000] == 0x10 && flash[0x101f] == 0x2f && flash[0x1020] == 0xff,
           "PP programs as many bytes as the top byte of SPI_ADDR says, W0's low byte first");
    program(&b, 0x1020, 64, 0x40);
    read(&b, 0x1001, 32);
    tap_ok(load(&b, SPI_W0) == 0x14131211 && load(&b, SPI_W0 + 28) == 0x402f2e2d,
           "READ puts the bytes into W0 to W7");
    read(&b, 0x1020, 64);
    tap_is(load(&b, SPI_W15), 0x7f7e7d7c, "READ of 64 bytes fills W15 too");
    store(&b, SPI_W0, 0x55555555);
    read(&b, 0x1000, 3);
    tap_is(load(&b, SPI_W0), 0x55121110, "READ of 3 bytes leaves the fourth alone");
    write_enable(&b);
    store(&b, SPI_ADDR, 0x1000);
    run(&b, SPI_FLASH_SE);
    tap_is(read_status(&b), 3, "RDSR shows a sector erase under way");
    wait_flash(&b);
    tap_ok(flash[0x1000] == 0xff && nor_get_stats(b.nor)->sector_erases == 1, "SE erases a sector");
    write_enable(&b);
    run(&b, SPI_FLASH_BE);
    wait_flash(&b);
    write_enable(&b);
    run(&b, SPI_FLASH_CE);
    wait_flash(&b);
    tap_ok(nor_get_stats(b.nor)->block64_erases == 1 && nor_get_stats(b.nor)->chip_erases == 1,
           "BE erases 64 KB, CE the chip");
    tap_is(nor_get_stats(b.nor)->violations, 0, "no violation in all this");
    teardown(&b);
}

static void test_status_writes(void)
{
    struct bench b = setup(0);

    write_enable(&b);
    tap_is(read_status(&b), 2, "WREN sets the write enable latch");
    run(&b, SPI_FLASH_WRDI);
    tap_is(read_status(&b), 0, "WRDI clears it");
    store(&b, SPI_CTRL, load(&b, SPI_CTRL) | SPI_WRSR_2B);
    write_enable(&b);
    store(&b, SPI_RD_STATUS, 0x021c);
    run(&b, SPI_FLASH_WRSR);
    wait_flash(&b);
    tap_is(read_status(&b), 0x1c, "WRSR writes what SPI_RD_STATUS holds");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_MISO);
    store(&b, SPI_USER1, 7 << 8);
    store(&b, SPI_USER2, 7u << 28 | 0x35);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0) & 0xff, 2, "and a second byte with WRSR_2B set");
    run(&b, SPI_FLASH_DP);
    run(&b, SPI_FLASH_RDID);
    tap_is(load(&b, SPI_W0) & 0xffffff, 0xffffff, "DP sends the flash to sleep");
    run(&b, SPI_FLASH_RES);
    tap_is(load(&b, SPI_RD_STATUS) & 0xff, 0x15, "RES wakes it and brings the old ID");
    run(&b, SPI_FLASH_RDID);
    tap_is(load(&b, SPI_W0) & 0xffffff, 0x1640ef, "then it answers again");
    teardown(&b);
}

/* Reads flash IDs and SFDP as esptool does, by user commands. */
static void test_user(void)
{
    struct bench b = setup(0x3412ab);

    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_MISO);
    store(&b, SPI_USER1, 23 << 8);
    store(&b, SPI_USER2, 7u << 28 | 0x9f);
    store(&b, SPI_W0, 0);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0), 0x3412ab, "a user command reads the ID");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_DUMMY | SPI_USR_MISO);
    store(&b, SPI_USER1, 23u << 26 | 31 << 8 | 7);
    store(&b, SPI_USER2, 7u << 28 | 0x5a);
    store(&b, SPI_ADDR, 0x84u << 8);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0), 0x01ffffff, "a user address is left-aligned, dummy cycles follow it");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_MOSI);
    store(&b, SPI_USER1, (4 * 8 + 16 - 1) << 17);
    store(&b, SPI_USER2, 7u << 28 | 0x02);
    store(&b, SPI_W0, 0x11230100);
    store(&b, SPI_W0 + 4, 0x3322);
    write_enable(&b);
    run(&b, SPI_USR);
    wait_flash(&b);
    tap_ok(nor_bytes(b.nor)[0x123] == 0x11 && nor_bytes(b.nor)[0x125] == 0x33,
           "MOSI data goes out W0's low byte first, through W1");
    store(&b, SPI_USER, SPI_USR_MOSI | SPI_USR_MISO);
    store(&b, SPI_USER1, 31 << 17 | 23 << 8);
    store(&b, SPI_W0, 0x23010003);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0), 0x23332211, "a command may come from MOSI alone");
    tap_is(nor_get_stats(b.nor)->violations, 0, "no violation in all this");
    teardown(&b);
}

static void test_user_layouts(void)
{
    struct bench b = setup(0);

    program(&b, 0x200, 32, 1);
    enable_quad(&b);
    store(&b, SPI_USER2, 7u << 28 | 0x03);
    store(&b, SPI_USER1, 23u << 26 | 47 << 8);
    store(&b, SPI_ADDR, 0x200 << 8);
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_MISO | SPI_USR_MISO_HIGHPART);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0 + 32), 0x04030201, "MISO_HIGHPART puts the answer into W8");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_MISO | SPI_RD_BYTE_ORDER);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0), 0x01020304, "RD_BYTE_ORDER puts the first byte on top");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_DUMMY | SPI_USR_MISO);
    store(&b, SPI_USER1, 23u << 26 | 31 << 8 | 5);
    store(&b, SPI_USER2, 7u << 28 | 0xeb);
    store(&b, SPI_CTRL, load(&b, SPI_CTRL) | SPI_FASTRD_MODE | SPI_QIO_MODE);
    run(&b, SPI_USR);
    store(&b, SPI_CTRL, load(&b, SPI_CTRL) & ~(SPI_FASTRD_MODE | SPI_QIO_MODE));
    tap_is(load(&b, SPI_W0), 0x04030201, "six dummy cycles of a quad I/O read are three bytes");
    store(&b, SPI_USER, SPI_USR_MOSI | SPI_USR_MISO | SPI_USR_MOSI_HIGHPART | SPI_WR_BYTE_ORDER);
    store(&b, SPI_USER1, 31 << 17 | 31 << 8);
    store(&b, SPI_W0 + 32, 0x03000202);
    run(&b, SPI_USR);
    tap_is(load(&b, SPI_W0), 0x06050403, "MOSI_HIGHPART and WR_BYTE_ORDER do the same for sending");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_ADDR | SPI_USR_MISO);
    store(&b, SPI_USER1, 7u << 26 | 15 << 8);
    store(&b, SPI_USER2, 15u << 28 | 0x0003);
    store(&b, SPI_ADDR, 0x02030000);
    run(&b, SPI_USR);
    tap_is(nor_get_stats(b.nor)->violations, 1, "an address a byte short reaches the flash so");
    teardown(&b);
}

static void test_read_modes(void)
{
    static const struct {
        uint32_t bits;
        const char *name;
    } modes[] = {{0, "slow read"},
                 {SPI_FASTRD_MODE, "fast read"},
                 {SPI_FASTRD_MODE | SPI_DOUT_MODE, "dual output"},
                 {SPI_FASTRD_MODE | SPI_QOUT_MODE, "quad output"},
                 {SPI_FASTRD_MODE | SPI_DIO_MODE, "dual I/O"},
                 {SPI_FASTRD_MODE | SPI_QIO_MODE, "quad I/O"}};
    struct bench b = setup(0);
    uint32_t ctrl = load(&b, SPI_CTRL);
    uint64_t slow = 0;

    program(&b, 0x200, 32, 0x30);
    enable_quad(&b);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        char name[80];

        store(&b, SPI_CTRL, ctrl | modes[i].bits);
        read(&b, 0x204, 16);
        slow = i == 0 ? b.took : slow;
        snprintf(name, sizeof name, "the mode bits for %s read the same", modes[i].name);
        tap_is(load(&b, SPI_W0), 0x37363534, name);
    }
    tap_ok(b.took * 2 < slow, "quad I/O is at least twice as fast");
    tap_is(nor_get_stats(b.nor)->violations, 0, "no mode is a violation");
    teardown(&b);
}

static void test_timing(void)
{
    struct bench b = setup(0);
    uint64_t quarter;

    store(&b, SPI_ADDR, 32u << 24);
    store(&b, SPI_W0, 0x12345678);
    store(&b, SPI_CMD, SPI_FLASH_READ);
    tap_is(load(&b, SPI_CMD), SPI_FLASH_READ, "SPI_CMD shows a command under way");
    tap_is(load(&b, SPI_EXT2) & 7, 1, "so does SPI_EXT2's state");
    tap_is(load(&b, SPI_W0), 0x12345678, "W0 keeps its value until the end");
    b.now += 22153; /* 288 bits at 13 MHz are 22153.8 ns */
    tap_is(load(&b, SPI_CMD), SPI_FLASH_READ, "32 bytes take 288 bit times at a quarter of 52 MHz");
    b.now += 1;
    tap_ok(load(&b, SPI_CMD) == 0 && load(&b, SPI_EXT2) == 0 && load(&b, SPI_W0) == 0xffffffff,
           "then the command is over and W0 is there");
    run(&b, SPI_FLASH_READ);
    quarter = b.took;
    store(&b, SPI_CTRL, load(&b, SPI_CTRL) | SPI_CTRL_CLK_EQU_SYSCLK);
    run(&b, SPI_FLASH_READ);
    tap_ok(b.took <= quarter / 4 + 20, "SPI_CTRL bit 12 makes it the full clock");
    store(&b, SPI_USER, SPI_USR_COMMAND | SPI_USR_MISO);
    store(&b, SPI_USER1, 23 << 8);
    store(&b, SPI_USER2, 7u << 28 | 0x9f);
    store(&b, SPI_CLOCK, 1 << 18 | 12 << 12);
    run(&b, SPI_USR);
    tap_ok(b.took >= 16000 && b.took <= 16020, "SPI_CLOCK divides the clock of user commands");
    teardown(&b);
}

static void test_refusals(void)
{
    struct bench b = setup(0);

    store(&b, SPI_CMD, SPI_FLASH_RDID);
    store(&b, SPI_CMD, SPI_FLASH_WREN);
    b.now += 100000;
    load(&b, SPI_CMD);
    tap_is(read_status(&b), 0, "a command during another one is not started");
    spi_connect_pins(b.spi, false);
    store(&b, SPI_W0, 0);
    run(&b, SPI_FLASH_RDID);
    tap_is(load(&b, SPI_W0), 0xffffff, "without its pins the controller reads ff");
    run(&b, SPI_FLASH_WREN);
    spi_connect_pins(b.spi, true);
    tap_is(read_status(&b), 0, "and reaches nobody");
    write_enable(&b);
    store(&b, SPI_ADDR, 0);
    run(&b, SPI_FLASH_SE);
    read(&b, 0, 4);
    tap_ok(load(&b, SPI_W0) == 0xffffffff && nor_get_stats(b.nor)->violations == 1,
           "READ while the flash is busy is a violation");
    store(&b, SPI_USER2, 0x1234);
    spi_reset(b.spi);
    tap_is(load(&b, SPI_USER2), 0x70000000, "a reset brings the registers' first values back");
    teardown(&b);
}

static uint32_t user_id(struct bench *b, uint32_t ctrl)
{
    store(b, SPI_CTRL, ctrl);
    store(b, SPI_USER, SPI_USR_COMMAND | SPI_USR_MISO);
    store(b, SPI_USER1, 23 << 8);
    store(b, SPI_USER2, 7u << 28 | 0x9f);
    store(b, SPI_W0, 0);
    run(b, SPI_USR);
    return load(b, SPI_W0);
}

static void test_manners(void)
{
    struct bench b = setup(0x1640ef);
    struct spi_manners manners = {.miso_shift = true};
    const uint32_t half = 0x288101, quarter = 0x288313;
    uint64_t asked_for;

    tap_is(user_id(&b, half), 0x1640ef, "a user command at half the clock reads the ID");
    spi_set_manners(b.spi, &manners);
    /* 1 11101111 01000000 0001011(0) */
    tap_is(user_id(&b, half), 0x0ba0f7, "shifted by a bit where MISO comes late");
    tap_is(user_id(&b, quarter), 0x1640ef, "right at a quarter");
    store(&b, SPI_CTRL, half);
    run(&b, SPI_FLASH_RDID);
    tap_is(load(&b, SPI_W0) & 0xffffff, 0x1640ef, "and by the built-in command");
    store(&b, SPI_CLOCK, 0x1001); /* half the bus clock */
    user_id(&b, quarter);
    asked_for = b.took;
    manners = (struct spi_manners){.stuck_divider = true};
    tap_is(user_id(&b, quarter), 0x1640ef, "a divider that is not in force");
    tap_ok(b.took * 2 <= asked_for + 40, "halves the time of a user command");
    run(&b, SPI_FLASH_RDID);
    tap_ok(b.took > asked_for, "and leaves the built-in ones as they were");
    manners.miso_shift = true;
    tap_is(user_id(&b, quarter), 0x0ba0f7, "with a late MISO no divider helps then");
    teardown(&b);
}

int main(void)
{
    test_builtin();
    test_status_writes();
    test_user();
    test_user_layouts();
    test_read_modes();
    test_timing();
    test_refusals();
    test_manners();
    return tap_done();
}
