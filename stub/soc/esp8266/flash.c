/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash behind SPI0, driven by user-defined commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Address bytes are sent as the first data bytes (MOSI phase): that needs no
 * assumption about how the controller aligns its address register.
 */
#include "stub/soc/esp8266/flash.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/cpu/xtensa/ccount.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"

/* Commands, common to all makers' data sheets. */
enum {
    NOR_PROGRAM = 0x02,
    NOR_FAST_READ = 0x0b, /* a dummy byte after the address; to 80 MHz or more
                           * everywhere.  We clock 26, or 40 with a 40 MHz
                           * crystal: some chips end at 33 with plain 03h. */
    NOR_ERASE_SECTOR = 0x20,
    NOR_WAKE = 0xab,
    NOR_ERASE_BLOCK64 = 0xd8,
    NOR_WAKE_US = 50, /* tRES1; 30 us is the longest found */
};

enum { POLLS_MAX = 10000 }; /* of SPI_CMD; a 64-byte read takes about 100 */

static bool controller_idle(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    for (unsigned i = 0; i < POLLS_MAX; i++)
        if (spi[SPI_CMD] == 0)
            return true;
    return false;
}

/* Starts: command, then out_bits of out (first byte lowest), then reads
 * in_bits.  Either count may be 0. */
static void begin(uint32_t command, uint32_t out, uint32_t out_bits, uint32_t in_bits)
{
    uint32_t phases = SPI_USR_COMMAND | SPI_CS_SETUP;
    uint32_t lengths = 0;
    volatile uint32_t *spi = registers(SPI0_BASE);

    if (out_bits != 0) {
        phases |= SPI_USR_MOSI;
        lengths |= (out_bits - 1) << SPI_USR_MOSI_BITLEN_SHIFT;
    }
    if (in_bits != 0) {
        phases |= SPI_USR_MISO;
        lengths |= (in_bits - 1) << SPI_USR_MISO_BITLEN_SHIFT;
    }
    spi[SPI_USER] = phases;
    spi[SPI_USER1] = lengths;
    spi[SPI_USER2] = 7u << SPI_USR_COMMAND_BITLEN_SHIFT | command;
    spi[SPI_W0] = out;
    spi[SPI_CMD] = SPI_CMD_USR;
}

uint32_t chip_flash_ask(uint32_t command, uint32_t in_bits)
{
    uint32_t mask = (1u << in_bits) - 1;

    if (!controller_idle())
        return mask;
    begin(command, 0, 0, in_bits);
    return controller_idle() ? registers(SPI0_BASE)[SPI_W0] & mask : mask;
}

void chip_flash_tell(uint32_t command, uint32_t data, uint32_t bits)
{
    if (controller_idle())
        begin(command, data, bits, 0);
    controller_idle();
}

/* ---- clock and pins ---- */

void chip_flash_set_clock(enum chip_flash_clock divisor)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    bool fast = divisor == CHIP_FLASH_FAST;

    controller_idle();
    spi[SPI_CTRL] = SPI_CTRL_PLAIN | (fast ? SPI_CTRL_CLOCK_HALF : SPI_CTRL_CLOCK_QUARTER);
    spi[SPI_CLOCK] = fast ? SPI_CLOCK_HALF : SPI_CLOCK_QUARTER;
}

uint32_t flash_read_cycles(void)
{
    uint32_t chunk[CHIP_FLASH_CHUNK / 4], start;

    chip_flash_start(0, sizeof chunk);
    start = ccount();
    chip_flash_finish(chunk);
    return ccount() - start;
}

/* What the ROM left, for when it is to boot. */
static struct {
    uint32_t ctrl, clock, user, user1, user2, pins;
} found;

void flash_take_over(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    volatile uint32_t *pins = registers(PERIPHERALS_BASE) + IO_MUX_CONF;

    controller_idle();
    found.ctrl = spi[SPI_CTRL];
    found.clock = spi[SPI_CLOCK];
    found.user = spi[SPI_USER];
    found.user1 = spi[SPI_USER1];
    found.user2 = spi[SPI_USER2];
    found.pins = *pins;
    SelectSpiFunction();
    *pins &= ~(uint32_t)IO_MUX_SPI0_CLK_EQU_SYS_CLK;
    chip_flash_set_clock(CHIP_FLASH_SLOW); /* until tests have shown that it may be faster */
    /* A program may have sent the flash to sleep; while it erases, it ignores
     * this. */
    chip_flash_ask(NOR_WAKE, 0);
    chip_delay_us(NOR_WAKE_US);
}

void flash_give_back(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    controller_idle();
    spi[SPI_CTRL] = found.ctrl;
    spi[SPI_CLOCK] = found.clock;
    spi[SPI_USER] = found.user;
    spi[SPI_USER1] = found.user1;
    spi[SPI_USER2] = found.user2;
    registers(PERIPHERALS_BASE)[IO_MUX_CONF] = found.pins;
}

/* ---- reading ---- */

/* The highest byte goes out first. */
static uint32_t address_out(uint32_t address)
{
    return (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;
}

void chip_flash_start(uint32_t address, uint32_t size)
{
    if (controller_idle())
        begin(NOR_FAST_READ, address_out(address), 32, 8 * size); /* a dummy byte last */
}

bool chip_flash_finish(uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    const volatile uint32_t *from = registers(SPI0_BASE) + SPI_W0;

    if (!controller_idle())
        return false;
    /* The controller stands still meanwhile: four words a round save a tenth of
     * the time that reading flash takes. */
    for (uint32_t *to = chunk; to != chunk + CHIP_FLASH_CHUNK / 4; to += 4, from += 4) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
        to[3] = from[3];
    }
    return true;
}

/* The controller's own commands.  READ takes its mode and clock from SPI_CTRL and the
 * count of bytes, 32 at most as the ROM's SPIRead has it, from the top byte of SPI_ADDR.
 * SPI_USER is as after a reset, for the ROM gives these commands only then: the edge at
 * which input is sampled is among its bits. */
enum { PLAIN_BYTES = 32 };

static bool plainly(uint32_t command)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    uint32_t ctrl = spi[SPI_CTRL], clock = spi[SPI_CLOCK];
    bool done;

    spi[SPI_USER] = SPI_USER_RESET;
    spi[SPI_CTRL] = SPI_CTRL_PLAIN | SPI_CTRL_CLOCK_QUARTER;
    spi[SPI_CLOCK] = SPI_CLOCK_QUARTER;
    spi[SPI_CMD] = command;
    done = controller_idle();
    spi[SPI_CTRL] = ctrl;
    spi[SPI_CLOCK] = clock;
    return done;
}

uint32_t chip_flash_id_plainly(void)
{
    volatile uint32_t *spi = registers(SPI0_BASE);

    controller_idle();
    spi[SPI_W0] = 0;
    return plainly(SPI_CMD_RDID) ? spi[SPI_W0] & 0xffffff : 0xffffff;
}

bool chip_flash_read_plainly(uint32_t address, uint32_t chunk[CHIP_FLASH_CHUNK / 4])
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    bool done = controller_idle();

    for (uint32_t at = 0; at < CHIP_FLASH_CHUNK; at += PLAIN_BYTES) {
        spi[SPI_ADDR] = PLAIN_BYTES << 24 | (address + at);
        done = plainly(SPI_CMD_READ) && done;
        for (uint32_t i = 0; i < PLAIN_BYTES / 4; i++)
            chunk[at / 4 + i] = spi[SPI_W0 + i];
    }
    return done;
}

/* ---- changes ---- */

void chip_flash_erase(uint32_t address, uint32_t size)
{
    if (controller_idle())
        begin(size == ESP_BLOCK64_SIZE ? NOR_ERASE_BLOCK64 : NOR_ERASE_SECTOR,
              address_out(address), 24, 0);
}

void chip_flash_program(uint32_t address, const uint32_t *words, uint32_t count)
{
    volatile uint32_t *spi = registers(SPI0_BASE);
    uint32_t carry = words[0] >> 8;

    if (!controller_idle())
        return;
    /* After the three bytes of the address a byte's room is left in W0. */
    for (uint32_t i = 1; i < count; i++) {
        spi[SPI_W0 + i] = carry | words[i] << 24;
        carry = words[i] >> 8;
    }
    spi[SPI_W0 + count] = carry;
    begin(NOR_PROGRAM, address_out(address) | words[0] << 24, 24 + 32 * count, 0);
}
