/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-sim --ota: the virtual board that takes updates, as a program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/ota/target_main.h"

#include <arpa/inet.h>
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "sim/ota/target.h"

static const char usage[] =
    "Usage: esp-sim --ota=esp8266|esp32 [OPTION]... [-- COMMAND [ARG]...]\n"
    "A virtual board that takes updates by ArduinoOTA.  COMMAND gets the board's address in\n"
    "ESPOTA_ADDRESS; without a command the address is printed.\n\n"
    "  --bind=ADDRESS      of this machine (127.0.0.1)\n"
    "  --port=N            UDP (any)\n"
    "  --flash=FILE        contents of the flash (ota.bin)\n"
    "  --flash-size=SIZE   of the chip (4M)\n"
    "  --claimed-size=SIZE in the header of the application that runs (--flash-size)\n"
    "  --sketch-size=SIZE  of the application that runs (256k)\n"
    "  --fs-start=N --fs-end=N  the file system (0x200000, 0x3fa000; esp32: 0x290000, 0x3f0000)\n"
    "  --slot=N --slot-size=N   esp32: for the update (0x150000, 0x140000)\n"
    "  --password=TEXT     (none)\n"
    "  --auth=old|new      the way of the password (old)\n"
    "  --hash=md5|sha256   of the new way: what the board keeps (sha256)\n"
    "  --away=MS           time of a restart (300)\n"
    "  --settle=MS         esp8266: waits before and behind OK (1000)\n"
    "  --faults=LIST       comma-separated: lose=PERCENT late=MS twice no-connection no-proof\n"
    "                      stall=BYTES close=BYTES reset=BYTES restart=BYTES error=CODE\n"
    "                      error-at=BYTES merge read=BYTES damage early-ok book no-last-word\n"
    "  --seed=N            faults by chance\n";

enum option_key { KEY_OTA = 1, KEY_BIND, KEY_PORT, KEY_FLASH, KEY_FLASH_SIZE, KEY_CLAIMED, KEY_SKETCH,
    KEY_FS_START, KEY_FS_END, KEY_SLOT, KEY_SLOT_SIZE, KEY_PASSWORD, KEY_AUTH, KEY_HASH, KEY_AWAY, KEY_SETTLE,
    KEY_FAULTS, KEY_SEED, KEY_HELP };

static const struct option options_list[] = {
    {"ota", required_argument, NULL, KEY_OTA},
    {"bind", required_argument, NULL, KEY_BIND},
    {"port", required_argument, NULL, KEY_PORT},
    {"flash", required_argument, NULL, KEY_FLASH},
    {"flash-size", required_argument, NULL, KEY_FLASH_SIZE},
    {"claimed-size", required_argument, NULL, KEY_CLAIMED},
    {"sketch-size", required_argument, NULL, KEY_SKETCH},
    {"fs-start", required_argument, NULL, KEY_FS_START},
    {"fs-end", required_argument, NULL, KEY_FS_END},
    {"slot", required_argument, NULL, KEY_SLOT},
    {"slot-size", required_argument, NULL, KEY_SLOT_SIZE},
    {"password", required_argument, NULL, KEY_PASSWORD},
    {"auth", required_argument, NULL, KEY_AUTH},
    {"hash", required_argument, NULL, KEY_HASH},
    {"away", required_argument, NULL, KEY_AWAY},
    {"settle", required_argument, NULL, KEY_SETTLE},
    {"faults", required_argument, NULL, KEY_FAULTS},
    {"seed", required_argument, NULL, KEY_SEED},
    {"help", no_argument, NULL, KEY_HELP},
    {NULL, 0, NULL, 0},
};

static uint32_t number(const char *text)
{
    uint64_t value;

    if (number_parse(text, &value) != NUMBER_OK || value > UINT32_MAX)
        errx(2, "esp-sim: '%s' is no number", text);
    return (uint32_t)value;
}

static bool choice(const char *text, const char *yes, const char *no)
{
    if (strcmp(text, yes) != 0 && strcmp(text, no) != 0)
        errx(2, "esp-sim: '%s' is neither %s nor %s", text, yes, no);
    return strcmp(text, yes) == 0;
}

static void set_core(struct target_options *options, const char *name)
{
    options->later = choice(name, "esp32", "esp8266");
    options->fs_start = options->later ? 0x290000 : 0x200000;
    options->fs_end = options->later ? 0x3f0000 : 0x3fa000;
}

static void set_option(struct target_options *options, int key, const char *text)
{
    uint32_t *const numbers[] = {
        [KEY_FLASH_SIZE] = &options->flash_size, [KEY_CLAIMED] = &options->claimed_size,
        [KEY_SKETCH] = &options->sketch_size, [KEY_FS_START] = &options->fs_start,
        [KEY_FS_END] = &options->fs_end, [KEY_SLOT] = &options->slot,
        [KEY_SLOT_SIZE] = &options->slot_size, [KEY_HELP] = NULL,
    };

    if (key > 0 && key < KEY_HELP && numbers[key])
        *numbers[key] = number(text);
    else if (key == KEY_OTA)
        set_core(options, text);
    else if (key == KEY_BIND)
        options->bind = text;
    else if (key == KEY_PORT)
        options->port = (uint16_t)number(text);
    else if (key == KEY_FLASH)
        options->flash = text;
    else if (key == KEY_PASSWORD)
        options->password = text;
    else if (key == KEY_AUTH)
        options->newer_auth = choice(text, "new", "old");
    else if (key == KEY_HASH)
        options->hash_by_md5 = choice(text, "md5", "sha256");
    else if (key == KEY_AWAY)
        options->away_ms = number(text);
    else if (key == KEY_SETTLE)
        options->settle_ms = number(text);
    else if (key == KEY_SEED)
        target_faults_choose(&options->faults, number(text), options->later);
    else if (key != KEY_FAULTS || !target_faults_parse(&options->faults, text))
        errx(2, "esp-sim: see esp-sim --ota=esp8266 --help");
}

static void name_address(const struct target *target, char *text, size_t room)
{
    if (target->address.any.sa_family == AF_INET6)
        snprintf(text, room, "[%s]:%u", target->options->bind, ntohs(target->address.v6.sin6_port));
    else
        snprintf(text, room, "%s:%u", target->options->bind, ntohs(target->address.v4.sin_port));
}

int target_main(int argc, char **argv, volatile sig_atomic_t *stop,
                pid_t (*start)(char **command, const char *variable, const char *value),
                int (*status_of)(pid_t child))
{
    struct target_options options = {.bind = "127.0.0.1", .flash = "ota.bin",
                                     .flash_size = 4 << 20, .sketch_size = 256 << 10,
                                     .slot = 0x150000, .slot_size = 0x140000, .away_ms = 300,
                                     .settle_ms = 1000};
    struct target target = {.options = &options, .stop = stop};
    char address[80];
    pid_t child = 0;
    int key;

    target_faults_parse(&options.faults, "");
    while ((key = getopt_long(argc, argv, "+", options_list, NULL)) != -1) {
        if (key == KEY_HELP)
            return fputs(usage, stdout) < 0;
        set_option(&options, key, optarg);
    }
    if (options.claimed_size == 0)
        options.claimed_size = options.flash_size;
    target_open(&target);
    name_address(&target, address, sizeof(address));
    if (optind < argc)
        child = start(argv + optind, "ESPOTA_ADDRESS", address);
    else
        printf("%s\n", address);
    fflush(stdout);
    target_run(&target);
    return child > 0 ? status_of(child) : 0;
}
