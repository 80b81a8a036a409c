/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks what identifies or betrays a board: names, addresses, passwords and keys.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What is blanked, and how the firmware takes it: as if it had never been set.
 *   the SDK's parameters, ESP8266: erased; the choice of the booted program stays
 *   NVS: personal values are deleted, and what is left of old values is overwritten; a
 *     partition that cannot be read is erased
 *   ESPEasy: config.dat, security.dat, notification.dat, provisioning.dat
 *   Tasmota: all copies of the settings
 *   free space of file systems
 * After that, the values that were blanked are searched for everywhere else, also in
 * UTF-16, and overwritten: in data, passwords, keys and names of networks wherever they are,
 * other values where they are a whole field; in programs, passwords, keys and names of
 * networks where they are a whole text.  What cannot be blanked fails, and so does a value
 * that is still there in the end.
 */
#ifndef IMAGE_FIELDS_SCRUB_H
#define IMAGE_FIELDS_SCRUB_H

#include "image/settings/editor.h"

struct image_secret {
    uint8_t *bytes; /* allocated */
    size_t size;
    bool hidden;   /* a password, a key or the name of a network */
    bool anywhere; /* hidden and long: search for it within other bytes, too */
};

struct image_scrub {
    struct esp_settings_image *image;
    bool radio; /* blank the calibration of the radio, too */
    /* Called for each thing that was blanked. */
    void (*note)(void *context, uint32_t offset, uint64_t size, const char *what,
                 const char *name);
    /* Blanks bytes that a program may have a sum over.  False if that is refused. */
    bool (*blank)(void *context, uint32_t offset, uint32_t size);
    /* Called for each thing that could not be blanked; the image must not be used then. */
    void (*fail)(void *context, uint32_t offset, const char *what, const char *name);
    void *context;
    bool recognised; /* a place that has settings was found */
    bool refused;    /* fail() was called */
    /* The values that were blanked. */
    struct image_secret *secrets;
    size_t count, room;
    bool out_of_memory;
    struct image_trouble trouble; /* after a failure */
};

/* Blanks everything.  ESP_EDIT_REFUSED after all steps if fail() was called.  Every other
 * result but ESP_EDIT_DONE comes with scrub->trouble. */
enum esp_edit_result image_scrub_all(struct image_scrub *scrub);
void image_scrub_free(struct image_scrub *scrub);

/* ---- between the files of the scrub ---- */

/* Keeps a value that is blanked.  Values of less than IMAGE_SECRET_MIN bytes are not kept:
 * they are everywhere.  hidden: prove that no field has the value; and search for it within
 * other texts and within programs, if it has IMAGE_SECRET_LONG bytes, the least of a WiFi
 * password. */
enum { IMAGE_SECRET_MIN = 4, IMAGE_SECRET_LONG = 8 };
void image_scrub_keep(struct image_scrub *scrub, const void *bytes, size_t size, bool hidden);
/* Keeps each run of printable characters. */
void image_scrub_keep_runs(struct image_scrub *scrub, const uint8_t *bytes, size_t size,
                           bool hidden);

void image_scrub_fail(struct image_scrub *scrub, uint64_t offset, const char *what,
                      const char *name);

/* Looks at a file's bytes.  offset: of the first one in the image.  Returns true if the
 * function changed the bytes. */
typedef bool image_scrub_visit(struct image_scrub *scrub, uint8_t *data, uint32_t size,
                               uint32_t offset, const char *path);
/* Visits all files with this path in all file systems; path NULL: all files.  Files that
 * cannot be read fail. */
void image_scrub_files(struct image_scrub *scrub, const char *path, image_scrub_visit *visit);

/* The file systems that a scrub looks into: at most IMAGE_VOLUMES_MAX. */
struct image_volume;
unsigned image_scrub_find_volumes(struct image_scrub *scrub, struct image_volume *volumes);

enum esp_edit_result image_scrub_nvs(struct image_scrub *scrub);
/* Overwrites kept values within values that stay, and what is left of old values. */
enum esp_edit_result image_scrub_nvs_rest(struct image_scrub *scrub);
/* Calls visit() for the bytes of each string and blob. */
enum esp_edit_result image_scrub_nvs_values(struct image_scrub *scrub, image_scrub_visit *visit);
bool image_scrub_in_nvs(const struct image_scrub *scrub, size_t offset);
enum esp_edit_result image_scrub_espeasy(struct image_scrub *scrub);
enum esp_edit_result image_scrub_tasmota(struct image_scrub *scrub);
void image_scrub_sdk(struct image_scrub *scrub);
enum esp_edit_result image_scrub_tasmota_rest(struct image_scrub *scrub);
enum esp_edit_result image_scrub_volumes(struct image_scrub *scrub);
void image_scrub_rest(struct image_scrub *scrub);

/* Fails for kept values that are still in the image, for settings that are passwords and not
 * empty, and for sums that were right in the
 * original, which has the image's size, and are not right any more. */
void image_scrub_prove(struct image_scrub *scrub, const uint8_t *original);

/* Overwrites the kept values in bytes.  Returns how many were there. */
unsigned image_scrub_sweep(const struct image_scrub *scrub, uint8_t *data, size_t size);

/* Finds a kept value at "at" or behind that "within" lets count: a value within a longer
 * text, too, if it is to be searched for anywhere.  Returns the place of the value,
 * or size if no kept value was found. */
size_t image_scrub_find(const struct image_secret *secret, const uint8_t *data, size_t size,
                        size_t at, bool whole);

#endif
