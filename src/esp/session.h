/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation with one board, from opening its port to leaving it in a
 * known state.  This is the interface that the programs use.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SESSION_H
#define ESP_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/eta.h"

struct esp_chipfacts; /* base/chipfacts.h */
struct esp_family;    /* esp/chip/family.h */
struct esp_stubfile;  /* esp/foreign/stubfile.h */
struct esp_transport; /* esp/line/transport.h */

/* What answers on the other end. */
enum esp_state {
    ESP_STATE_CLOSED,
    ESP_STATE_OPEN, /* the port is open; no loader or stub has answered yet */
    ESP_STATE_ROM,  /* the boot ROM's download loader */
    ESP_STATE_STUB, /* our stub */
    ESP_STATE_FOREIGN, /* Espressif's stub, which the options brought */
};

/* How to leave the board. */
enum esp_after {
    ESP_AFTER_RUN,  /* reset into the application; if the port has no reset line, the
                     * stub or loader keeps running */
    ESP_AFTER_STAY, /* our stub keeps running at the connect rate */
    ESP_AFTER_BOOTLOADER, /* reset into the ROM's download mode */
};

struct esp_session_options {
    const char *port;         /* as esp_transport_open() takes it */
    uint32_t connect_baud;    /* rate to synchronise at; 0: 115200 */
    uint32_t baud;            /* rate for the bulk of the work; 0: the highest rate
                               * that works */
    const char *reset;        /* esp/line/reset.h: "auto", "classic", "tight", "none" or a
                               * custom sequence; NULL: "auto" */
    uint32_t flash_size;      /* bytes; 0: take the size from the flash's ID */
    bool try_running;         /* a stub may be running already (--after=stay): ask for the
                               * stub before any reset */
    bool no_stub;             /* our stub will not be started */
    const struct esp_stubfile *stub; /* start this stub in place of ours; must outlive the
                                      * session.  NULL: ours */
    const volatile sig_atomic_t *cancel; /* not 0: stop the work; may be NULL */
    void (*notice)(void *ctx, const char *text); /* gets news for the user, for example a
                                                  * lowered rate; may be NULL */
    void (*detail)(void *ctx, const char *text); /* gets what only users want to know who look
                                                  * closely; may be NULL */
    void (*trace)(void *ctx, const char *text); /* gets a line for each frame on the wire; may be
                                                 * NULL */
    bool trace_contents;      /* flash contents and passwords, too, and not only their length */
    void *notice_ctx;         /* for all three */
};

/* What is known about the board.  Unknown values are 0 or empty. */
struct esp_board {
    const struct esp_family *family; /* NULL: not known yet */
    const struct esp_chipfacts *facts; /* what images for this chip look like */
    char chip_name[24];     /* "ESP8266EX", "ESP8285" */
    uint8_t mac[6];
    bool has_mac;
    uint32_t crystal_hz;    /* 26000000, 32000000, 40000000 or 48000000 */
    uint8_t custom_mac[6];  /* that the board's maker gave it, beside mac */
    bool has_custom_mac;
    uint8_t eui64[8];       /* the address for IEEE 802.15.4 */
    bool has_eui64;
    char features[96];      /* "wifi", "wifi,flash" ...: comma-separated */
    char revision[8];       /* "3.1" */
    bool flash_encrypted;   /* the chip decrypts what it reads from its flash */
    bool secure_download;   /* the loader is in Secure Download Mode: it reads nothing */
    unsigned secure_boot;   /* 1 or 2: the version of secure boot that is on; 0: off */
    char flash_voltage[4];  /* "1.8", "3.3" or "off": chosen by fuses, or not the usual one */
    char flash_pads[16];    /* the flash's pins as fuses name them: "6,17,8,16,11" */
    char disabled[64];      /* what fuses have switched off: "jtag,dl-decrypt" */
    uint32_t jedec_id;      /* byte 0 manufacturer, byte 1 type, byte 2 capacity;
                             * 0 when no flash answered */
    char no_flash_id[8];    /* the ID as read when no flash answered: "ffffff" */
    uint32_t flash_size;    /* bytes, from the options or from the ID; 0: unknown */
    bool flash_size_told;   /* flash_size comes from the options */
    uint32_t flash_reach;   /* bytes that addresses can reach, if those are fewer than
                             * flash_size; or 0 */
    bool stub_reaches_more; /* our stub would reach more than flash_reach */
    uint32_t flash_repeats; /* the contents repeat after this many bytes: the flash may be
                             * smaller than its ID says; 0: no repetition seen */
};

struct esp_session;

/* Opens the port.  When opening fails, *out still holds the fault, unless memory ran out.
 * The caller closes *out in every case. */
int esp_session_open(struct esp_session **out, const struct esp_session_options *options);

/* Resets the chip into download mode as the options say, synchronises, and identifies the
 * chip.  This fills esp_session_board(), except for the flash. */
int esp_session_connect(struct esp_session *s);

/* Wakes a sleeping flash, reads the flash's JEDEC ID, and fills jedec_id and flash_size.
 * Works with the ROM loader and with the stub, and writes nothing to the flash.  Returns
 * 0 even if no flash answers. */
int esp_session_identify_flash(struct esp_session *s);

/* 0, or ESP_ERR_CHIP if nothing of this chip's flash can be read: it is in Secure Download Mode.
 * Then a write or an erase is done as asked, and nothing proves it. */
int esp_session_reads(struct esp_session *s);

/* Bytes of flash that the stub or loader that answers can address. */
uint32_t esp_session_reach(const struct esp_session *s);

/* Call after esp_session_identify_flash(): ESP_ERR_CHECK if no flash answered. */
int esp_session_need_flash(struct esp_session *s);

/* Call after esp_session_identify_flash().  Checks whether the contents of the flash
 * repeat, and fills flash_repeats.  Does nothing if the options gave the flash's size.
 * Compares samples first.  If the samples agree, the stub compares digests of the whole
 * flash; without the stub, the samples decide. */
int esp_session_look_for_repeats(struct esp_session *s);

/* The name of esptool's stub for this chip: "esp32c3".  Call after esp_session_connect(). */
enum { ESP_STUB_NAME = 32 };
void esp_session_stub_name(const struct esp_session *s, char name[ESP_STUB_NAME]);

/* Uploads and starts the stub, unless the stub runs already. */
int esp_session_start_stub(struct esp_session *s);

/* Starts the stub.  If the stub does not start, brings the ROM's loader back, gives a
 * notice, and the session continues without the stub. */
int esp_session_try_stub(struct esp_session *s);

/* The results of the stub's self-test. */
struct esp_selftest {
    uint32_t tried, failed; /* enum esp_test of esp/wire/protocol.h, ORed */
    uint32_t divisor;       /* measured: bus clock divided by flash clock, in sixteenths */
    bool hung;              /* the chip fell silent when its clock was doubled */
    bool bad_memory;        /* memory does not keep what is written: nothing was tried */
};

/* Has the stub run every test that does not change the flash.  Returns 0 even if a test
 * failed. */
int esp_session_selftest(struct esp_session *s, struct esp_selftest *results);

/* Changes to the working rate of the options.  If the line does not carry that rate, falls
 * back to a lower rate, with a notice.  Without the stub, does so only on chips whose loader
 * has a command for it. */
int esp_session_raise_baud(struct esp_session *s);

/* Receives the next size bytes, in order.  Returns 0, or a negative value to stop with
 * ESP_ERR_SINK. */
typedef int esp_sink(void *ctx, const uint8_t *data, size_t size);
/* done and total in bytes. */
typedef void esp_progress(void *ctx, uint64_t done, uint64_t total);

struct esp_read_request {
    uint32_t offset; /* bytes, any */
    uint32_t size;   /* bytes, at least 1 */
    esp_sink *sink;  /* gets the contents once, in order */
    esp_progress *progress; /* may be NULL */
    void *ctx;       /* for both */

    /* The earlier contents of the range, from an older dump.  Sectors whose digest is still
     * the same are delivered from base and are not read.  May be NULL. */
    const uint8_t *base;
    uint32_t base_size; /* bytes, counted from the range's start */
    uint64_t *reused;   /* gets how many bytes came from base; may be NULL */
};

/* Reads flash.  With the stub, 0 means: all size bytes were delivered, and for each 32 KB
 * the MD5 of the delivered bytes equals the MD5 that the chip computed in a second reading
 * of its own.  (If the MD5 says that a part is blank, that part is not read a second time;
 * the flash is checked to answer afterwards.)  Without the stub, the same is proven by the
 * MD5 that the ROM computes; on chips whose ROM computes none, the loader reads the flash
 * register by register: each piece is read twice, and both readings must agree.
 * md5 (16 bytes, over the whole range) may be NULL. */
int esp_session_read(struct esp_session *s, const struct esp_read_request *request,
                     uint8_t *md5);

/* How long reading size bytes takes without the stub, in milliseconds; 0 with the stub. */
uint64_t esp_session_read_ms(struct esp_session *s, uint32_t size);

/* Does the chip compute digests of its flash?  Otherwise an older dump saves no time. */
bool esp_session_has_digests(struct esp_session *s);

/* How long comparing takes without the stub; 0 if it does not take long, because the chip
 * compares by digests. */
uint64_t esp_session_compare_ms(struct esp_session *s, uint32_t size);

/* ---- changing flash: with the stub, or slowly with the ROM's loader alone ---- */

struct esp_image {
    uint32_t offset, size; /* bytes, any */
    const uint8_t *data;
};

struct esp_write_request {
    const struct esp_image *images; /* must not overlap; sorted by offset */
    size_t count;
    esp_progress *progress; /* may be NULL; in bytes of the images */
    void *ctx;
    bool dry_run; /* only fill the report */
};

/* Counts the sectors that the images touch. */
struct esp_write_report {
    uint32_t sectors, changed; /* all sectors; sectors whose contents differ */
    uint32_t erase;            /* changed sectors that are not blank, so may be erased */
    uint64_t sent;             /* bytes of contents on the wire, compressed and framed */
    uint32_t line_ms, flash_ms; /* about how long the line and the flash take */
    bool begun;                /* a command that changes the flash was sent */
    uint32_t bad_address;      /* with ESP_ERR_CHECK: the first byte that is wrong */
};

/* Makes the flash hold the images, and proves the result by digests of the chip (without
 * the stub: by reading back).  Bytes around an image keep their values.  An image that is
 * longer than one sector is protected by its guard: the sector that the chip starts from,
 * or else the image's first sector.  The guard is blanked before the rest of the image
 * changes, and is written when the rest is right.  An image that begins inside a sector
 * may have no guard.  ESP_ERR_CHECK if a sector is still wrong after a second try.
 * report may be NULL. */
int esp_session_write(struct esp_session *s, const struct esp_write_request *request,
                      struct esp_write_report *report);

/* Gets a range of bytes that differs: whole sectors, clipped to the image. */
typedef void esp_difference(void *ctx, uint32_t offset, uint32_t size);

/* Compares the flash with the images by the chip's digests of each sector, and joins
 * adjacent sectors that differ.  Returns 0 whether the flash differs or not. */
int esp_session_compare(struct esp_session *s, const struct esp_image *images, size_t count,
                        esp_difference *differs, esp_progress *progress, void *ctx);

struct esp_erase_request {
    uint32_t offset, size; /* bytes, whole sectors */
    bool all;              /* erase blank sectors, too */
    esp_progress *progress;
    void *ctx;
};
/* *erased: how many bytes were really erased. */
int esp_session_erase(struct esp_session *s, const struct esp_erase_request *request,
                      uint64_t *erased);

/* How long the work still takes whose progress is shown, in milliseconds. */
enum esp_eta_trust esp_session_left(const struct esp_session *s, uint64_t *left_ms);

/* Has the stub reset the chip, which then runs its application.  This serves ports without
 * a reset line, where esp_session_leave() cannot reset the chip.  Starts the stub first if
 * the stub does not run. */
int esp_session_restart(struct esp_session *s);

/* Leaves the board in the state "after", at the connect rate, even after an error.
 * Returns whether the board was left in that state. */
int esp_session_leave(struct esp_session *s, enum esp_after after);

void esp_session_close(struct esp_session *s); /* s may be NULL */

const struct esp_board *esp_session_board(const struct esp_session *s);
enum esp_state esp_session_state(const struct esp_session *s);
bool esp_session_has_lines(const struct esp_session *s);
/* 0: the port is closed, or has no rate. */
uint32_t esp_session_baud(const struct esp_session *s);
/* The clock by which our stub runs, in words: that of the PLL; or that of the crystal, because no
 * PLL runs or its clock was not the expected one, or because the stub does so on every chip of
 * this kind.  NULL: our stub does not run. */
const char *esp_session_stub_clock(const struct esp_session *s);
/* The rate of the first contact: the one of the options, or the one at which a loader was
 * found that had measured another rate before. */
uint32_t esp_session_connect_baud(const struct esp_session *s);
const struct esp_fault *esp_session_fault(const struct esp_session *s);

#endif
