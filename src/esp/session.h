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

struct esp_chipfacts; /* base/chipfacts.h */
struct esp_family;    /* chip/family.h */
struct esp_transport; /* transport.h */

/* What answers on the other end. */
enum esp_state {
    ESP_STATE_CLOSED,
    ESP_STATE_OPEN, /* port open, nobody has answered yet */
    ESP_STATE_ROM,  /* the boot ROM's download loader */
    ESP_STATE_STUB, /* our stub */
};

/* How to leave the board. */
enum esp_after {
    ESP_AFTER_RUN,  /* reset into the application; where the port has no reset
                     * line, the stub or loader stays */
    ESP_AFTER_STAY, /* our stub keeps running at the connect rate */
    ESP_AFTER_BOOTLOADER, /* reset into the ROM's download mode */
};

struct esp_session_options {
    const char *port;         /* as esp_transport_open() takes it */
    uint32_t connect_baud;    /* rate to synchronise at; 0: 115200 */
    uint32_t baud;            /* rate for the bulk of the work; 0: the highest
                               * that works */
    const char *reset;        /* reset.h: "auto", "classic", "tight", "none" or a
                               * custom sequence; NULL: "auto" */
    uint32_t flash_size;      /* bytes, where the caller knows better than the flash's ID; 0 */
    bool try_running;         /* a stub may be running already (--after=stay):
                               * try without a reset first */
    const volatile sig_atomic_t *cancel; /* may be NULL */
    void (*notice)(void *ctx, const char *text); /* news worth a line on stderr,
                                                  * such as a lowered rate; may be NULL */
    void *notice_ctx;
};

/* What is known of the board; values that are not known are 0 or empty. */
struct esp_board {
    const struct esp_family *family; /* NULL: not known yet */
    const struct esp_chipfacts *facts; /* of its die: what its images look like */
    char chip_name[24];     /* "ESP8266EX", "ESP8285" */
    uint8_t mac[6];
    bool has_mac;
    uint32_t crystal_hz;    /* 26000000 or 40000000 */
    char features[64];      /* "wifi", "wifi,flash" ...: comma-separated */
    uint32_t jedec_id;      /* byte 0 manufacturer, byte 1 type, byte 2 capacity;
                             * 0 when no flash answered */
    char no_flash_id[8];    /* what that read as then: "ffffff" */
    uint32_t flash_size;    /* bytes, 0 = unknown; of the options, else by the ID */
    bool flash_size_told;   /* by the options */
    uint32_t flash_repeats; /* bytes after which the contents come again, which is as a
                             * smaller flash looks; 0: not seen */
};

struct esp_session;

/* Opens the port.  *out is set even on failure when memory sufficed, so that
 * the fault can be read; always close it. */
int esp_session_open(struct esp_session **out, const struct esp_session_options *options);

/* Resets into download mode as the options say, synchronises, identifies the
 * chip.  After it esp_session_board() is filled but for the flash. */
int esp_session_connect(struct esp_session *s);

/* Reads the flash's JEDEC ID, after waking a flash that sleeps, and fills jedec_id and
 * flash_size; works with the ROM loader as well as with the stub, and writes nothing to
 * the flash.  0 also where none answers. */
int esp_session_identify_flash(struct esp_session *s);

/* After that: ESP_ERR_CHECK where no flash answered. */
int esp_session_need_flash(struct esp_session *s);

/* After it: looks whether the flash holds the same again and again, and fills
 * flash_repeats; not where its size was told.  With the stub by digests of all of it where
 * samples agree, else by samples only. */
int esp_session_look_for_repeats(struct esp_session *s);

/* Uploads and starts the stub unless it runs already. */
int esp_session_start_stub(struct esp_session *s);

/* The same, but where the stub will not start the ROM's loader is brought back,
 * with a notice, and the session goes on without. */
int esp_session_try_stub(struct esp_session *s);

/* What the stub tried before it was believed. */
struct esp_selftest {
    uint32_t tried, failed; /* enum esp_test of protocol.h, ORed */
    uint32_t divisor;       /* of the bus clock for the flash's, in sixteenths, as measured */
    bool hung;              /* the chip fell silent when its clock was doubled */
    bool bad_memory;        /* memory does not keep what is written to it: nothing was tried */
};

/* Has it try everything that does not change the flash.  0 also where a test failed. */
int esp_session_selftest(struct esp_session *s, struct esp_selftest *results);

/* Goes to the working rate of the options (stub only).  Falls back to a lower
 * one, with a notice, where the line does not carry it. */
int esp_session_raise_baud(struct esp_session *s);

/* Takes delivery of size bytes that follow the ones before; returns 0, or
 * negative to stop with ESP_ERR_SINK. */
typedef int esp_sink(void *ctx, const uint8_t *data, size_t size);
/* done and total in bytes. */
typedef void esp_progress(void *ctx, uint64_t done, uint64_t total);

struct esp_read_request {
    uint32_t offset; /* bytes, any */
    uint32_t size;   /* bytes, at least 1 */
    esp_sink *sink;  /* gets the contents once, in order */
    esp_progress *progress; /* may be NULL */
    void *ctx;       /* for both */

    /* What the range held before, as far as that is known: sectors whose digest is
     * still the same are delivered from here and not read.  May be NULL. */
    const uint8_t *base;
    uint32_t base_size; /* bytes from the range's start on */
    uint64_t *reused;   /* gets how many bytes came from base; may be NULL */
};

/* Reads flash through the stub.  0 means: all size bytes were delivered, and the
 * MD5 of each 32 KB of them is that of the flash, as the chip computed it in a reading
 * of its own.  (Of what the MD5 says to be blank there is no other reading; the
 * flash still answers after it.)  Without the stub, through the ROM's loader register by
 * register, each piece is read twice and must be the same.  md5 (16 bytes, over
 * all) may be NULL. */
int esp_session_read(struct esp_session *s, const struct esp_read_request *request,
                     uint8_t *md5);

/* How long reading so many bytes takes, in milliseconds, where that is long because there
 * is no stub; else 0. */
uint64_t esp_session_read_ms(struct esp_session *s, uint32_t size);

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

/* Sectors are those of the images' ranges. */
struct esp_write_report {
    uint32_t sectors, changed; /* all; those whose contents differ */
    uint32_t erase;            /* of the changed ones: that are not blank, and so may be erased */
    uint64_t sent;             /* bytes of contents on the wire, compressed and framed */
    uint32_t line_ms, flash_ms; /* how long line and flash take for it, about */
    bool begun;                /* something was sent that changes the flash */
    uint32_t bad_address;      /* with ESP_ERR_CHECK: the first byte that did not take */
};

/* Makes the flash hold the images and proves it by digests of the chip (without
 * the stub by reading back).  Bytes around an image stay as they were at first.  The
 * first sector of an image that begins on a sector is blanked before anything
 * else of that image changes, and written when all the rest is right.
 * ESP_ERR_CHECK when a sector did not take, after one more try.  report may be
 * NULL. */
int esp_session_write(struct esp_session *s, const struct esp_write_request *request,
                      struct esp_write_report *report);

/* A range of bytes that differs, in whole sectors clipped to the image. */
typedef void esp_difference(void *ctx, uint32_t offset, uint32_t size);

/* Compares the flash with the images by the chip's digests of each sector;
 * adjacent sectors are joined.  0 whether they differ or not. */
int esp_session_compare(struct esp_session *s, const struct esp_image *images, size_t count,
                        esp_difference *differs, esp_progress *progress, void *ctx);

struct esp_erase_request {
    uint32_t offset, size; /* bytes, whole sectors */
    bool all;              /* blank sectors, too */
    esp_progress *progress;
    void *ctx;
};
/* *erased: bytes that really were. */
int esp_session_erase(struct esp_session *s, const struct esp_erase_request *request,
                      uint64_t *erased);

/* Has the stub reset the chip, which then runs its application: for ports without
 * a reset line, where esp_session_leave() cannot.  Starts the stub first if need
 * be. */
int esp_session_restart(struct esp_session *s);

/* Leaves the board as said and at the connect rate, whatever happened before;
 * tries its best and returns how that went. */
int esp_session_leave(struct esp_session *s, enum esp_after after);

void esp_session_close(struct esp_session *s); /* NULL is fine */

const struct esp_board *esp_session_board(const struct esp_session *s);
enum esp_state esp_session_state(const struct esp_session *s);
bool esp_session_has_lines(const struct esp_session *s);
uint32_t esp_session_baud(const struct esp_session *s);
const struct esp_fault *esp_session_fault(const struct esp_session *s);

#endif
