/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that concern settings and files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/fields/fields.h"
#include "esp-imgedit/fields/scrub_notes.h"
#include "esp-imgedit/fields/table_apply.h"
#include "esp-imgedit/imgedit_change.h"
#include "image/fields/replace.h"
#include "image/fields/scrub.h"

static struct fields_request request_of(struct editing *editing, const char *option)
{
    return (struct fields_request){.buffer = &editing->buffer,
                                   .chip = editing->chip,
                                   .option = option,
                                   .show_secrets = editing->show_secrets,
                                   .nvs_keys = editing->nvs.keys,
                                   .nvs_keys_size = editing->nvs.keys_size};
}

static int set(struct editing *editing, const struct fields_request *request, const char *text)
{
    (void)editing;
    return fields_set_option(request, text);
}

/* What the search for a text needs. */
struct replacing {
    struct editing *editing;
    const struct fields_request *request;
    struct image_replace replace;
    int status;
};

/* Replaces one text outside of files, padded with zeros. */
static bool replace_place(void *context, const struct image_replace_place *place)
{
    struct replacing *replacing = context;
    uint8_t *bytes = calloc(1, place->size);

    replacing->status = STATUS_USAGE;
    if (!bytes) {
        message_error("out of memory");
        return false;
    }
    memcpy(bytes, replacing->replace.new_text, replacing->replace.new_size);
    replacing->status = imgedit_change(replacing->editing, replacing->request->option,
                                       &(struct imgedit_change){.offset = place->offset,
                                                                .size = place->size,
                                                                .bytes = bytes,
                                                                .count = place->size});
    free(bytes);
    return replacing->status == STATUS_DONE;
}

static int tell_replaced(const struct replacing *replacing)
{
    const struct image_replace *replace = &replacing->replace;
    const char *option = replacing->request->option;

    if (replace->left > 0)
        message_notice("--%s: %u more are within a longer text and stay, the first one at 0x%" PRIx32,
                       option, replace->left, replace->first_left);
    if (replace->replaced == 0) {
        message_error("--%s: the image does not have the text", option);
        return STATUS_USAGE;
    }
    message_notice("--%s: replaced %u time%s", option, replace->replaced,
                   replace->replaced == 1 ? "" : "s");
    return STATUS_DONE;
}

static int replace_all(struct replacing *replacing)
{
    struct esp_settings_image image = fields_image(replacing->request);
    struct image_trouble trouble;
    enum esp_edit_result result =
        image_replace_outside(&replacing->replace, &image, replace_place, replacing, &trouble);

    if (result == ESP_EDIT_ABSENT)
        return replacing->status;
    if (result == ESP_EDIT_DONE)
        result = image_replace_in_files(&replacing->replace, &image, &trouble);
    if (result == ESP_EDIT_DONE)
        return tell_replaced(replacing);
    message_error("--%s: %s", replacing->request->option, trouble.text);
    return result == ESP_EDIT_REFUSED ? STATUS_REFUSED : STATUS_USAGE;
}

static int replace_pair(struct editing *editing, const struct fields_request *request,
                        const char *old_text, const char *new_text)
{
    struct replacing replacing = {.editing = editing,
                                  .request = request,
                                  .replace = {.old_text = old_text,
                                              .new_text = new_text,
                                              .old_size = strlen(old_text),
                                              .new_size = strlen(new_text)}};

    if (*old_text && *new_text)
        return replace_all(&replacing);
    message_error("--%s: the argument does not have the form OLD=NEW", request->option);
    return STATUS_USAGE;
}

static int replace_string(struct editing *editing, const struct fields_request *request,
                          const char *text)
{
    const char *mark = strchr(text, '=');
    char *old_text = strndup(text, mark ? (size_t)(mark - text) : 0);
    int status = STATUS_USAGE;

    if (old_text)
        status = replace_pair(editing, request, old_text, mark ? mark + 1 : "");
    else
        message_error("out of memory");
    free(old_text);
    return status;
}

/* ---- a table ---- */

static int patch_cell(void *context, const char *offset, const char *bytes)
{
    size_t size = strlen(offset) + strlen(bytes) + 2;
    char *text = malloc(size);
    int status;

    if (!text) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    snprintf(text, size, "%s=%s", offset, bytes);
    status = imgedit_patch(context, text);
    free(text);
    return status;
}

static int replace_cell(void *context, const char *old_text, const char *new_text)
{
    struct fields_request request = request_of(context, "replace-string");

    return replace_pair(context, &request, old_text, new_text);
}

static int table(struct editing *editing, const struct fields_request *request, const char *text)
{
    struct table_choice choice = {.select = editing->select,
                                  .row = editing->row,
                                  .dry_run = editing->dry_run,
                                  .patch = patch_cell,
                                  .replace = replace_cell,
                                  .context = editing};

    return table_apply(request, &choice, text);
}

/* ---- scrubbing ---- */

struct scrubbing {
    struct editing *editing;
    const char *option;
    struct image_scrub job;
    struct scrub_notes notes;
};

/* Names what was blanked. */
static void tell_scrubbed(void *context, uint32_t offset, uint64_t size, const char *what,
                          const char *name)
{
    struct scrubbing *scrubbing = context;

    scrub_notes_add(&scrubbing->notes, false, name, "--%s: blanked 0x%" PRIx32 "-0x%" PRIx64 ": %s",
                    scrubbing->option, offset, size ? offset + size - 1 : offset, what);
}

/* Names what could not be blanked. */
static void tell_left(void *context, uint32_t offset, const char *what, const char *name)
{
    struct scrubbing *scrubbing = context;

    scrub_notes_add(&scrubbing->notes, true, name, "--%s: 0x%" PRIx32 ": %s", scrubbing->option,
                    offset, what);
}

static bool scrub_bytes(void *context, uint32_t offset, uint32_t size)
{
    const struct scrubbing *scrubbing = context;

    return imgedit_change(scrubbing->editing, scrubbing->option,
                          &(struct imgedit_change){.offset = offset, .size = size}) == STATUS_DONE;
}

static int scrub(struct editing *editing, const struct fields_request *request, const char *text)
{
    struct esp_settings_image image = fields_image(request);
    struct scrubbing scrubbing = {.editing = editing,
                                  .option = request->option,
                                  .job = {.image = &image,
                                          .radio = strcmp(text, "rf") == 0,
                                          .note = tell_scrubbed,
                                          .blank = scrub_bytes,
                                          .fail = tell_left,
                                          .context = &scrubbing}};
    enum esp_edit_result result = image_scrub_all(&scrubbing.job);

    scrub_notes_print(&scrubbing.notes, &scrubbing.job);
    image_scrub_free(&scrubbing.job);
    if (result == ESP_EDIT_DONE)
        return STATUS_DONE;
    message_error("--%s: %s", request->option, scrubbing.job.trouble.text);
    return result == ESP_EDIT_REFUSED ? STATUS_REFUSED : STATUS_USAGE;
}

static const struct {
    const char *option;
    int (*run)(struct editing *editing, const struct fields_request *request, const char *text);
} functions[] = {
    {"set", set},
    {"replace-string", replace_string},
    {"scrub", scrub},
    {"table", table},
};

int imgedit_settings(struct editing *editing, const char *option, const char *argument)
{
    struct fields_request request = request_of(editing, option);

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (strcmp(functions[i].option, option) == 0)
            return functions[i].run(editing, &request, argument ? argument : "");
    return STATUS_USAGE;
}

int imgedit_list(bool show_secrets, const struct esp_chipfacts *chip, const uint8_t *data,
                 size_t size)
{
    struct image_buffer buffer = {.data = (uint8_t *)(uintptr_t)data, .size = size};
    struct fields_request request = {
        .buffer = &buffer, .chip = chip, .option = "settings", .show_secrets = show_secrets};

    return fields_list(&request);
}
