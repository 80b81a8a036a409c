/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A virtual board that takes updates over the network, as the ArduinoOTA of both Arduino
 * cores does: esp-sim --ota.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The board's flash is a file.  The first core ("esp8266") writes an application just below
 * the file system, and its boot loader copies or unpacks it to address 0 at the restart.  The
 * later core ("esp32") writes it into a slot, the first 16 bytes last.
 *
 * Sources: esp8266/Arduino, libraries/ArduinoOTA/ArduinoOTA.cpp, cores/esp8266/Updater.cpp,
 * Updater.h, bootloaders/eboot/eboot.c; espressif/arduino-esp32, libraries/ArduinoOTA/src/
 * ArduinoOTA.cpp, libraries/Update/src/Updater.cpp; for the newer authentication
 * tools/espota.py of the latter, because the device's side of it follows from the host's.
 */
#ifndef SIM_OTA_TARGET_H
#define SIM_OTA_TARGET_H

#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
    TARGET_SECTOR = 4096,
    TARGET_FOREVER = 1 << 30, /* a number of bytes that no update has */
};

/* What goes wrong.  Numbers of bytes: after so many bytes of the image. */
struct target_faults {
    unsigned lose;     /* datagrams lost in each direction, in percent */
    unsigned late_ms;  /* answers by UDP come so late */
    bool twice;        /* answers by UDP come twice */
    bool no_connection; /* agrees, and does not connect */
    bool no_proof;     /* does not answer the proof of the password */
    int stall_at, close_at, reset_at, restart_at;
    int error_at;      /* breaks off with error_code */
    unsigned error_code; /* 0: none; without error_at: before the first byte */
    bool merge;        /* the last number and OK arrive as one */
    unsigned read_size; /* bytes that are read at once; 0: as the core does */
    bool damage;       /* one byte arrives damaged */
    bool early_ok;     /* says OK after half of the image */
    bool says_book;    /* ends with an error whose text has OK in it */
    bool no_last_word; /* closes the connection in place of the last word */
};

struct target_options {
    bool later;           /* the core of the ESP32 */
    bool newer_auth;      /* PBKDF2 */
    bool hash_by_md5;     /* of the newer authentication: the password's hash is its MD5 */
    const char *bind;     /* an address of this machine */
    uint16_t port;        /* UDP; 0: any */
    const char *flash;    /* file */
    uint32_t flash_size, claimed_size; /* the chip's, and what the running header claims */
    uint32_t sketch_size; /* of the application that runs */
    uint32_t fs_start, fs_end;
    uint32_t slot, slot_size;
    const char *password; /* NULL: none */
    unsigned away_ms;     /* of a restart */
    /* The first core waits a second before its OK, so that the OK does not arrive together
     * with a number, and one behind it. */
    unsigned settle_ms;
    struct target_faults faults;
};

union target_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

enum target_state { TARGET_IDLE, TARGET_WAITAUTH, TARGET_RUNUPDATE };

struct target {
    const struct target_options *options;
    volatile sig_atomic_t *stop;
    union target_address address; /* the board's */
    int udp, flash;
    enum target_state state;
    char nonce[65];
    unsigned nonces;
    /* The invitation. */
    union target_address host; /* with the port from which it came */
    uint16_t host_tcp;
    unsigned command;
    uint32_t size;
    char md5[33];
    struct target_update *update;
};

/* Opens socket and flash.  Exits in case of an error. */
void target_open(struct target *target);

/* Handles datagrams and updates until *stop is set. */
void target_run(struct target *target);

/* Restarts: the board is away for a while. */
void target_restart(struct target *target);

/* ---- target_faults.c ---- */

/* Parses "lose=20,twice,stall=1000".  False: a word is unknown. */
bool target_faults_parse(struct target_faults *faults, const char *text);

/* Chooses faults by chance.  The same seed chooses the same ones. */
void target_faults_choose(struct target_faults *faults, unsigned seed, bool later);

/* True with this chance in percent. */
bool target_chance(unsigned percent);

/* ---- target_auth.c ---- */

void target_nonce(char *nonce, bool newer, unsigned number);

/* Is the response right? */
bool target_proven(const struct target *target, const char *cnonce, const char *response);

/* ---- target_update.c: what the core's Updater does ---- */

struct target_update {
    uint32_t start;    /* in the flash */
    uint32_t size, progress;
    unsigned error;    /* 0: none */
    uint8_t buffer[TARGET_SECTOR];
    uint32_t buffered;
    uint8_t first[16]; /* of the later core: written at the end */
    struct evp_md_ctx_st *md5;
    char sum[33]; /* computed */
};

/* False: update->error tells why. */
bool target_update_begin(struct target *target, struct target_update *update);

/* Takes bytes, fewer than size if the update failed. */
uint32_t target_update_write(struct target *target, struct target_update *update,
                             const uint8_t *data, uint32_t size);

bool target_update_end(struct target *target, struct target_update *update);

/* Forgets it. */
void target_update_free(struct target_update *update);

/* Copies or unpacks what the first core's boot loader finds. */
void target_update_boot(struct target *target, const struct target_update *update);

/* The error as the core prints it.  udp: within an answer by UDP. */
void target_update_words(const struct target *target, const struct target_update *update,
                         char *text, size_t room);

/* ---- target_transfer.c ---- */

/* Runs the update to which the target was invited. */
void target_transfer(struct target *target);

#endif
