/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serial NOR flash chip, simulated command by command, with its contents in a file.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Winbond W25Q32FV data sheet (commands, status register, page wrap, busy times).
 * All times are virtual, in nanoseconds, and come from the caller.
 */
#ifndef SIM_NOR_NOR_CHIP_H
#define SIM_NOR_NOR_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nor;

enum { NOR_STATUS_REGISTERS = 3 };

/* The answer to 35h.  A chip with a second status register answers with that register. */
enum nor_second {
    NOR_SECOND_THERE,
    NOR_SECOND_ONES,  /* the line floats high */
    NOR_SECOND_ZEROS, /* the line floats low */
    NOR_SECOND_FIRST, /* the first register again */
    NOR_SECOND_LAST,  /* the line keeps the last byte that was on it */
};

/* The range that D8h erases.  Chips with boot sectors at the bottom and SST's chips have
 * blocks of other sizes (own knowledge of data sheets). */
enum nor_block_erase {
    NOR_ERASES_64K,
    NOR_ERASES_LESS, /* the 32 KB with the address */
    NOR_ERASES_MORE, /* also the 32 KB behind the block */
    NOR_ERASES_OTHER, /* the next block instead */
};

struct nor_config {
    const char *path;  /* file with the contents, created blank (0xff) if it is missing; NULL:
                        * memory only */
    uint32_t size;     /* bytes, a power of two; 0: the size of the file */
    uint32_t jedec_id; /* byte 0 manufacturer, 1 type, 2 capacity, as RDID sends them; 0: 0xef,
                        * 0x40 and the capacity byte for size */
    bool fast;         /* no busy times */
    bool no_volatile_status; /* does not know 50h, like many chips */
    bool short_status_clears; /* 01h with one byte clears the second register, as in the
                               * W25Q32BV */
    bool status_by_byte; /* 01h with two bytes is ignored, as in the GD25Q32C, which has 31h
                          * for the second register */
    bool status_locked; /* locked after the first status write, as by /WP with SRP set */
    uint8_t status[NOR_STATUS_REGISTERS]; /* first values of the non-volatile registers */
    /* odd behaviour, set by the words of --flash-manners; nor_status.c has the sources */
    bool status_by_pair;  /* 01h with one byte is ignored */
    bool wel_stuck;       /* write enable stays set after a status write */
    unsigned second;      /* enum nor_second */
    bool complement;      /* CMP is set at first */
    bool volatile_clears_third; /* a volatile 01h clears the drive strength, as in XMC's chips;
                                 * the drive strength is at its highest at first */
    uint32_t late_wel_us; /* the status shows the latch of 06h this late; the latch acts at
                           * once */
    uint32_t lost_wel;    /* every lost_wel-th 06h is ignored; 0: no 06h is ignored */
    uint32_t drops_from;  /* KiB: programs from there on have no effect, as in a chip whose
                           * upper part is broken; 0: none are dropped */
    uint32_t slowness;    /* erases, programs and status writes take this many times the
                           * typical time; 0: as 1.  An MX25R takes 3.5 s for a block in its
                           * low-power mode (data sheet, maximum), which is 24. */
    bool longest;         /* operations take the maximum times of the data sheet: nor_times.c */
    bool id_is_zero;      /* 9Fh reads zeros, and all else works */
    uint32_t id_changes;  /* every id_changes-th answer to 9Fh has another wrong bit, as with a
                           * bad contact; 0: none */
    unsigned block_erase; /* enum nor_block_erase: the effect of D8h */
    bool weak_overwrite;  /* a byte that is programmed twice leaves its page with weak bits:
                           * right for 0.25 s, then different at each read, and lost in the
                           * file; nor_weak.c */
    bool no_four_bytes;   /* a chip of more than 16 MB whose commands with four bytes of address
                           * only read, as in the W25Q256FV; nor_sfdp.c */
    bool no_dual;         /* does not know 3Bh */
    bool asleep; /* is in power-down from power-on until ABh, as the chip's deep sleep leaves
                  * it */
    /* faults */
    bool dies;             /* after dies_after bytes were read, the flash drives the */
    uint64_t dies_after;   /* line no more: reads give all ones or, with dead_low, all */
    bool dead_low;         /* zeros */
    bool has_stuck_bit;
    uint32_t stuck_address; /* this bit never changes from 0 to 1 (or, with */
    unsigned stuck_bit;     /* stuck_at_one, from 1 to 0) */
    bool stuck_at_one;
};

/* Counts since power-on.  Violations are commands that a real chip would ignore or
 * garble. */
struct nor_stats {
    uint64_t bytes_read;
    uint64_t page_programs;       /* program commands */
    uint64_t pages_programmed;    /* programs to another page than the program before */
    uint64_t bytes_programmed;
    uint64_t sector_erases, block32_erases, block64_erases, chip_erases;
    uint64_t status_writes;       /* writes to the non-volatile status register */
    uint64_t status_changes;      /* status writes that changed a value */
    uint64_t busy_ns;             /* time spent busy */
    uint64_t bits_set_attempted;  /* bits that a program tried to change from 0 to 1 */
    uint64_t weak_bits;           /* weak bits that programs left */
    uint64_t violations;          /* commands while busy, without write enable, or unknown */
    char last_violation[96];
};

/* Returns NULL and sets errno if the file cannot be used. */
struct nor *nor_open(const struct nor_config *config);
/* Writes everything back and closes the file.  nor may be NULL. */
void nor_close(struct nor *nor);

/* One transaction: chip select goes low, the bytes of out follow (command, address, dummy
 * bytes, data), then in_size bytes are read, and chip select goes high.  now_ns: the time
 * at the end.  Commands: 03 0b 3b 6b bb eb reads (each line width looks the same here:
 * dummy bytes are in out; see nor_lines()), 02 32 program, 20 sector, 52 32 KB block, d8 64 KB block, c7/60
 * chip erase, 06/04/50 write enable/disable/volatile, 05/35/15 and 01/31/11 status
 * registers, 9f JEDEC ID, 90 and ab IDs, 4b unique ID, 5a SFDP, 66 99 reset, b9 ab
 * power-down, b7 e9 addresses; with four bytes of address 13 0c 3c reads, 12 program, 21
 * sector, dc 64 KB block. */
void nor_transfer(struct nor *nor, uint64_t now_ns, const uint8_t *out, size_t out_size,
                  uint8_t *in, size_t in_size);

/* The number of lines on which the chip answers a command: 1, 2 or 4. */
unsigned nor_lines(uint8_t opcode);

/* True while an erase, a program or a status write goes on. */
bool nor_busy(struct nor *nor, uint64_t now_ns);
/* The end of the current operation; now_ns if the chip is idle. */
uint64_t nor_idle_at(struct nor *nor, uint64_t now_ns);

/* The power fails now.  An operation that goes on stops where it is: an erase leaves the
 * sector partly erased, a program has written part of its bytes.  Volatile state and write
 * enable are lost. */
void nor_power_cut(struct nor *nor, uint64_t now_ns);

/* The contents, for the cache-mapped window and for tests. */
const uint8_t *nor_bytes(const struct nor *nor);
uint32_t nor_size(const struct nor *nor);
uint32_t nor_jedec_id(const struct nor *nor);
/* The status registers as they act now, and as the next power-on will set them.  Both
 * arrays have NOR_STATUS_REGISTERS bytes. */
void nor_get_status(const struct nor *nor, uint8_t *now, uint8_t *lasting);
const struct nor_stats *nor_get_stats(const struct nor *nor);

#endif
