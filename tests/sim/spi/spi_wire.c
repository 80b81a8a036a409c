/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller's commands as bits on the wire.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/spi/spi_internal.h"

#include <string.h>

enum { BITS_PER_WORD_BUFFER = SPI_BUFFER * 8, HIGH_PART = SPI_BUFFER / 2 };

static uint32_t get(const uint32_t *registers, uint32_t offset)
{
    return registers[offset / 4];
}

/* A byte of W0 to W15, by its place on the wire. */
static uint8_t buffer_byte(const uint32_t *buffer, size_t index, bool swapped)
{
    uint32_t word = buffer[index / 4];
    unsigned lane = (unsigned)(swapped ? 3 - index % 4 : index % 4);

    return (uint8_t)(word >> (8 * lane));
}

/* Appends bits of a byte string, starting with the first byte's top bit. */
static void put_bits(struct spi_wire *wire, const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++, wire->out_bits++)
        if (bytes[i / 8] >> (7 - i % 8) & 1)
            wire->out[wire->out_bits / 8] |= (uint8_t)(0x80 >> wire->out_bits % 8);
}

static void put_byte(struct spi_wire *wire, uint8_t byte)
{
    put_bits(wire, &byte, 8);
}

/* The address of a built-in command: the low 24 bits of SPI_ADDR. */
static void put_address(struct spi_wire *wire, const uint32_t *registers)
{
    uint32_t address = get(registers, SPI_ADDR);

    put_byte(wire, (uint8_t)(address >> 16));
    put_byte(wire, (uint8_t)(address >> 8));
    put_byte(wire, (uint8_t)address);
}

/* buffer has W0 to W15. */
static void put_buffer(struct spi_wire *wire, const uint32_t *buffer, size_t bits, bool high,
                       bool swapped)
{
    uint8_t bytes[SPI_BUFFER];
    size_t first = high ? HIGH_PART : 0;

    if (bits > BITS_PER_WORD_BUFFER)
        bits = BITS_PER_WORD_BUFFER;
    for (size_t i = 0; i < SPI_BUFFER; i++)
        bytes[i] = buffer_byte(buffer, (first + i) % SPI_BUFFER, swapped);
    put_bits(wire, bytes, bits);
}

/* The byte count of READ and PP: the top byte of SPI_ADDR. */
static size_t data_length(const uint32_t *registers)
{
    size_t length = get(registers, SPI_ADDR) >> 24;

    return length < SPI_BUFFER ? length : SPI_BUFFER;
}

/* What a read looks like, by the mode bits of SPI_CTRL: the first row that matches. */
struct read_mode {
    uint32_t ctrl_bits;
    uint8_t opcode, mode_and_dummy_bytes;
    uint8_t address_lines, data_lines;
};

static const struct read_mode read_modes[] = {
    {SPI_FASTRD_MODE | SPI_QIO_MODE, 0xeb, 3, 4, 4},
    {SPI_FASTRD_MODE | SPI_DIO_MODE, 0xbb, 1, 2, 2},
    {SPI_FASTRD_MODE | SPI_QOUT_MODE, 0x6b, 1, 1, 4},
    {SPI_FASTRD_MODE | SPI_DOUT_MODE, 0x3b, 1, 1, 2},
    {SPI_FASTRD_MODE, 0x0b, 1, 1, 1},
    {0, 0x03, 0, 1, 1},
};

static const struct read_mode *read_mode(uint32_t ctrl)
{
    const struct read_mode *mode = read_modes;

    while ((ctrl & mode->ctrl_bits) != mode->ctrl_bits)
        mode++; /* the row without bits ends the search */
    return mode;
}

static uint32_t miso_bits(const struct spi_model *model, const uint32_t *registers);

static void compose_read(struct spi_wire *wire, const struct spi_model *model,
                         const uint32_t *registers)
{
    const struct read_mode *mode = read_mode(get(registers, SPI_CTRL));

    put_byte(wire, mode->opcode);
    put_address(wire, registers);
    for (unsigned i = 0; i < mode->mode_and_dummy_bytes; i++)
        put_byte(wire, 0);
    wire->in_bits = model->read_by_length ? miso_bits(model, registers)
                                          : data_length(registers) * 8;
    wire->in_lines = mode->data_lines;
    wire->clocks = (uint32_t)(8 + (wire->out_bits - 8) / mode->address_lines +
                              wire->in_bits / mode->data_lines);
}

static unsigned usr_in_lines(const uint32_t *registers)
{
    return read_mode(get(registers, SPI_CTRL))->data_lines;
}

static unsigned usr_out_lines(uint32_t user)
{
    if (user & (SPI_FWRITE_QIO | SPI_FWRITE_QUAD))
        return 4;
    return user & (SPI_FWRITE_DIO | SPI_FWRITE_DUAL) ? 2 : 1;
}

/* The model of the flash chip takes dummy cycles as bits.  This is the number of bits per
 * cycle. */
static unsigned dummy_bits_a_cycle(uint32_t opcode)
{
    return opcode == 0xeb ? 4 : opcode == 0xbb ? 2 : 1;
}

static void put_usr_command(struct spi_wire *wire, uint32_t user2)
{
    uint8_t bytes[2] = {(uint8_t)user2, (uint8_t)(user2 >> 8)};

    put_bits(wire, bytes, (user2 >> 28) + 1);
    wire->clocks += (user2 >> 28) + 1;
}

/* The address is left-aligned: its first bit is bit 31 of SPI_ADDR, unless the model says
 * otherwise. */
static void put_usr_address(struct spi_wire *wire, const struct spi_model *model,
                            uint32_t address, size_t bits)
{
    uint32_t left = model->right_aligned && bits < 32 ? address << (32 - bits) : address;
    uint8_t bytes[8] = {(uint8_t)(left >> 24), (uint8_t)(left >> 16), (uint8_t)(left >> 8),
                        (uint8_t)left};

    put_bits(wire, bytes, bits);
    wire->clocks += (uint32_t)bits;
}

static uint32_t mosi_bits(const struct spi_model *model, const uint32_t *registers)
{
    uint32_t field = model->lengths ? get(registers, SPI_MOSI_DLEN) & 0xffffff
                                    : get(registers, SPI_USER1) >> 17 & 0x1ff;

    return field < BITS_PER_WORD_BUFFER ? field + 1 : BITS_PER_WORD_BUFFER;
}

static uint32_t miso_bits(const struct spi_model *model, const uint32_t *registers)
{
    uint32_t field = model->lengths ? get(registers, SPI_MISO_DLEN) & 0xffffff
                                    : get(registers, SPI_USER1) >> 8 & 0x1ff;

    return field < BITS_PER_WORD_BUFFER ? field + 1 : BITS_PER_WORD_BUFFER;
}

static void compose_usr(struct spi_wire *wire, const struct spi_model *model,
                        const uint32_t *registers)
{
    uint32_t user = get(registers, SPI_USER), user1 = get(registers, SPI_USER1);
    uint32_t user2 = get(registers, SPI_USER2);

    if (user & SPI_USR_COMMAND)
        put_usr_command(wire, user2);
    if (user & SPI_USR_ADDR)
        put_usr_address(wire, model, get(registers, SPI_ADDR), (user1 >> 26) + 1);
    if (user & SPI_USR_DUMMY) {
        uint32_t cycles = (user1 & 0xff) + 1;

        wire->out_bits += cycles * dummy_bits_a_cycle(user2 & 0xff);
        wire->clocks += cycles;
    }
    if (user & SPI_USR_MOSI) {
        uint32_t bits = mosi_bits(model, registers);

        put_buffer(wire, registers + model->w0 / 4, bits, user & SPI_USR_MOSI_HIGHPART,
                   user & SPI_WR_BYTE_ORDER);
        wire->clocks += bits / usr_out_lines(user);
    }
    if (user & SPI_USR_MISO) {
        wire->in_bits = miso_bits(model, registers);
        wire->in_lines = usr_in_lines(registers);
        wire->clocks += (uint32_t)wire->in_bits / wire->in_lines;
    }
    wire->in_high = user & SPI_USR_MISO_HIGHPART;
    wire->in_swapped = user & SPI_RD_BYTE_ORDER;
}

/* The built-in commands except READ. */
struct builtin {
    uint32_t command;
    uint8_t opcode;
    bool address;
    uint8_t dummy_bytes, in_bytes;
};

static const struct builtin builtins[] = {
    {SPI_FLASH_WREN, 0x06, false, 0, 0}, {SPI_FLASH_WRDI, 0x04, false, 0, 0},
    {SPI_FLASH_RDID, 0x9f, false, 0, 3}, {SPI_FLASH_RDSR, 0x05, false, 0, 1},
    {SPI_FLASH_WRSR, 0x01, false, 0, 0}, {SPI_FLASH_PP, 0x02, true, 0, 0},
    {SPI_FLASH_SE, 0x20, true, 0, 0},    {SPI_FLASH_BE, 0xd8, true, 0, 0},
    {SPI_FLASH_CE, 0x60, false, 0, 0},   {SPI_FLASH_DP, 0xb9, false, 0, 0},
    {SPI_FLASH_RES, 0xab, false, 3, 1},  {SPI_FLASH_HPM, 0xa3, false, 3, 0},
};

static void compose_builtin(struct spi_wire *wire, const struct spi_model *model,
                            uint32_t command, const uint32_t *registers)
{
    const struct builtin *builtin = builtins;

    while (builtin->command != command)
        builtin++;
    put_byte(wire, builtin->opcode);
    if (builtin->address)
        put_address(wire, registers);
    for (unsigned i = 0; i < builtin->dummy_bytes; i++)
        put_byte(wire, 0);
    if (command == SPI_FLASH_PP)
        put_buffer(wire, registers + model->w0 / 4, data_length(registers) * 8, false, false);
    if (command == SPI_FLASH_WRSR) { /* the ROM puts the new value into SPI_RD_STATUS */
        put_byte(wire, (uint8_t)get(registers, SPI_RD_STATUS));
        if (get(registers, SPI_CTRL) & SPI_WRSR_2B)
            put_byte(wire, (uint8_t)(get(registers, SPI_RD_STATUS) >> 8));
    }
    wire->in_bits = builtin->in_bytes * 8u;
    wire->result = command == SPI_FLASH_RDSR || command == SPI_FLASH_RES ? SPI_TO_STATUS
                                                                          : SPI_TO_BUFFER;
    wire->clocks = (uint32_t)(wire->out_bits + wire->in_bits);
}

void spi_compose(struct spi_wire *wire, const struct spi_model *model, uint32_t command,
                 const uint32_t *registers)
{
    memset(wire, 0, sizeof *wire);
    wire->in_lines = 1;
    if (command == SPI_FLASH_READ)
        compose_read(wire, model, registers);
    else if (command == SPI_USR)
        compose_usr(wire, model, registers);
    else
        compose_builtin(wire, model, command, registers);
}

uint32_t spi_clock_hz(const struct spi_model *model, uint32_t command, const uint32_t *registers,
                      uint32_t bus_hz)
{
    uint32_t ctrl = get(registers, SPI_CTRL), clock = get(registers, SPI_CLOCK);
    uint32_t divisor = (ctrl >> SPI_CTRL_DIVIDER_SHIFT & SPI_CTRL_DIVIDER_MASK) + 1;

    if (command == SPI_USR || !model->ctrl_divides) {
        if (clock & SPI_CLK_EQU_SYSCLK)
            return bus_hz;
        divisor = model->one_divisor
                      ? (clock >> 16 & 0xff) + 1
                      : ((clock >> 18 & 0x1fff) + 1) * ((clock >> 12 & 0x3f) + 1);
    } else if (ctrl & SPI_CTRL_CLK_EQU_SYSCLK) {
        return bus_hz;
    }
    return bus_hz > divisor ? bus_hz / divisor : 1;
}
