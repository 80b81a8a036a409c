/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serial NOR flash chip, command by command, its contents in a file.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Winbond W25Q32FV data sheet (commands, status register, page wrap,
 * busy times).  All times are virtual, in nanoseconds, given by the caller.
 */
#ifndef SIM_NOR_NOR_CHIP_H
#define SIM_NOR_NOR_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nor;

enum { NOR_STATUS_REGISTERS = 3 };

/* What 35h reads, which is the second status register of a chip that has one. */
enum nor_second {
    NOR_SECOND_THERE,
    NOR_SECOND_ONES,  /* the line floats high */
    NOR_SECOND_ZEROS, /* or low */
    NOR_SECOND_FIRST, /* the first register again */
    NOR_SECOND_LAST,  /* the line keeps the byte that was last on it */
};

/* What D8h erases.  Blocks differ in parts with boot sectors at the bottom and in SST's
 * (own knowledge of data sheets). */
enum nor_block_erase {
    NOR_ERASES_64K,
    NOR_ERASES_LESS, /* the 32 KB with the address */
    NOR_ERASES_MORE, /* the 32 KB behind the block, too */
    NOR_ERASES_OTHER, /* the next block in its place */
};

struct nor_config {
    const char *path;  /* file with the contents; created blank (0xff) when it is
                        * missing; NULL: memory only */
    uint32_t size;     /* bytes, a power of two; 0: the file's */
    uint32_t jedec_id; /* byte 0 manufacturer, 1 type, 2 capacity, as RDID sends
                        * them; 0: 0xef, 0x40 and the capacity of size */
    bool fast;         /* no busy times */
    bool no_volatile_status; /* does not know 50h, as many do not */
    bool short_status_clears; /* 01h with one byte clears the second register, as
                               * the W25Q32BV does */
    bool status_by_byte; /* 01h with two bytes is ignored, as by the GD25Q32C, which has
                          * 31h for the second register */
    bool status_locked; /* from the second status write on, as by /WP with SRP set */
    uint8_t status[NOR_STATUS_REGISTERS]; /* that last, at first */
    /* manners, by the words of --flash-manners; nor_status.c has the sources */
    bool status_by_pair;  /* 01h with one byte is ignored */
    bool wel_stuck;       /* write enable stays set after a status write */
    unsigned second;      /* enum nor_second */
    bool complement;      /* CMP is set at first */
    bool volatile_clears_third; /* so does a volatile 01h to the drive strength, as by
                                 * XMC's; it is at its highest at first */
    uint32_t late_wel_us; /* 06h takes so long to show, but counts at once */
    uint32_t lost_wel;    /* each so-manieth 06h is ignored; 0: none */
    uint32_t slowness;    /* erases, programs and status writes take so many times as
                           * long as typical; 0: once.  An MX25R takes 3.5 s for a block
                           * in its low-power mode (data sheet, maximum), which is 24. */
    unsigned block_erase; /* enum nor_block_erase: what D8h does */
    bool weak_overwrite;  /* a byte that is programmed twice leaves its page with weak
                           * bits: right for 0.25 s, then different at each read, and
                           * lost in the file; nor_weak.c */
    bool asleep; /* is in power-down at power-on, until ABh: what a deep sleep of the
                  * chip leaves behind */
    /* faults */
    bool dies;             /* after so many bytes were read nothing drives the line any */
    uint64_t dies_after;   /* more, which then reads as all ones or, with dead_low, all */
    bool dead_low;         /* zeros */
    bool has_stuck_bit;
    uint32_t stuck_address; /* this bit never goes from 0 to 1 (or, with */
    unsigned stuck_bit;     /* stuck_at_one, from 1 to 0) */
    bool stuck_at_one;
};

/* Counts since power-on; violations are commands that a real chip would
 * ignore or garble. */
struct nor_stats {
    uint64_t bytes_read;
    uint64_t page_programs;       /* program commands */
    uint64_t pages_programmed;    /* those to another page than the one before */
    uint64_t bytes_programmed;
    uint64_t sector_erases, block32_erases, block64_erases, chip_erases;
    uint64_t status_writes;       /* to the non-volatile status register */
    uint64_t status_changes;      /* those that made it another */
    uint64_t busy_ns;             /* time spent busy */
    uint64_t bits_set_attempted;  /* bits a program wanted to turn from 0 to 1 */
    uint64_t weak_bits;           /* left by programs */
    uint64_t violations;          /* while busy, without write enable, unknown command */
    char last_violation[96];
};

/* Returns NULL with errno set when the file cannot be used. */
struct nor *nor_open(const struct nor_config *config);
/* Writes everything back and closes; NULL is fine. */
void nor_close(struct nor *nor);

/* One transaction: chip select low, the bytes of out (command, address, dummy
 * bytes, data), then in_size bytes read, chip select high.  now_ns: time when
 * it ends.  Commands: 03 0b 3b 6b bb eb reads (each line width looks the same
 * here: dummy bytes are in out), 02 32 program, 20 sector, 52 32 KB block,
 * d8 64 KB block, c7/60 chip erase, 06/04/50 write enable/disable/volatile,
 * 05/35/15 and 01/31/11 status registers, 9f JEDEC ID, 90 and ab IDs,
 * 4b unique ID, 5a SFDP, 66 99 reset, b9 ab power-down, b7 e9 addresses. */
void nor_transfer(struct nor *nor, uint64_t now_ns, const uint8_t *out, size_t out_size,
                  uint8_t *in, size_t in_size);

/* True while an erase, program or status write goes on. */
bool nor_busy(struct nor *nor, uint64_t now_ns);
/* End of the current operation, or now_ns when idle. */
uint64_t nor_idle_at(struct nor *nor, uint64_t now_ns);

/* Power fails now: an operation under way stops where it is (an erase leaves
 * the sector partly erased, a program part of its bytes); volatile state and
 * write enable are lost. */
void nor_power_cut(struct nor *nor, uint64_t now_ns);

/* The contents, for the cache-mapped window and for tests. */
const uint8_t *nor_bytes(const struct nor *nor);
uint32_t nor_size(const struct nor *nor);
uint32_t nor_jedec_id(const struct nor *nor);
/* Status registers as they act now, and as power-on will bring them back; both of
 * NOR_STATUS_REGISTERS bytes. */
void nor_get_status(const struct nor *nor, uint8_t *now, uint8_t *lasting);
const struct nor_stats *nor_get_stats(const struct nor *nor);

#endif
