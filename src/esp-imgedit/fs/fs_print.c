/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints what file systems contain.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fs/fs_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/calendar.h"
#include "cli/number.h"
#include "esp-imgedit/fields/fields.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "text/metaline.h"

enum { TIME_SIZE = sizeof("2026-01-31T23:59:59Z") };

/* "2026-01-31 23:59", or with iso "2026-01-31T23:59:59Z"; blanks if the file has no time. */
static const char *format_time(char text[TIME_SIZE], uint32_t seconds, bool iso)
{
    struct tm parts = esp_calendar_utc(seconds);

    if (seconds == 0 ||
        strftime(text, TIME_SIZE, iso ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M", &parts) == 0)
        snprintf(text, TIME_SIZE, "%16s", "");
    return text;
}

static bool has_times(const struct image_fsfiles *files)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->files[i].time != 0)
            return true;
    return false;
}

/* ---- for people ---- */

void fs_print_text(const struct fs_listing *listing)
{
    char title[IMGEDIT_FS_TITLE], used[32], total[32], when[TIME_SIZE];
    bool times = has_times(listing->files);

    number_format_size(used, sizeof(used), listing->usage->used);
    number_format_size(total, sizeof(total), listing->usage->total);
    printf("%s, %s of %s used\n", imgedit_fs_title(listing->volume, title), used, total);
    for (size_t i = 0; i < listing->files->count; i++) {
        const struct image_fsfile *file = &listing->files->files[i];

        printf("%10" PRIu32 "  ", file->size);
        if (times)
            printf("%s  ", format_time(when, file->time, false));
        fields_print(file->path);
        printf("%s%s\n", file->folder ? "/" : "", file->broken ? "  (damaged)" : "");
    }
}

/* ---- lines ---- */

static void print_file_line(const struct image_fsfile *file)
{
    char when[TIME_SIZE];

    fputs(file->folder ? "folder=" : "file=", stdout);
    metaline_print_value(file->path, stdout);
    if (!file->folder)
        printf(" size=%" PRIu32, file->size);
    if (file->time)
        printf(" time=%s", format_time(when, file->time, true));
    puts(file->broken ? " damaged=1" : "");
}

void fs_print_lines(const struct fs_listing *listing)
{
    printf("fs=%s offset=%" PRIu32 " size=%" PRIu64 " used=%" PRIu64 " total=%" PRIu64,
           image_fs_kind_name(listing->volume->fs.kind), listing->volume->offset,
           image_fs_size(&listing->volume->fs), listing->usage->used, listing->usage->total);
    puts(listing->files->damage.damaged ? " damaged=1" : "");
    for (size_t i = 0; i < listing->files->count; i++)
        print_file_line(&listing->files->files[i]);
}

/* ---- JSON ---- */

static bool fill_file(json_t *object, const struct image_fsfile *file)
{
    char when[TIME_SIZE];

    return json_object_set_new(object, "path", metaline_json_string(file->path)) == 0 &&
           json_object_set_new(object, "type", json_string(file->folder ? "folder" : "file")) == 0 &&
           json_object_set_new(object, "size", json_integer(file->size)) == 0 &&
           (!file->time ||
            json_object_set_new(object, "time", json_string(format_time(when, file->time, true))) == 0) &&
           (!file->broken || json_object_set_new(object, "damaged", json_true()) == 0);
}

static bool add_files(json_t *array, const struct image_fsfiles *files)
{
    for (size_t i = 0; i < files->count; i++) {
        json_t *object = json_object();

        if (json_array_append_new(array, object) != 0 || !fill_file(object, &files->files[i]))
            return false;
    }
    return true;
}

static bool fill_volume(json_t *object, const struct fs_listing *listing)
{
    json_t *files = json_array();

    return json_object_set_new(object, "kind",
                               json_string(image_fs_kind_name(listing->volume->fs.kind))) == 0 &&
           json_object_set_new(object, "offset", json_integer(listing->volume->offset)) == 0 &&
           json_object_set_new(object, "size",
                               json_integer((json_int_t)image_fs_size(&listing->volume->fs))) == 0 &&
           json_object_set_new(object, "used",
                               json_integer((json_int_t)listing->usage->used)) == 0 &&
           json_object_set_new(object, "total",
                               json_integer((json_int_t)listing->usage->total)) == 0 &&
           (!listing->files->damage.damaged ||
            json_object_set_new(object, "damage",
                                metaline_json_string(listing->files->damage.trouble.text)) == 0) &&
           json_object_set_new(object, "files", files) == 0 && add_files(files, listing->files);
}

bool fs_print_json(const char *title, const struct fs_listing *listings, unsigned count)
{
    json_t *object = json_object(), *volumes = json_array();
    bool good = json_object_set_new(object, "image", metaline_json_string(title)) == 0 &&
                json_object_set_new(object, "filesystems", volumes) == 0;

    for (unsigned i = 0; i < count && good; i++) {
        json_t *volume = json_object();

        good = json_array_append_new(volumes, volume) == 0 && fill_volume(volume, &listings[i]);
    }
    good = good && metaline_print_json(object, JSON_INDENT(2), stdout) == 0;
    json_decref(object);
    return good;
}
