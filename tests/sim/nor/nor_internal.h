/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the NOR flash model share: its state and its array.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_NOR_NOR_INTERNAL_H
#define SIM_NOR_NOR_INTERNAL_H

#include "sim/nor/nor_chip.h"

enum { NOR_PAGE = 256, NOR_SECTOR = 0x1000, NOR_BLOCK32 = 0x8000, NOR_BLOCK64 = 0x10000 };

/* Status register bits, W25Q32FV data sheet section "Status Registers". */
enum {
    NOR_SR1_WIP = 0x01,
    NOR_SR1_WEL = 0x02,
    NOR_SR1_BP = 0x1c,
    NOR_SR1_BP_SHIFT = 2,
    NOR_SR1_TB = 0x20,
    NOR_SR1_SEC = 0x40,
    NOR_SR1_WRITABLE = 0xfc,
    NOR_SR2_QE = 0x02,
    NOR_SR2_CMP = 0x40,
    NOR_SR2_WRITABLE = 0x7b,
    NOR_SR3_DRIVE = 0x60,
    NOR_SR3_WRITABLE = 0xe0,
};

enum nor_operation_kind { NOR_IDLE, NOR_PROGRAM, NOR_ERASE, NOR_STATUS_WRITE };

/* What the chip is busy with.  The array already holds the outcome; the old
 * contents are kept for a power cut. */
struct nor_operation {
    enum nor_operation_kind kind;
    uint64_t start_ns, end_ns;
    uint32_t address, length;
    uint32_t first, count; /* of a program: the bytes of the page that it is about */
    uint8_t *old;
    uint8_t old_status[NOR_STATUS_REGISTERS];
};

/* One command as it came. */
struct nor_request {
    uint64_t now_ns;
    uint8_t opcode;
    uint32_t address;    /* inside the chip */
    const uint8_t *data; /* what followed opcode, address and dummy bytes */
    size_t data_size;
    uint8_t *in; /* filled with 0xff beforehand */
    size_t in_size;
};

struct nor {
    struct nor_config config; /* size and jedec_id filled in */
    uint8_t *bytes;
    uint8_t status[NOR_STATUS_REGISTERS];     /* as they act now */
    uint8_t nonvolatile[NOR_STATUS_REGISTERS]; /* as power-on brings them */
    bool write_enabled;
    uint64_t write_shows_ns; /* from when on it can be read */
    uint32_t write_enables;  /* that came */
    bool volatile_enabled; /* 50h was the last command */
    bool reset_enabled;    /* 66h was the last command */
    bool powered_down;
    bool four_byte_addresses;
    bool quad_interface; /* deaf to commands on one line */
    uint8_t last_in;     /* the last byte that it drove onto the line */
    struct nor_operation operation;
    uint8_t *weak;         /* by byte of the array: its weak bits; NULL: none so far */
    uint64_t weak_ns;      /* from when on they show */
    uint64_t weak_reads;   /* of such bytes */
    uint32_t last_page; /* programmed, by its address */
    struct nor_stats stats;
};

/* Ends the operation when its time is over. */
void nor_settle(struct nor *nor, uint64_t now_ns);
/* Becomes busy for so long (not at all when the chip is a fast one). */
void nor_begin(struct nor *nor, enum nor_operation_kind kind, uint64_t now_ns,
               uint64_t duration_ns);

/* nor_command.c: counts a command that a real chip would ignore or garble. */
void nor_violation(struct nor *nor, const struct nor_request *request, const char *what);

/* nor_status.c: its commands. */
void nor_run_write_enable(struct nor *nor, const struct nor_request *request);
void nor_run_write_disable(struct nor *nor, const struct nor_request *request);
void nor_run_volatile_enable(struct nor *nor, const struct nor_request *request);
void nor_run_read_status(struct nor *nor, const struct nor_request *request);
void nor_run_write_status(struct nor *nor, const struct nor_request *request);
/* All that power-on brings back. */
void nor_power_up_status(struct nor *nor);

/* True when the block-protect bits cover any byte of the range. */
bool nor_is_protected(const struct nor *nor, uint32_t address, uint32_t length);

/* nor_weak.c.  A program of that page wanted these 256 bytes, FF where nothing; what the
 * page was before is in nor->operation. */
void nor_weaken(struct nor *nor, uint32_t page, const uint8_t *wanted, uint64_t now_ns);
/* An erase of the range makes good cells of them again. */
void nor_strengthen(struct nor *nor, uint32_t address, uint32_t length);
uint8_t nor_read_byte(struct nor *nor, uint32_t address, uint64_t now_ns);
/* The weak bits are lost. */
void nor_let_go(struct nor *nor);

/* Blank at once. */
void nor_blank(struct nor *nor, uint32_t address, uint32_t length);

/* The array's side of erase and program: address is inside the chip, a range
 * is aligned to its length, data replaces what the page buffer got earlier. */
void nor_erase(struct nor *nor, uint32_t address, uint32_t length, uint64_t now_ns,
               uint64_t duration_ns);
void nor_program(struct nor *nor, uint32_t address, const uint8_t *data, size_t size,
                 uint64_t now_ns);

#endif
