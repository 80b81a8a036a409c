/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state and the array of the NOR flash model, which its parts share.
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

/* The operation that keeps the chip busy.  The array already holds the outcome.  The
 * operation keeps the old contents for a power cut. */
struct nor_operation {
    enum nor_operation_kind kind;
    uint64_t start_ns, end_ns;
    uint32_t address, length;
    uint32_t first, count; /* for a program: the range of bytes in the page */
    uint8_t *old;
    uint8_t old_status[NOR_STATUS_REGISTERS];
};

/* One command as the chip received it. */
struct nor_request {
    uint64_t now_ns;
    uint8_t opcode;
    uint32_t address;    /* an address inside the chip */
    const uint8_t *data; /* the bytes after opcode, address and dummy bytes */
    size_t data_size;
    uint8_t *in; /* filled with 0xff before the command runs */
    size_t in_size;
};

struct nor {
    struct nor_config config; /* with size and jedec_id filled in */
    uint8_t *bytes;
    uint8_t status[NOR_STATUS_REGISTERS];     /* the values that act now */
    uint8_t nonvolatile[NOR_STATUS_REGISTERS]; /* the values that power-on sets */
    bool write_enabled;
    uint64_t write_shows_ns; /* the time from which the status shows the latch */
    uint32_t write_enables;  /* how many 06h came */
    bool volatile_enabled; /* 50h was the last command */
    bool reset_enabled;    /* 66h was the last command */
    bool powered_down;
    bool four_byte_addresses;
    bool quad_interface; /* ignores commands on one line */
    uint8_t last_in;     /* the last byte that the chip drove onto the line */
    struct nor_operation operation;
    uint8_t *weak;         /* the weak bits of each byte; NULL: no weak bits so far */
    uint64_t weak_ns;      /* the time from which weak bits show */
    uint64_t weak_reads;   /* reads of weak bytes */
    uint32_t last_page; /* address of the last page programmed */
    uint32_t id_answers; /* how many 9Fh came */
    struct nor_stats stats;
};

/* nor_times.c: the duration of an operation, or of its part. */
enum nor_time {
    NOR_TIME_FIRST_BYTE, /* of a program */
    NOR_TIME_NEXT_BYTE,
    NOR_TIME_SECTOR,
    NOR_TIME_BLOCK32,
    NOR_TIME_BLOCK64,
    NOR_TIME_4MB, /* the erase of a whole chip of this size */
    NOR_TIME_STATUS,
};
uint64_t nor_time_ns(const struct nor *nor, enum nor_time what);

/* Ends the operation if its time is over. */
void nor_settle(struct nor *nor, uint64_t now_ns);
/* Makes the chip busy for this time.  A fast chip does not become busy. */
void nor_begin(struct nor *nor, enum nor_operation_kind kind, uint64_t now_ns,
               uint64_t duration_ns);

/* nor_command.c: counts a command that a real chip would ignore or garble. */
void nor_violation(struct nor *nor, const struct nor_request *request, const char *what);

/* nor_command.c: true if three bytes of address are not enough; true if the chip has commands
 * for changes with four of them. */
bool nor_is_large(const struct nor *nor);
bool nor_takes_four_bytes(const struct nor *nor);

/* nor_sfdp.c */
void nor_run_sfdp(struct nor *nor, const struct nor_request *request);

/* nor_status.c: the commands for status and write enable. */
void nor_run_write_enable(struct nor *nor, const struct nor_request *request);
void nor_run_write_disable(struct nor *nor, const struct nor_request *request);
void nor_run_volatile_enable(struct nor *nor, const struct nor_request *request);
void nor_run_read_status(struct nor *nor, const struct nor_request *request);
void nor_run_write_status(struct nor *nor, const struct nor_request *request);
/* Restores all that power-on restores. */
void nor_power_up_status(struct nor *nor);

/* True if the block-protect bits cover any byte of the range. */
bool nor_is_protected(const struct nor *nor, uint32_t address, uint32_t length);

/* nor_weak.c.  Call when a program of this page wanted these 256 bytes (FF where it wanted
 * nothing).  nor->operation holds the page's old contents. */
void nor_weaken(struct nor *nor, uint32_t page, const uint8_t *wanted, uint64_t now_ns);
/* An erase of the range removes its weak bits. */
void nor_strengthen(struct nor *nor, uint32_t address, uint32_t length);
uint8_t nor_read_byte(struct nor *nor, uint32_t address, uint64_t now_ns);
/* The weak bits are lost in the array. */
void nor_let_go(struct nor *nor);

/* Makes the range blank at once. */
void nor_blank(struct nor *nor, uint32_t address, uint32_t length);

/* Erase and program in the array.  address must be inside the chip, and the range aligned
 * to its length.  Data beyond a page replaces what the page buffer got earlier. */
void nor_erase(struct nor *nor, uint32_t address, uint32_t length, uint64_t now_ns,
               uint64_t duration_ns);
void nor_program(struct nor *nor, uint32_t address, const uint8_t *data, size_t size,
                 uint64_t now_ns);

#endif
