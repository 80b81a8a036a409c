/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a file system, and where their bytes lie.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A file is a list of extents.  Bytes can be changed in place; a file never becomes longer
 * or shorter.
 */
#ifndef IMAGE_FS_FSFILE_H
#define IMAGE_FS_FSFILE_H

#include "image/fs/fs.h"

#define IMAGE_FSFILE_NO_BLOCK UINT32_MAX

struct image_fsfile_extent {
    uint32_t offset, size; /* from the file system's first byte */
};

struct image_fsfile {
    char *path; /* without a first '/': "config.dat", "folder/file" */
    bool folder;
    /* Bytes of the file are missing, or the file is there twice: it cannot be read. */
    bool broken;
    uint32_t size;
    uint32_t time; /* of the last change, in seconds since 1970; 0: none is stored */
    struct image_fsfile_extent *extents; /* in the order of the file */
    size_t extent_count, extent_room;
    /* LittleFS: the block of a folder that has the contents; a CRC covers them there. */
    uint32_t inline_block, inline_end; /* the end of the block's commits, in bytes */
    /* FAT: the short name of a file that has a long one, too, for example "LONGNA~1.TXT"; bytes
     * that are not ASCII are '?'. */
    char alias[13];
};

struct image_fsfiles {
    struct image_fs fs;
    struct image_fsfile *files;
    size_t count, room;
    uint64_t listed; /* bytes of names and extents; an image that is made to be slow has many */
    bool out_of_memory;
    /* SPIFFS: where the numbers of data pages begin in a file's first index page, as all files
     * together show; 0: no file has any. */
    uint32_t first_numbers;
    uint32_t tied_numbers; /* another place that the files show as well; 0: none */
    bool mixed_numbers;    /* no place is right for all files */
    bool slash;            /* names begin with a '/', which is not in the paths here */
    struct image_fs_usage damage; /* the first damage; the counts are not used */
    /* FAT: if not NULL, called for each sector of a folder before its entries are read. */
    void (*folder_sector)(void *context, const uint8_t *sector);
    void *folder_context;
};

/* Lists all files and folders.  False if memory ran out.  A damage ends the list early. */
bool image_fsfiles_list(struct image_fsfiles *files, const struct image_fs *fs);
void image_fsfiles_free(struct image_fsfiles *files);

/* Does a file system of this kind take two paths for the same?  A first '/' makes no difference.
 * LittleFS and FAT take "a//b" for "a/b"; in FAT the case of letters makes no difference.  The
 * function does not look at FAT's short names (LONGNA~1.TXT). */
bool image_fs_same_path(enum image_fs_kind kind, const char *one, const char *other);

/* NULL: there is no file with this path. */
const struct image_fsfile *image_fsfiles_named(const struct image_fsfiles *files,
                                               const char *path);

/* The file in FAT whose path this is if the file is called by its short name.  NULL: no file has
 * this path. */
const struct image_fsfile *image_fsfiles_aliased(const struct image_fsfiles *files,
                                                 const char *path);

/* Copies bytes of a file that is not broken.  The range must lie within the file. */
void image_fsfile_get(const struct image_fsfile *file, const uint8_t *data, uint32_t offset,
                      uint8_t *bytes, uint32_t size);

/* Changes bytes in place, and makes the CRC that covers them right.  data: the bytes of the
 * file system that was listed. */
void image_fsfile_put(const struct image_fsfiles *files, const struct image_fsfile *file,
                      uint8_t *data, uint32_t offset, const uint8_t *bytes, uint32_t size);

/* The offset in the file system of a byte of the file. */
uint32_t image_fsfile_place(const struct image_fsfile *file, uint32_t offset);

/* For the readers of the kinds of file systems.  image_fsfile_add() returns NULL if memory
 * is out or the list is too long. */
struct image_fsfile *image_fsfile_add(struct image_fsfiles *files, const char *folder,
                                      const uint8_t *name, size_t name_size);
bool image_fsfile_extend(struct image_fsfiles *files, struct image_fsfile *file, size_t offset,
                         uint32_t size);
void image_spiffs_files(struct image_fsfiles *files, const struct image_spiffs *spiffs);
void image_littlefs_files(struct image_fsfiles *files, const struct image_littlefs *fs);
void image_fat_files(struct image_fsfiles *files, const struct image_fat *fat);

/* Was the board stopped while wear levelling rewrote a sector?  The sector's bytes are behind
 * FAT then. */
bool image_fat_is_rewriting(const struct image_fat *fat);

/* Wipes what no file and no folder has.  data: fat->data.  Changes nothing but deleted entries
 * if FAT is damaged; then *whole is false.  False if memory ran out. */
bool image_fat_wipe(const struct image_fat *fat, uint8_t *data, bool *whole);

#endif
