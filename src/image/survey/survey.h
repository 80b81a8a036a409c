/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image contains: its parts, and facts about each part.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An image is what a program's file holds, or the dump of a whole flash.  A survey lists
 * the parts in the order of their offsets.  A part may lie within another one: an
 * application lies within its partition.  Facts have a key and a typed value, so that one
 * survey can be printed for people, as key=value lines and as JSON.
 *
 * Memory: the survey owns all parts, keys excepted, which must be string constants.  When
 * memory runs out, out_of_memory is set, what is added is lost, and no call fails.
 */
#ifndef IMAGE_SURVEY_SURVEY_H
#define IMAGE_SURVEY_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"

enum image_fact_type {
    IMAGE_FACT_TEXT,    /* text, as in the image: any bytes but NUL, shown with care */
    IMAGE_FACT_COUNT,   /* a decimal number */
    IMAGE_FACT_BYTES,   /* a number of bytes */
    IMAGE_FACT_HEX,     /* an address, an offset, a code */
    IMAGE_FACT_FLAG,    /* yes or no */
    IMAGE_FACT_DIGEST,  /* text: hexadecimal digits */
    IMAGE_FACT_FAULT,   /* text: something is broken */
    IMAGE_FACT_WARNING, /* text: something is unusual, or will surprise */
};

/* Facts that belong to one item of a list within a part, such as one segment, have the
 * list's name and the item's number, counted from 0. */
struct image_fact {
    const char *list; /* "segment"; NULL: the fact belongs to the part itself */
    unsigned item;
    const char *key; /* lower case, digits and '-': "build-date" */
    enum image_fact_type type;
    uint64_t number; /* unless the type has a text */
    char *text;      /* or NULL */
};

enum image_part_kind {
    IMAGE_PART_BOOTLOADER,
    IMAGE_PART_APPLICATION,
    IMAGE_PART_TABLE,   /* of partitions */
    IMAGE_PART_OTADATA, /* which slot boots */
    IMAGE_PART_NVS,
    IMAGE_PART_FILE_SYSTEM,
    IMAGE_PART_SDK,      /* parameters and WiFi settings of the ESP8266's SDK */
    IMAGE_PART_RF,       /* calibration of the radio */
    IMAGE_PART_SETTINGS, /* of a firmware, such as Tasmota's */
    IMAGE_PART_DATA,     /* a partition whose contents are not known */
    IMAGE_PART_BLANK,    /* a partition, or a place for something, in which all is blank */
    IMAGE_PART_KINDS,
};

/* "bootloader", "application", "partition-table" ... */
const char *image_part_kind_name(enum image_part_kind kind);

struct image_part {
    enum image_part_kind kind;
    char *name;      /* of the partition, or of the place: "app0", "user1"; never NULL */
    uint32_t offset; /* in the image */
    uint32_t size;   /* bytes that are reserved for the part: a partition's size */
    uint32_t used;   /* bytes that the part fills; 0: not known */
    struct image_fact *facts;
    size_t fact_count, fact_room;
    const char *list; /* the list and item that facts are added to now */
    unsigned item;
    struct image_survey *survey;
};

struct image_survey {
    const uint8_t *data;
    size_t size;
    const struct esp_chipfacts *chip; /* NULL: not known */
    struct image_part whole;          /* facts about the image as a whole */
    struct image_part **parts;
    size_t count, room;
    size_t faults;
    bool out_of_memory;
};

/* A survey without parts of the image at data, which must stay valid. */
void image_survey_init(struct image_survey *survey, const uint8_t *data, size_t size);
void image_survey_free(struct image_survey *survey);

/* Adds a part.  Never returns NULL: facts about the part that is returned when memory has
 * run out are lost. */
struct image_part *image_survey_add(struct image_survey *survey, enum image_part_kind kind,
                                    const char *name, uint32_t offset, uint32_t size);

/* Brings the parts into the order of their offsets; of two at one offset, the larger one
 * comes first. */
void image_survey_sort(struct image_survey *survey);

/* The first part of this kind, or with this name; NULL if there is no such part. */
const struct image_part *image_survey_find(const struct image_survey *survey,
                                           enum image_part_kind kind);
const struct image_part *image_survey_find_name(const struct image_survey *survey,
                                                const char *name);

/* Adds a fact to a part.  A part has at most IMAGE_FACTS_MAX facts; more are counted in the
 * part's last fact, "more". */
enum { IMAGE_FACTS_MAX = 4096 };
void image_fact_text(struct image_part *part, const char *key, const char *text);
/* A text of at most "size" bytes at "text", ended earlier by a NUL. */
void image_fact_field(struct image_part *part, const char *key, const uint8_t *text, size_t size);
void image_fact_count(struct image_part *part, const char *key, uint64_t number);
void image_fact_bytes(struct image_part *part, const char *key, uint64_t number);
void image_fact_hex(struct image_part *part, const char *key, uint64_t number);
void image_fact_flag(struct image_part *part, const char *key, bool flag);
/* Bytes as hexadecimal digits: a digest. */
void image_fact_digest(struct image_part *part, const char *key, const uint8_t *data, size_t size);
/* Faults and warnings are whole clauses: "segment 3 ends at 0x961fd, the file at 0x1f335". */
void image_fact_fault(struct image_part *part, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void image_fact_warning(struct image_part *part, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Facts that follow belong to the next item of this list. */
void image_fact_item(struct image_part *part, const char *list);
/* Facts that follow belong to the part itself. */
void image_fact_end_items(struct image_part *part);

/* The first fact with this key that belongs to the part itself; NULL if there is none. */
const struct image_fact *image_fact_find(const struct image_part *part, const char *key);

#endif
