/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the files of file systems, and checks file systems.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fs/fs_print.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "image/fs/edit/fsedit.h"

/* ---- --fs-list ---- */

/* All file systems, with their files. */
struct listings {
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    struct image_fsfiles files[IMAGE_VOLUMES_MAX];
    struct image_fs_usage usage[IMAGE_VOLUMES_MAX];
    struct fs_listing listings[IMAGE_VOLUMES_MAX];
    unsigned count;
};

static bool list_files(struct listings *all)
{
    bool good = true;

    for (unsigned i = 0; i < all->count; i++) {
        good = image_fsfiles_list(&all->files[i], &all->volumes[i].fs) && good;
        good = image_fs_usage(&all->volumes[i].fs, &all->usage[i]) && good;
        all->listings[i] = (struct fs_listing){&all->volumes[i], &all->files[i], &all->usage[i]};
    }
    return good;
}

static bool print(const struct listings *all, const char *image,
                  const struct gengetopt_args_info *args)
{
    if (args->json_given)
        return fs_print_json(image, all->listings, all->count);
    for (unsigned i = 0; i < all->count; i++) {
        if (args->porcelain_given)
            fs_print_lines(&all->listings[i]);
        else
            fs_print_text(&all->listings[i]);
    }
    return true;
}

static int tell_damage(const struct listings *all)
{
    char title[IMGEDIT_FS_TITLE];
    int status = STATUS_DONE;

    for (unsigned i = 0; i < all->count; i++) {
        if (!all->files[i].damage.damaged)
            continue;
        message_error("--fs-list: %s: %s", imgedit_fs_title(&all->volumes[i], title),
                      all->files[i].damage.trouble.text);
        status = STATUS_NO;
    }
    return status;
}

static int list(const struct editing *editing, const struct gengetopt_args_info *args)
{
    struct listings all = {.count = 0};
    int status = imgedit_fs_volumes(editing, "fs-list", all.volumes, &all.count);

    if (status != STATUS_DONE)
        return status;
    if (list_files(&all) && print(&all, editing->title, args)) {
        status = tell_damage(&all);
    } else {
        message_error("out of memory");
        status = STATUS_USAGE;
    }
    for (unsigned i = 0; i < all.count; i++)
        image_fsfiles_free(&all.files[i]);
    return status;
}

/* ---- --fs-check ---- */

struct checking {
    const struct image_volume *volume;
    unsigned damages, harmless;
};

static void print_finding(void *context, const struct image_fsfinding *finding)
{
    struct checking *checking = context;
    uint64_t offset = checking->volume->offset + finding->trouble.offset;

    if (finding->harmless)
        checking->harmless++;
    else
        checking->damages++;
    printf("  0x%" PRIx64 ": %s%s%s%s\n", offset, finding->harmless ? "" : "BROKEN: ",
           finding->trouble.text, finding->remedy ? "; " : "",
           finding->remedy ? finding->remedy : "");
}

/* Checks one file system.  STATUS_NO if it is damaged. */
static int check_volume(const struct image_volume *volume)
{
    struct checking checking = {.volume = volume};
    char title[IMGEDIT_FS_TITLE];

    printf("%s\n", imgedit_fs_title(volume, title));
    if (!image_fsedit_check(&volume->fs, print_finding, &checking)) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    if (checking.damages + checking.harmless == 0)
        puts("  no damage");
    return checking.damages > 0 ? STATUS_NO : STATUS_DONE;
}

static int check(const struct editing *editing)
{
    struct image_volume volumes[IMAGE_VOLUMES_MAX];
    unsigned count;
    int worst = imgedit_fs_volumes(editing, "fs-check", volumes, &count);

    if (worst != STATUS_DONE)
        return worst;
    for (unsigned i = 0; i < count; i++) {
        int status = check_volume(&volumes[i]);

        if (status > worst)
            worst = status;
    }
    return worst;
}

int imgedit_fs_show(const struct editing *editing, const struct gengetopt_args_info *args)
{
    return args->fs_list_given ? list(editing, args) : check(editing);
}
