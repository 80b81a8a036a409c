/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the files of a file system in an image, as the firmware's own library would.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Only the sectors that must change do: a change appends, as the library on the chip does, and
 * moves nothing that it need not move.  A file system is never repaired on the way: one with
 * damage is refused, unless the caller allows that.
 *
 * To add a kind of file system: write a constant struct image_fsedit_kind in a folder of its
 * own, declare the kind in fsedit_kinds.h, and add the kind to the table in fsedit.c.
 */
#ifndef IMAGE_FS_EDIT_FSEDIT_H
#define IMAGE_FS_EDIT_FSEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/fs/fs.h"
#include "image/trouble.h"

enum image_fsedit_result {
    IMAGE_FSEDIT_DONE,
    IMAGE_FSEDIT_ABSENT,  /* there is no such file or folder, or no file system */
    IMAGE_FSEDIT_BAD,     /* the path or a parameter is impossible in this file system */
    IMAGE_FSEDIT_FULL,    /* not enough room; the trouble has the numbers */
    IMAGE_FSEDIT_REFUSED, /* damaged, or of an unknown version */
    IMAGE_FSEDIT_PROTECTED, /* the file or folder is read-only; "force" changes it */
    IMAGE_FSEDIT_NOMEM,
};

/* Bytes that are changed.  Of all functions below: every result but IMAGE_FSEDIT_DONE comes
 * with *trouble, a text for one line of a message, and leaves the bytes as they were. */
struct image_fsformat;
struct image_fsedit {
    uint8_t *data; /* of the file system, from its first byte on; the caller's */
    size_t size;   /* of the partition, or of the rest of the image */
    uint32_t time; /* seconds since 1970, for files that get a time; 0: files get none */
    bool force;    /* change a damaged file system and read-only files, too */
    bool sound;    /* there is no damage: a change by these functions was the last thing */
    const struct image_fsformat *like; /* for what the image does not show; or NULL */
};

/* Writes a file: makes the file, or replaces its contents.  path: "folder/file", a first '/'
 * makes no difference.  Folders that do not exist are made. */
enum image_fsedit_result image_fsedit_put(const struct image_fsedit *edit, const char *path,
                                          const uint8_t *contents, size_t size,
                                          struct image_trouble *trouble);

/* Makes a folder, and the folders that it lies in.  A folder that exists is no error.  SPIFFS
 * has no folders: nothing is done. */
enum image_fsedit_result image_fsedit_make_folder(const struct image_fsedit *edit,
                                                  const char *path,
                                                  struct image_trouble *trouble);

/* Removes a file, or a folder with nothing in it. */
enum image_fsedit_result image_fsedit_remove(const struct image_fsedit *edit, const char *path,
                                             struct image_trouble *trouble);

/* What a new file system shall be like; 0 or false: as the firmware's library does by default
 * (the source is at each kind's format()). */
struct image_fsformat {
    enum image_fs_kind kind;
    uint32_t block_size, page_size; /* FAT: of a cluster, of a sector */
    uint32_t name_max;              /* bytes of a file's name; SPIFFS: with its NUL */
    uint32_t version;               /* LittleFS: major << 16 | minor */
    uint32_t serial;                /* FAT: the volume's number */
    bool no_magic, no_length;       /* SPIFFS: without its magic; without length in it */
    uint32_t meta_size;             /* SPIFFS: bytes behind a file's name, for its time */
    bool aligned; /* SPIFFS: built with SPIFFS_ALIGNED_OBJECT_INDEX_TABLES */
    bool no_wear;                   /* FAT: without ESP-IDF's wear levelling */
};

/* Fills in what is 0 as a firmware has it: "esp-idf", "arduino32", "arduino8266", "tasmota32",
 * "tasmota8266", "espeasy32", "espeasy8266", "micropython".  size: of the file system.  False
 * if there is no such firmware, or if it does not use this kind. */
bool image_fsformat_like(struct image_fsformat *format, const char *firmware, uint32_t size);

/* Makes an empty file system that fills edit->size. */
enum image_fsedit_result image_fsedit_format(const struct image_fsedit *edit,
                                             const struct image_fsformat *format,
                                             struct image_trouble *trouble);

/* One finding of a check.  offset: from the file system's first byte. */
struct image_fsfinding {
    struct image_trouble trouble;
    /* What the firmware's library does about it when it mounts the file system: a sentence
     * such as "a mount deletes the page". */
    const char *remedy;
    bool harmless; /* not a damage: left by a reset in the middle of a change, and foreseen */
};
typedef void image_fsfinding_take(void *context, const struct image_fsfinding *finding);

/* Reports all damage.  False if memory ran out. */
bool image_fsedit_check(const struct image_fs *fs, image_fsfinding_take *take, void *context);

#endif
