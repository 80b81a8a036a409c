/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit for the files of file systems.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions return an exit status, after a message unless it is STATUS_DONE or STATUS_NO.
 */
#ifndef ESP_IMGEDIT_FS_IMGEDIT_FS_H
#define ESP_IMGEDIT_FS_IMGEDIT_FS_H

#include "esp-imgedit/imgedit_apply.h"
#include "image/fields/volumes.h"

struct gengetopt_args_info;

/* Does the request print what file systems contain, in place of the image? */
bool imgedit_fs_looks(const struct gengetopt_args_info *args);

/* Takes --fs and the options of --fs-mk, and checks that they go together. */
int imgedit_fs_prepare(struct imgedit_fs *fs, const struct gengetopt_args_info *args);

/* The file systems that the user chose with --fs, or all.  At least one is found. */
int imgedit_fs_volumes(const struct editing *editing, const char *option,
                       struct image_volume volumes[IMAGE_VOLUMES_MAX], unsigned *count);

/* The one that the user chose, or the only one. */
int imgedit_fs_one(struct editing *editing, const char *option, struct image_volume *volume);

/* The range of --fs: *offset, *size.  size 0: --fs is an offset alone, or is not given. */
int imgedit_fs_place(const struct editing *editing, struct image_extent *place);

/* "littlefs at 0x290000" */
enum { IMGEDIT_FS_TITLE = 40 };
const char *imgedit_fs_title(const struct image_volume *volume, char title[IMGEDIT_FS_TITLE]);

/* --fs-list and --fs-check. */
int imgedit_fs_show(const struct editing *editing, const struct gengetopt_args_info *args);

/* Does one of the edits below.  option: its name without dashes; argument: NULL if it has
 * none. */
int imgedit_fs_edit(struct editing *editing, const char *option, const char *argument);

/* --fs-get=PATH and --fs-tar: the result takes the place of the image. */
int imgedit_fs_get(struct editing *editing, const char *option, const char *path);
int imgedit_fs_tar(struct editing *editing, const char *option, const char *unused);

/* --fs-put=PATH=FILE, --fs-rm=PATH, --fs-untar=FILE, --fs-mk=KIND. */
int imgedit_fs_put(struct editing *editing, const char *option, const char *text);
int imgedit_fs_remove(struct editing *editing, const char *option, const char *path);
int imgedit_fs_untar(struct editing *editing, const char *option, const char *name);
int imgedit_fs_make(struct editing *editing, const char *option, const char *kind);

#endif
