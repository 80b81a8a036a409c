/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families of chips, one row for each.  The differences between families are data or
 * function pointers in the row; no other code asks to which family a chip belongs.  The
 * chips of one family differ only in name and features, which their fuses tell.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_FAMILY_H
#define ESP_CHIP_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "esp/chip/spicmd.h"
#include "esp/rom/romcmd.h"
#include "esp/rom/security.h"
#include "esp/rom/watchdogs.h"
#include "esp/rom/wholereset.h"
#include "esp/wire/command.h"

struct esp_flash_ops; /* esp/flash/ops.h */
struct later_chip;    /* esp/chip/later/later.h */

enum { ESP_IDENTITY_WORDS = 11 };

/* How a chip checks the signature of what it starts. */
enum esp_secure_boot { ESP_SECURE_BOOT_OFF, ESP_SECURE_BOOT_V1, ESP_SECURE_BOOT_V2 };

/* What the fuses say about a chip. */
struct esp_identity {
    uint32_t words[ESP_IDENTITY_WORDS]; /* the fuses, which differ from chip to chip; 0 in
                                         * words that the family does not have */
    char name[24];     /* "ESP8266EX" */
    char features[96]; /* comma-separated */
    char revision[8];  /* "3.1"; empty if the family's chips do not tell it */
    unsigned revision_number; /* the same as 100 * major + minor: 301 */
    uint8_t mac[6];
    bool has_mac;
    uint8_t custom_mac[6]; /* that the board's maker gave it, beside mac */
    bool has_custom_mac;
    uint8_t eui64[8]; /* the address for IEEE 802.15.4 */
    bool has_eui64;
    char flash_voltage[4]; /* "1.8", "3.3", "off": chosen by fuses, or not the usual voltage;
                            * or empty */
    char voltage_reason[64]; /* if flash_voltage is unusual, why: "GPIO12 was ..." */
    char flash_pads[16];   /* the pins of the flash if they are not the usual pins, in the order
                            * CLK, Q, D, CS, HD: "6,17,8,16,11"; or empty */
    bool flash_is_octal;   /* by the fuses, the flash has eight data lines */
    char disabled[64];     /* what fuses have switched off, comma-separated; or empty */
    bool flash_encrypted; /* the chip decrypts what it reads from its flash */
    enum esp_secure_boot secure_boot;
    char remark[256];  /* what the user should know, for example about a damaged fuse; or
                        * empty */
};

/* One of our programs for the chip: the bytes to load and run. */
struct esp_program {
    const uint8_t *code;
    const size_t *size;   /* bytes */
    uint32_t address;     /* where the program is loaded */
    uint32_t entry;
    uint32_t room;        /* bytes of memory from that address on */
};

/* Addresses from "start" up to, not including, "end". */
struct esp_memory {
    uint32_t start, end;
};

/* How a row was tested. */
enum esp_tested {
    ESP_TESTED_ON_SILICON,
    ESP_TESTED_ON_ROM, /* with the family's real boot ROM, in a simulator */
    ESP_FROM_TABLES,   /* from documents only */
};

struct esp_family {
    /* The name, the ROM's magic, the place in the flash where the ROM looks for the program
     * that it starts, and what images look like. */
    const struct esp_chipfacts *facts;
    enum esp_tested tested;
    const char *source;       /* of the figures below */

    const char *strap;        /* the pin that is low at a reset into download mode */
    uint32_t loader_baud_max; /* above this rate the ROM's loader loses bytes that follow
                               * each other closely */
    struct esp_spi spi;       /* the flash controller */
    struct esp_romcmd_facts romcmd; /* what flash/rom/ must know of the ROM; 0 if rom_flash
                                     * does not use that */
    struct esp_program stub;  /* code is NULL if there is no stub for this family */
    /* The rates above the usual ones that the chip's UART reaches within 1 %, the fastest first,
     * then 0.  NULL: there are none. */
    const uint32_t *fast_bauds;
    bool timed_trials;        /* the stub takes the time of a trial of a rate */
    bool stub_by_crystal;     /* the stub never runs by a PLL */
    uint32_t stub_reach;      /* bytes of flash that the stub can address in a flash that has
                               * the commands for it; 0: not more than the ROM */
    uint32_t foreign_reach;   /* likewise for Espressif's stub */
    unsigned early_before; /* for revisions before this one, 100 * major + minor, esptool has another
                            * stub */
    bool tells_no_number;     /* the loader knows GET_SECURITY_INFO, but does not tell the chip's
                               * number there */
    bool code_needs_open_boot; /* the ROM starts no program that was sent to it if secure boot is
                                * on */
    unsigned code_since; /* the ROM starts programs since this revision: 100 * major + minor */
    /* The memory that the ROM's loader leaves to a program that the user brings: no packets,
     * variables or stack of the ROM are in it.  Ends with a range whose end is 0.  NULL: not
     * known. */
    const struct esp_memory *memory;

    /* How to reset the whole chip where the port's lines do not.  NULL: not known, or the chip has
     * no USB port of its own. */
    const struct esp_wholereset *whole_reset;
    /* The watchdogs that go on while such a port's lines reset the chip's core.  NULL: as above. */
    const struct esp_watchdogs *watchdogs;

    /* Where the fuses of a chip later than the ESP32 have what: chip/later/later.h.  NULL: the
     * family's functions do not use that. */
    const struct later_chip *later;

    int (*read_identity)(const struct esp_family *family, struct esp_link *link,
                         struct esp_identity *identity);
    /* Reads the UART's divisor.  *uart_hz: the clock that the UART divides to get baud;
     * *crystal_hz: the crystal of boards with that clock.  Both in Hz. */
    int (*read_clocks)(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                       uint32_t *uart_hz, uint32_t *crystal_hz);
    /* The clock of the UART in Hz that every board with this chip has; 0 if boards differ.  NULL:
     * they differ. */
    uint32_t (*sole_clock)(const struct esp_family *family);
    /* Connects the flash's pins to the controller, as the ROM does when it boots.  words: those
     * of the identity.  Writes nothing to the flash. */
    int (*connect_flash)(const struct esp_family *family, struct esp_link *link,
                         const uint32_t *words);
    bool connect_first; /* call connect_flash before a program starts that uses the flash */
    /* The pins of the flash as SPI_ATTACH takes them, from the words of the identity.  NULL:
     * always the usual pins. */
    uint32_t (*flash_pads)(const uint32_t *words);
    /* What the flash's controller needs after SPI_ATTACH, which connect_flash includes.  NULL:
     * nothing. */
    int (*enable_flash)(struct esp_link *link, const struct esp_spi *spi);
    /* Has the ROM's loader jump to entry; the contract is that of esp_start_program() in
     * rom/loader.h. */
    int (*start_program)(struct esp_link *link, uint32_t entry);
    /* Sets the ROM's loader and the port to baud.  ESP_ERR_UNSUPPORTED if the rate does not
     * work; the loader and the port are then back at the old rate.  Other errors are those
     * of an upload; ESP_ERR_TIMEOUT also means that the loader answers at neither rate. */
    int (*set_rate)(struct esp_link *link, uint32_t uart_hz, uint32_t baud);
    /* The same by a program of ours, which brings the loader back to the old rate if the new
     * rate does not work.  NULL: there is no such program, or set_rate runs one. */
    int (*try_rate)(struct esp_link *link, uint32_t uart_hz, uint32_t baud);
    bool uart_sixteenths; /* the UART's divisor has a fraction */
    bool rate_by_command; /* set_rate runs no program of ours on the chip */
    /* The flash back-end by the ROM's loader. */
    const struct esp_flash_ops *rom_flash;
};

/* table.c: all families, then NULL. */
extern const struct esp_family *const esp_families[];

/* Asks the loader or stub to which family the chip belongs.  ESP_ERR_CHIP if the table does
 * not have the family.  *secured: the loader is in Secure Download Mode, so the row's functions
 * that read or write registers do not work, and chip/restricted.h has others. */
int esp_family_detect(struct esp_link *link, const struct esp_family **family, bool *secured);

/* The row whose ROM has the magic word, or NULL. */
const struct esp_family *esp_family_find(uint32_t magic);

/* The row of a chip that tells its number, which its images have, too; or NULL. */
const struct esp_family *esp_family_by_id(uint32_t chip_id);

#endif
