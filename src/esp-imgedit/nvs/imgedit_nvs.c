/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit for NVS: the partition and its keys.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/nvs/imgedit_nvs.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/program.h"
#include "cli/status.h"
#include "esp-imgedit/imgedit_place.h"
#include "files/imagefile.h"
#include "image/nvs/edit/nvs_crypt.h"
#include "image/nvs/edit/nvs_work.h"

enum { KEYS_FILE_MAX = 64 << 10 }; /* a partition of keys has 4 KB, and few are larger */

bool imgedit_nvs_looks(const struct gengetopt_args_info *args)
{
    return args->nvs_given || args->nvs_get_given;
}

static int read_keys(struct imgedit_nvs *nvs, const char *name)
{
    struct image_trouble trouble;
    int status = image_file_read_upto(name, KEYS_FILE_MAX, &nvs->keys, &nvs->keys_size);

    if (status != STATUS_DONE)
        return status;
    if (image_nvs_check_keys(nvs->keys, nvs->keys_size, &trouble) == ESP_EDIT_DONE)
        return STATUS_DONE;
    message_error("--nvs-keys: %s: %s", image_file_title(name), trouble.text);
    return STATUS_USAGE;
}

int imgedit_nvs_prepare(struct imgedit_nvs *nvs, const struct gengetopt_args_info *args)
{
    bool used = imgedit_nvs_looks(args) || args->nvs_set_given || args->nvs_del_given ||
                args->settings_given || args->set_given || args->table_given || args->scrub_given;

    if (!used && (args->nvs_keys_given || args->nvs_partition_given)) {
        program_usage_error("--%s is an option for --nvs, --nvs-get, --nvs-set or --nvs-del",
                            args->nvs_keys_given ? "nvs-keys" : "nvs-partition");
        return STATUS_USAGE;
    }
    nvs->partition = args->nvs_partition_arg;
    return args->nvs_keys_given ? read_keys(nvs, args->nvs_keys_arg) : STATUS_DONE;
}

void imgedit_nvs_free(struct imgedit_nvs *nvs)
{
    if (nvs->keys)
        OPENSSL_cleanse(nvs->keys, nvs->keys_size);
    free(nvs->keys);
    *nvs = (struct imgedit_nvs){0};
}

int imgedit_nvs_image(struct esp_settings_image *image, struct editing *editing)
{
    struct imgedit_place range;

    *image = (struct esp_settings_image){
        .data = editing->buffer.data,
        .size = editing->buffer.size,
        .chip = editing->chip,
        .nvs_keys = editing->nvs.keys,
        .nvs_keys_size = editing->nvs.keys_size,
    };
    if (!editing->nvs.partition)
        return STATUS_DONE;
    if (!imgedit_range_parse(&range, &editing->buffer, editing->chip, "nvs-partition",
                             editing->nvs.partition))
        return STATUS_USAGE;
    if (range.offset > UINT32_MAX || range.size > UINT32_MAX) {
        message_error("--nvs-partition: %s is too big", editing->nvs.partition);
        return STATUS_USAGE;
    }
    image->place_offset = (uint32_t)range.offset;
    image->place_size = (uint32_t)range.size;
    return STATUS_DONE;
}

int imgedit_nvs_fail(const char *option, const char *name, enum esp_edit_result result,
                     const struct image_trouble *trouble)
{
    int shown = name ? image_nvs_name_shown(name) : 0;

    message_error("--%s: %.*s%s%s", option, shown, name ? name : "", name ? ": " : "", trouble->text);
    return result == ESP_EDIT_REFUSED ? STATUS_REFUSED : STATUS_USAGE;
}
