/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller's registers and the current command.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/spi/spi.h"

#include <stdlib.h>
#include <string.h>

#include "sim/spi/spi_internal.h"
#include "sim/nor/nor_chip.h"

struct spi {
    const struct spi_model *model;
    struct nor *nor;
    const struct spi_manners *manners;
    bool connected;
    uint32_t registers[SPI_REGISTERS];
    uint32_t command; /* its bit in SPI_CMD, 0 when idle */
    uint64_t done_ns;
    unsigned asked;    /* so many questions in sequence whether the flash is busy, and it was */
    uint64_t asked_ns; /* the last one */
    struct spi_wire wire;
    uint8_t answer[SPI_BUFFER];
};

/* Reset values of the register description: an 8-bit command, a 24-bit address, 8 dummy
 * cycles. */
#define USER1_RESET 0x5c000007u
#define USER2_RESET 0x70000000u

/* The boot ROM's divider in SPI_CTRL.  Every flash is fast enough for it. */
enum {
    SAFE_DIVIDER = 4,
    READ_STATUS = 0x05,
    ASKING = 8,        /* after so many questions, the program only asks */
    ASKING_NS = 10000, /* a program that takes longer between questions also does other work */
};

struct spi *spi_new(const struct spi_model *model, struct nor *nor)
{
    struct spi *spi = calloc(1, sizeof *spi);

    if (spi) {
        spi->model = model;
        spi->nor = nor;
        spi_reset(spi);
    }
    return spi;
}

void spi_set_manners(struct spi *spi, const struct spi_manners *manners)
{
    spi->manners = manners;
}

void spi_free(struct spi *spi)
{
    free(spi);
}

void spi_reset(struct spi *spi)
{
    memset(spi->registers, 0, sizeof spi->registers);
    spi->registers[SPI_CTRL / 4] = spi->model->ctrl;
    spi->registers[SPI_CLOCK / 4] = spi->model->clock;
    spi->registers[SPI_USER / 4] = spi->model->user;
    spi->registers[SPI_USER1 / 4] = USER1_RESET;
    spi->registers[SPI_USER2 / 4] = USER2_RESET;
    spi->command = 0;
    spi->asked = 0;
    spi->connected = !spi->model->pins_by_io_mux;
}

void spi_connect_pins(struct spi *spi, bool connected)
{
    spi->connected = connected;
}

static void answer_to_buffer(struct spi *spi)
{
    size_t first = spi->wire.in_high ? SPI_BUFFER / 2 : 0;

    for (size_t i = 0; i < (spi->wire.in_bits + 7) / 8; i++) {
        size_t place = (first + i) % SPI_BUFFER;
        unsigned lane = (unsigned)(spi->wire.in_swapped ? 3 - place % 4 : place % 4);
        uint32_t *word = &spi->registers[spi->model->w0 / 4 + place / 4];

        *word = (*word & ~(0xffu << 8 * lane)) | (uint32_t)spi->answer[i] << 8 * lane;
    }
}

/* Shows the result of a command when the command is over. */
static void settle(struct spi *spi, uint64_t now_ns)
{
    uint32_t *status = &spi->registers[SPI_RD_STATUS / 4];

    if (spi->command == 0 || now_ns < spi->done_ns)
        return;
    spi->command = 0;
    if (spi->wire.result == SPI_TO_STATUS)
        *status = (*status & ~0xffu) | spi->answer[0];
    else
        answer_to_buffer(spi);
}

/* Picks the bits that start a command; the highest if there are several. */
static uint32_t wanted_command(uint32_t value)
{
    for (uint32_t bit = SPI_FLASH_READ; bit >= SPI_USR; bit >>= 1)
        if (value & bit)
            return bit;
    return 0;
}

static bool reads_late(const struct spi *spi, uint32_t command)
{
    enum { EDGES = 0x44 }; /* FLASH_MODE, CK_I_EDGE */
    uint32_t ctrl = spi->registers[SPI_CTRL / 4], user = spi->registers[SPI_USER / 4];

    if (command != SPI_USR)
        return spi->manners && spi->manners->user_edge && (user & EDGES) != EDGES;
    return spi->manners && spi->manners->miso_shift &&
           (spi->manners->stuck_divider || (ctrl & SPI_CTRL_CLK_EQU_SYSCLK) ||
            (ctrl >> SPI_CTRL_DIVIDER_SHIFT & SPI_CTRL_DIVIDER_MASK) + 1 < SAFE_DIVIDER);
}

/* Shifts the answer by one bit: the controller samples each bit while the bit before it is
 * still on the line, and the first bit while the line is still high. */
static void shift_answer(struct spi *spi)
{
    unsigned before = 1;

    for (size_t i = 0; i < (spi->wire.in_bits + 7) / 8; i++) {
        uint8_t byte = spi->answer[i];

        spi->answer[i] = (uint8_t)(before << 7 | byte >> 1);
        before = byte & 1;
    }
}

/* The flash and the controller may disagree about the number of lines. */
static void transfer(struct spi *spi)
{
    struct spi_wire *wire = &spi->wire;
    unsigned lines = nor_lines(wire->out[0]);
    bool dead = spi->manners && spi->manners->data_in_dead;
    uint8_t sent[SPI_IN_MAX];

    memset(sent, 0xff, sizeof sent);
    nor_transfer(spi->nor, spi->done_ns, wire->out, (wire->out_bits + 7) / 8, sent,
                 spi_sent_bytes(wire, lines));
    spi_sample(spi->answer, wire, sent, lines, dead);
}

static uint64_t clock_hz(const struct spi *spi, uint32_t command, uint32_t bus_hz)
{
    if (command == SPI_USR && spi->manners && spi->manners->stuck_divider)
        return bus_hz;
    return spi_clock_hz(spi->model, command, spi->registers, bus_hz);
}

static void watch_asking(struct spi *spi, uint64_t now_ns)
{
    bool asks = spi->wire.out_bits == 8 && spi->wire.out[0] == READ_STATUS &&
                nor_busy(spi->nor, spi->done_ns);

    spi->asked = asks && now_ns < spi->asked_ns + ASKING_NS ? spi->asked + 1 : 0;
    spi->asked_ns = now_ns;
}

uint64_t spi_asks_until(const struct spi *spi)
{
    return spi->asked < ASKING ? 0 : nor_idle_at(spi->nor, spi->done_ns);
}

void spi_skipped(struct spi *spi, uint64_t now_ns)
{
    spi->asked_ns = now_ns;
}

static void start(struct spi *spi, uint32_t command, uint64_t now_ns, uint32_t bus_hz)
{
    uint64_t hz = clock_hz(spi, command, bus_hz);
    struct spi_wire *wire = &spi->wire;

    spi_compose(wire, spi->model, command, spi->registers);
    spi->command = command;
    spi->done_ns = now_ns + (wire->clocks * UINT64_C(1000000000) + hz - 1) / hz;
    watch_asking(spi, now_ns);
    memset(spi->answer, 0xff, sizeof spi->answer);
    if (spi->connected)
        transfer(spi);
    if (reads_late(spi, command))
        shift_answer(spi);
}

uint32_t spi_load(struct spi *spi, uint32_t offset, uint64_t now_ns)
{
    settle(spi, now_ns);
    offset = spi_register_of(spi->model, offset);
    if (offset == SPI_CMD)
        return spi->command;
    if (offset == SPI_EXT2)
        return spi->command ? 1 : 0;
    return spi->registers[offset / 4 % SPI_REGISTERS];
}

void spi_store(struct spi *spi, uint32_t offset, uint32_t value, uint64_t now_ns, uint32_t bus_hz)
{
    uint32_t command = wanted_command(value);

    settle(spi, now_ns);
    offset = spi_register_of(spi->model, offset);
    if (offset != SPI_CMD)
        spi->registers[offset / 4 % SPI_REGISTERS] = value;
    else if (command && spi->command == 0)
        start(spi, command, now_ns, bus_hz);
}
