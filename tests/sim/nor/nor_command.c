/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip's commands: the effect of each command, and its conditions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: Winbond W25Q32FV data sheet, "Instructions"; W25Q256FV and W25Q256JV for the
 * commands with four bytes of address.
 */
#include "sim/nor/nor_internal.h"

#include <stdio.h>
#include <string.h>

enum { ID_BITS = 24 };

enum {
    ADDRESS = 1 << 0,     /* an address follows the opcode */
    TAKES_DATA = 1 << 1,  /* data bytes may follow the opcode and the address */
    WHILE_BUSY = 1 << 2,  /* the chip answers it while busy */
    NEEDS_WEL = 1 << 3,   /* write enable must have been sent */
    NEEDS_QUAD = 1 << 4,  /* the quad enable bit must be set */
    PLAIN_ADDRESS = 1 << 5, /* 3 bytes, not wrapped at the chip's size */
    FAR_ADDRESS = 1 << 6, /* 4 bytes; only a chip of more than 16 MB knows the command */
    DUAL = 1 << 7,        /* the answer comes on two lines */
};

struct command {
    uint8_t opcode;
    uint8_t dummy_bytes;
    unsigned flags;
    void (*run)(struct nor *nor, const struct nor_request *request);
};

void nor_violation(struct nor *nor, const struct nor_request *request, const char *what)
{
    nor->stats.violations++;
    snprintf(nor->stats.last_violation, sizeof nor->stats.last_violation, "%02xh at 0x%06x: %s",
             request->opcode, (unsigned)request->address, what);
}

static void run_read(struct nor *nor, const struct nor_request *request)
{
    /* the host clocked the bytes after the header while data was already coming */
    uint64_t first = request->address + request->data_size;

    for (size_t i = 0; i < request->in_size; i++)
        request->in[i] =
            nor_read_byte(nor, (uint32_t)((first + i) % nor->config.size), request->now_ns);
    nor->stats.bytes_read += request->in_size;
}

static void run_program(struct nor *nor, const struct nor_request *request)
{
    uint32_t page = request->address & ~(uint32_t)(NOR_PAGE - 1);

    if (request->data_size == 0)
        nor_violation(nor, request, "program without data");
    else if (nor_is_protected(nor, page, NOR_PAGE))
        nor_violation(nor, request, "program of a protected area");
    else
        nor_program(nor, request->address, request->data, request->data_size, request->now_ns);
}

static void erase_unit(struct nor *nor, const struct nor_request *request, uint32_t unit,
                       uint64_t duration_ns, uint64_t *counter)
{
    uint32_t length = unit < nor->config.size ? unit : nor->config.size;
    uint32_t address = request->address & ~(length - 1);

    if (nor_is_protected(nor, address, length)) {
        nor_violation(nor, request, "erase of a protected area");
        return;
    }
    (*counter)++;
    nor_erase(nor, address, length, request->now_ns, duration_ns);
}

static void run_erase_sector(struct nor *nor, const struct nor_request *request)
{
    erase_unit(nor, request, NOR_SECTOR, nor_time_ns(nor, NOR_TIME_SECTOR),
               &nor->stats.sector_erases);
}

static void run_erase_block32(struct nor *nor, const struct nor_request *request)
{
    erase_unit(nor, request, NOR_BLOCK32, nor_time_ns(nor, NOR_TIME_BLOCK32),
               &nor->stats.block32_erases);
}

static void run_erase_block64(struct nor *nor, const struct nor_request *request)
{
    struct nor_request at = *request;
    uint32_t unit = nor->config.block_erase == NOR_ERASES_LESS ? NOR_BLOCK32 : NOR_BLOCK64;
    uint32_t behind = (request->address / NOR_BLOCK64 + 1) * NOR_BLOCK64 % nor->config.size;

    if (nor->config.block_erase == NOR_ERASES_OTHER)
        at.address = behind;
    erase_unit(nor, &at, unit, nor_time_ns(nor, NOR_TIME_BLOCK64), &nor->stats.block64_erases);
    if (nor->config.block_erase == NOR_ERASES_MORE)
        nor_blank(nor, behind, NOR_BLOCK32);
}

static void run_erase_chip(struct nor *nor, const struct nor_request *request)
{
    uint64_t duration = nor_time_ns(nor, NOR_TIME_4MB) * (nor->config.size / NOR_SECTOR) / 1024;

    erase_unit(nor, request, nor->config.size, duration, &nor->stats.chip_erases);
}

static void run_jedec_id(struct nor *nor, const struct nor_request *request)
{
    uint32_t id = nor->config.id_is_zero ? 0 : nor->config.jedec_id;

    if (nor->config.id_changes && ++nor->id_answers % nor->config.id_changes == 0)
        id ^= 1u << nor->id_answers / nor->config.id_changes % ID_BITS;
    for (size_t i = 0; i < request->in_size && i < 3; i++)
        request->in[i] = (uint8_t)(id >> (8 * i));
}

/* The old one-byte ID: the capacity byte minus one (0x15 for 4 MB). */
static uint8_t device_id(const struct nor *nor)
{
    return (uint8_t)((nor->config.jedec_id >> 16) - 1);
}

static void run_manufacturer_device(struct nor *nor, const struct nor_request *request)
{
    for (size_t i = 0; i < request->in_size; i++) {
        bool device = (i + request->data_size + request->address) & 1;

        request->in[i] = device ? device_id(nor) : (uint8_t)nor->config.jedec_id;
    }
}

static void run_release_power_down(struct nor *nor, const struct nor_request *request)
{
    nor->powered_down = false;
    for (size_t i = 0; i < request->in_size; i++)
        if (i + request->data_size >= 3) /* after three dummy bytes */
            request->in[i] = device_id(nor);
}

static void run_unique_id(struct nor *nor, const struct nor_request *request)
{
    for (size_t i = 0; i < request->in_size && i < 8; i++)
        request->in[i] = (uint8_t)(0xd1 + 0x1d * i + nor->config.size / NOR_SECTOR);
}

static void run_reset_enable(struct nor *nor, const struct nor_request *request)
{
    (void)request;
    nor->reset_enabled = true;
}

static void run_power_down(struct nor *nor, const struct nor_request *request)
{
    (void)request;
    nor->powered_down = true;
}

bool nor_is_large(const struct nor *nor)
{
    return nor->config.size > 0x1000000;
}

bool nor_takes_four_bytes(const struct nor *nor)
{
    return nor_is_large(nor) && !nor->config.no_four_bytes;
}

/* Only chips of more than 16 MB know this command. */
static void run_address_mode(struct nor *nor, const struct nor_request *request)
{
    if (nor_is_large(nor))
        nor->four_byte_addresses = request->opcode == 0xb7;
    else
        nor_violation(nor, request, "unknown command");
}

/* A reset stops the current operation, just as a power cut does. */
static void run_reset(struct nor *nor, const struct nor_request *request)
{
    if (nor->reset_enabled)
        nor_power_cut(nor, request->now_ns);
    else
        nor_violation(nor, request, "reset without reset enable");
}

/* The command that switches back.  The host sends it on four lines. */
static void run_leave_quad_interface(struct nor *nor, const struct nor_request *request)
{
    (void)request;
    nor->quad_interface = false;
}

static const struct command commands[] = {
    {0x03, 0, ADDRESS | TAKES_DATA, run_read},
    {0x0b, 1, ADDRESS | TAKES_DATA, run_read},
    {0x3b, 1, ADDRESS | TAKES_DATA | DUAL, run_read},
    {0x13, 0, ADDRESS | TAKES_DATA | FAR_ADDRESS, run_read},
    {0x0c, 1, ADDRESS | TAKES_DATA | FAR_ADDRESS, run_read},
    {0x3c, 1, ADDRESS | TAKES_DATA | FAR_ADDRESS | DUAL, run_read},
    {0x6b, 1, ADDRESS | TAKES_DATA | NEEDS_QUAD, run_read},
    {0xbb, 1, ADDRESS | TAKES_DATA, run_read},
    {0xeb, 3, ADDRESS | TAKES_DATA | NEEDS_QUAD, run_read},
    {0x02, 0, ADDRESS | TAKES_DATA | NEEDS_WEL, run_program},
    {0x12, 0, ADDRESS | TAKES_DATA | NEEDS_WEL | FAR_ADDRESS, run_program},
    {0x32, 0, ADDRESS | TAKES_DATA | NEEDS_WEL | NEEDS_QUAD, run_program},
    {0x20, 0, ADDRESS | NEEDS_WEL, run_erase_sector},
    {0x21, 0, ADDRESS | NEEDS_WEL | FAR_ADDRESS, run_erase_sector},
    {0x52, 0, ADDRESS | NEEDS_WEL, run_erase_block32},
    {0xd8, 0, ADDRESS | NEEDS_WEL, run_erase_block64},
    {0xdc, 0, ADDRESS | NEEDS_WEL | FAR_ADDRESS, run_erase_block64},
    {0xc7, 0, NEEDS_WEL, run_erase_chip},
    {0x60, 0, NEEDS_WEL, run_erase_chip},
    {0x06, 0, 0, nor_run_write_enable},
    {0x04, 0, 0, nor_run_write_disable},
    {0x50, 0, 0, nor_run_volatile_enable},
    {0x05, 0, TAKES_DATA | WHILE_BUSY, nor_run_read_status},
    {0x35, 0, TAKES_DATA | WHILE_BUSY, nor_run_read_status},
    {0x15, 0, TAKES_DATA | WHILE_BUSY, nor_run_read_status},
    {0x01, 0, TAKES_DATA | NEEDS_WEL, nor_run_write_status},
    {0x31, 0, TAKES_DATA | NEEDS_WEL, nor_run_write_status},
    {0x11, 0, TAKES_DATA | NEEDS_WEL, nor_run_write_status},
    {0x9f, 0, 0, run_jedec_id},
    {0x90, 0, ADDRESS | PLAIN_ADDRESS | TAKES_DATA, run_manufacturer_device},
    {0xab, 0, TAKES_DATA, run_release_power_down},
    {0x4b, 4, 0, run_unique_id},
    {0x5a, 1, ADDRESS | PLAIN_ADDRESS | TAKES_DATA, nor_run_sfdp},
    {0x66, 0, WHILE_BUSY, run_reset_enable},
    {0x99, 0, WHILE_BUSY, run_reset},
    {0xb9, 0, 0, run_power_down},
    {0xb7, 0, 0, run_address_mode},
    {0xe9, 0, 0, run_address_mode},
    {0xf5, 0, 0, run_leave_quad_interface},
};

static const struct command *find_command(uint8_t opcode)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (commands[i].opcode == opcode)
            return &commands[i];
    return NULL;
}

static size_t address_bytes_of(const struct nor *nor, const struct command *command)
{
    if (!(command->flags & ADDRESS))
        return 0;
    if (command->flags & FAR_ADDRESS)
        return 4;
    return nor->four_byte_addresses && !(command->flags & PLAIN_ADDRESS) ? 4 : 3;
}

/* Parses address and dummy bytes.  Returns false if some of them are missing. */
static bool parse(const struct nor *nor, const struct command *command, struct nor_request *request)
{
    size_t address_bytes = address_bytes_of(nor, command);
    size_t header = address_bytes + command->dummy_bytes;

    if (request->data_size < header)
        return false;
    for (size_t i = 0; i < address_bytes; i++)
        request->address = request->address << 8 | request->data[i];
    if (!(command->flags & PLAIN_ADDRESS))
        request->address %= nor->config.size;
    request->data += header;
    request->data_size -= header;
    return true;
}

/* True for chips that switch to four lines on 35h: Macronix (MX25L data sheets: EQIO), ISSI
 * (IS25LP: QPIEN), and Micron's MT25Q (enter quad mode), whose ID is 20h BAh or 20h BBh. */
static bool has_quad_interface(const struct nor *nor)
{
    uint8_t maker = (uint8_t)nor->config.jedec_id, type = (uint8_t)(nor->config.jedec_id >> 8);

    return maker == 0xc2 || maker == 0x9d || (maker == 0x20 && (type == 0xba || type == 0xbb));
}

/* True if other chips know the command, but not this one. */
static bool lacks(const struct nor *nor, const struct command *command)
{
    const struct nor_config *config = &nor->config;

    if (command->flags & FAR_ADDRESS && !nor_is_large(nor))
        return true;
    if (command->flags & FAR_ADDRESS && command->flags & NEEDS_WEL && config->no_four_bytes)
        return true;
    return (config->no_dual && command->flags & DUAL) ||
           (config->no_volatile_status && command->run == nor_run_volatile_enable);
}

/* The reason why the chip would ignore the command, or NULL. */
static const char *refusal(struct nor *nor, const struct command *command,
                           const struct nor_request *request, bool complete)
{
    bool status_write = command && command->run == nor_run_write_status;

    if (nor->quad_interface && request->opcode != 0xf5)
        return "it listens to four lines";
    if (!command || lacks(nor, command) || (request->opcode == 0xf5 && !nor->quad_interface))
        return "unknown command";
    if (request->opcode == 0x35 && has_quad_interface(nor)) {
        nor->quad_interface = true;
        return "from now on four lines"; /* no master in this simulator talks on four lines */
    }
    if (nor->operation.kind != NOR_IDLE && !(command->flags & WHILE_BUSY))
        return "command while busy";
    if (nor->powered_down && command->run != run_release_power_down)
        return "command in power-down";
    if (!complete)
        return "address or dummy bytes missing";
    if (request->data_size > 0 && !(command->flags & TAKES_DATA))
        return "more bytes than the command has";
    if ((command->flags & NEEDS_WEL) && !nor->write_enabled &&
        !(status_write && nor->volatile_enabled))
        return "no write enable";
    if ((command->flags & NEEDS_QUAD) && !(nor->status[1] & NOR_SR2_QE))
        return "quad command without quad enable";
    return NULL;
}

unsigned nor_lines(uint8_t opcode)
{
    if (opcode == 0x6b || opcode == 0xeb)
        return 4;
    return opcode == 0x3b || opcode == 0x3c || opcode == 0xbb ? 2 : 1;
}

void nor_transfer(struct nor *nor, uint64_t now_ns, const uint8_t *out, size_t out_size,
                  uint8_t *in, size_t in_size)
{
    struct nor_request request = {.now_ns = now_ns, .in = in, .in_size = in_size};
    const struct command *command;
    const char *problem;
    bool complete;
    bool dead = nor->config.dies && nor->stats.bytes_read >= nor->config.dies_after;

    if (in_size > 0) /* no chip drives the line */
        memset(in, dead && nor->config.dead_low ? 0 : 0xff, in_size);
    if (out_size == 0 || dead)
        return;
    nor_settle(nor, now_ns);
    request.opcode = out[0];
    request.data = out + 1;
    request.data_size = out_size - 1;
    command = find_command(out[0]);
    complete = command && parse(nor, command, &request);
    problem = refusal(nor, command, &request, complete);
    if (problem)
        nor_violation(nor, &request, problem);
    else
        command->run(nor, &request);
    /* both hold for the next command only */
    if (out[0] != 0x50)
        nor->volatile_enabled = false;
    if (out[0] != 0x66)
        nor->reset_enabled = false;
    if (in_size > 0)
        nor->last_in = in[in_size - 1];
}
