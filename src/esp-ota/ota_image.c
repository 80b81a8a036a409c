/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image of an update: read, checked, and packed if the user wants that.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-ota/ota_image.h"

#include "esp-ota/esp-ota-cmdline.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-ota/ota_room.h"
#include "files/imagefile.h"
#include "image/app/app.h"
#include "image/fs/fs.h"

#define OUT_OF_DUMP "; esp-imgedit --extract takes the application out of a dump"

enum { GZIP_WINDOW = MAX_WBITS + 16, GZIP_MORE = 64 };

int ota_image_load(struct ota_image *image, const struct gengetopt_args_info *args)
{
    const char *name = args->inputs_num > 0 ? args->inputs[0] : "-";

    *image = (struct ota_image){.title = image_file_title(name)};
    image->filesystem = args->filesystem_given;
    if (args->inputs_num > 1) {
        program_usage_error("unexpected operand '%s': one image at a time", args->inputs[1]);
        return STATUS_USAGE;
    }
    return image_file_read(name, &image->data, &image->size);
}

void ota_image_free(struct ota_image *image)
{
    free(image->data);
    image->data = NULL;
}

/* A dump of a chip that looks for its bootloader behind the first sectors. */
static bool has_bootloader_behind(const struct ota_image *image)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        uint32_t at = esp_chipfacts[i].boot_offset;

        if (at > 0 && at < image->size && image_app_begins(image->data + at, image->size - at))
            return true;
    }
    return false;
}

static bool is_filesystem(const struct ota_image *image)
{
    struct image_fs fs;

    return image_fs_find(&fs, image->data, image->size);
}

/* What is wrong with the file as an application: a part of a sentence, and advice or "". */
static const char *wrong_as_application(const struct ota_image *image, const char **advice)
{
    *advice = "";
    switch (image->look.kind) {
    case IMAGE_FIT_NEW_BOOTLOADER:
        *advice = OUT_OF_DUMP;
        return "begins with a bootloader, as a dump of a whole flash does, and an update over the "
               "network is the application alone";
    case IMAGE_FIT_NEW_DATA:
        if (is_filesystem(image)) {
            *advice = "; --filesystem sends it as one";
            return "is a file system, and no application";
        }
        if (has_bootloader_behind(image)) {
            *advice = OUT_OF_DUMP;
            return "is a dump of a whole flash, and an update over the network is the application "
                   "alone";
        }
        return "does not begin as an application does";
    default:
        break;
    }
    if (!ota_room_is_dump(image))
        return NULL;
    *advice = OUT_OF_DUMP;
    return "has far more than an application, as a dump of a whole flash has, and an update over "
           "the network is the application alone";
}

static int check_application(const struct ota_image *image, const struct gengetopt_args_info *args)
{
    const struct image_fit_new *look = &image->look;
    const char *advice, *wrong = NULL;

    if (look->kind == IMAGE_FIT_NEW_NO_MEMORY) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    if (args->force_given)
        return STATUS_DONE;
    if (look->kind == IMAGE_FIT_NEW_WRAPPED)
        message_error("%s is %s, and no application", image->title, look->what);
    else if (look->kind == IMAGE_FIT_NEW_BROKEN)
        message_error("%s: %s%s", image->title, look->trouble.text,
                      look->cut ? ": the application is cut short" : "");
    else if ((wrong = wrong_as_application(image, &advice)) != NULL)
        message_error("%s %s%s", image->title, wrong, advice);
    else
        return STATUS_DONE;
    return STATUS_REFUSED;
}

static int check_filesystem(const struct ota_image *image, const struct gengetopt_args_info *args)
{
    if (args->force_given)
        return STATUS_DONE;
    if (image->look.kind == IMAGE_FIT_NEW_NO_MEMORY) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    if (image->look.kind != IMAGE_FIT_NEW_DATA && image->look.kind != IMAGE_FIT_NEW_WRAPPED &&
        !(image->look.packed && image->look.kind == IMAGE_FIT_NEW_BROKEN)) {
        message_error("%s is an application%s, and no file system: leave out --filesystem",
                      image->title, image->look.packed ? " that is packed" : "");
        return STATUS_REFUSED;
    }
    if (image->look.packed) { /* both cores unpack applications only */
        message_error("%s is packed by gzip, and the board would write a file system as it comes: "
                      "gunzip unpacks it",
                      image->title);
        return STATUS_REFUSED;
    }
    if (image->look.kind == IMAGE_FIT_NEW_WRAPPED || has_bootloader_behind(image)) {
        message_error("%s is %s, and no file system", image->title,
                      image->look.what ? image->look.what : "a dump of a whole flash");
        return STATUS_REFUSED;
    }
    if (!is_filesystem(image))
        message_notice("%s: its file system is not one that is known here", image->title);
    return STATUS_DONE;
}

static int check_chip(const struct ota_image *image, const struct gengetopt_args_info *args,
                      const struct ota_chip *chip)
{
    if (args->force_given || !chip || !image->chip || chip == image->chip)
        goto good;
    message_error("%s is for an %s, and the board has an %s", image->title, image->look.chip->name,
                  chip->name);
    return STATUS_REFUSED;

good:
    if (!chip)
        chip = image->chip;
    if (!image->look.packed || !chip || chip->unpacks || args->force_given)
        return STATUS_DONE;
    message_error("%s is packed by gzip, which an %s does not unpack", image->title, chip->name);
    return STATUS_REFUSED;
}

/* Packs the application, as gzip -9 does. */
static int pack(struct ota_image *image, const struct ota_chip *chip)
{
    size_t room = image->size + image->size / 512 + GZIP_MORE;
    z_stream stream = {.next_in = image->data, .avail_in = (uInt)image->size};
    uint8_t *packed;

    if (image->filesystem || !chip || !chip->unpacks) {
        message_error("--gzip is for applications of the %s", ota_chip_of_core(true)->name);
        return STATUS_USAGE;
    }
    if (image->look.packed)
        return STATUS_DONE;
    packed = malloc(room);
    if (!packed || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
                                Z_DEFAULT_STRATEGY) != Z_OK) {
        free(packed);
        message_error("out of memory");
        return STATUS_USAGE;
    }
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    (void)!deflate(&stream, Z_FINISH); /* the room is always enough */
    deflateEnd(&stream);
    message_verbose("%s: packed to %zu of %zu bytes", image->title, room - stream.avail_out,
                    image->size);
    free(image->data);
    image->data = packed;
    image->size = room - stream.avail_out;
    image->look.packed = true;
    return STATUS_DONE;
}

int ota_image_check(struct ota_image *image, const struct gengetopt_args_info *args,
                    const struct ota_chip *chip)
{
    int status;

    image_fit_look_at_new(&image->look, NULL, image->data, image->size);
    if (image->look.chip && !image->filesystem)
        image->chip = ota_chip_of_core(image->look.chip == &esp_chipfacts[0]);
    status = image->filesystem ? check_filesystem(image, args) : check_application(image, args);
    if (status == STATUS_DONE)
        status = check_chip(image, args, chip);
    if (status == STATUS_DONE && args->gzip_given)
        status = pack(image, chip ? chip : image->chip);
    if (status == STATUS_DONE)
        status = ota_room_check(image, args);
    return status;
}
