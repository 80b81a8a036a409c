/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read: the flash of an ESP8266 to standard output or into a file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/device.h"
#include "common/message.h"
#include "common/output.h"
#include "common/program.h"
#include "common/range.h"
#include "common/signals.h"
#include "esp-read-cmdline.h"
#include "common/main.h"
#include "esp-read-image.h"
#include "esp-read-meta.h"

struct job {
    struct device device;
    struct flash_range range;
    struct image image;
    struct output meta; /* closed when none is wanted */
    char *meta_path;
};

static int complain_of_terminal(void)
{
    program_usage_error("the terminal is no place for a flash image: use > FILE or --output=FILE");
    return STATUS_USAGE;
}

/* Where the sidecar goes: as asked, else beside the file; *path stays NULL
 * without either. */
static int choose_meta_path(struct job *job, const struct gengetopt_args_info *args)
{
    if (args->meta_arg)
        job->meta_path = strdup(args->meta_arg);
    else if (!output_is_file(&job->image.output))
        return STATUS_DONE;
    else if (asprintf(&job->meta_path, "%s.meta", args->output_arg) < 0)
        job->meta_path = NULL;
    if (job->meta_path)
        return STATUS_DONE;
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

static int open_outputs(struct job *job, const struct gengetopt_args_info *args)
{
    struct output *output = &job->image.output;

    if (!args->output_arg || strcmp(args->output_arg, "-") == 0)
        output_open_stdout(output);
    else if (output_open(output, args->output_arg) != 0)
        return STATUS_USAGE;
    if (output_is_terminal(output))
        return complain_of_terminal();
    if (choose_meta_path(job, args) != STATUS_DONE)
        return STATUS_USAGE;
    if (job->meta_path && output_open(&job->meta, job->meta_path) != 0)
        return STATUS_USAGE;
    return image_start(&job->image) == 0 ? STATUS_DONE : STATUS_USAGE;
}

/* All that can be wrong before the board is touched. */
static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    int status;

    if (program_has_operands(args->inputs, args->inputs_num) ||
        !connect_settings_parse(&job->device.settings, &connect) ||
        !range_parse(&job->range, args->offset_arg, args->size_arg))
        return STATUS_USAGE;
    job->device.progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    status = open_outputs(job, args);
    if (status == STATUS_DONE)
        status = device_choose(&job->device, args->port_arg, true);
    return status;
}

/* What arrives goes straight to the output. */
static int read_flash(struct job *job)
{
    struct device *device = &job->device;
    const struct esp_read_request request = {
        .offset = (uint32_t)job->range.offset,
        .size = (uint32_t)job->range.size,
        .sink = image_take,
        .progress = progress_update,
        .ctx = &job->image,
    };
    uint8_t chip_md5[16];
    int err;

    device_tell_patience(device, "reading", job->range.size);
    progress_begin(device->progress, "read");
    err = esp_session_read(device->session, &request, chip_md5);
    progress_end();
    if (err != ESP_OK)
        return device_failed(device, err);
    if (image_digest(&job->image) != 0)
        return STATUS_USAGE;
    if (job->image.size != job->range.size ||
        memcmp(chip_md5, job->image.md5, sizeof(chip_md5)) != 0)
        return device_failed(device, ESP_ERR_CHECK);
    return STATUS_DONE;
}

/* Finds the board, makes sure that the request fits it, reads. */
static int work_on_board(struct job *job)
{
    int status = device_open(&job->device);

    if (status != STATUS_DONE)
        return status;
    if (!range_resolve(&job->range, esp_session_board(job->device.session)->flash_size) ||
        output_reserve(&job->image.output, job->range.size) != 0)
        return STATUS_USAGE;
    status = device_start(&job->device);
    return status == STATUS_DONE ? read_flash(job) : status;
}

/* Everything was read and agrees with the chip: the files get their names. */
static int deliver(struct job *job)
{
    const struct meta_facts facts = {
        .choice = &job->device.choice,
        .board = esp_session_board(job->device.session),
        .range = &job->range,
        .image = &job->image,
    };

    if (output_finish(&job->image.output) != 0 ||
        (job->meta_path && meta_write(&job->meta, &facts) != 0) || signals_caught() != 0 ||
        output_publish_pair(&job->image.output, &job->meta) != 0)
        return STATUS_USAGE;
    return STATUS_DONE;
}

/* A pipe or a device has what came before the failure. */
static void warn_of_partial_output(const struct job *job, int status)
{
    if (status == STATUS_DEVICE && job->image.size > 0 && signals_caught() == 0 &&
        !output_is_file(&job->image.output))
        message_error("throw away what was written to %s: it is not the flash",
                      job->image.output.name);
}

static int back_up(const struct gengetopt_args_info *args)
{
    struct job job = {.image = {.output = OUTPUT_NONE}, .meta = OUTPUT_NONE};
    int status = prepare(&job, args);

    if (status == STATUS_DONE) {
        status = work_on_board(&job);
        device_leave(&job.device, status);
        if (status == STATUS_DONE)
            status = deliver(&job);
        warn_of_partial_output(&job, status);
    }
    device_close(&job.device);
    image_close(&job.image);
    output_close(&job.meta);
    free(job.meta_path);
    return status;
}

int main(int argc, char **argv)
{
    return program_main("esp-read", cmdline_parser, back_up, argc, argv);
}
