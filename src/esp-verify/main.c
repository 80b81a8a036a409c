/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify: compares the flash of an ESP8266 or ESP32 with an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "esp-verify/esp-verify-cmdline.h"

#include "board/device.h"
#include "board/images.h"
#include "board/mixup.h"
#include "board/partition/partition.h"
#include "board/secured.h"
#include "cli/habits.h"
#include "cli/main.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-verify/verify_bytes.h"
#include "esp-verify/verify_header.h"

struct job {
    struct device device;
    struct image_list list;
    struct partition partition;
    bool read; /* compare byte by byte */
    bool quiet;
    bool differs;
    struct header_span span; /* of the differences */
};

/* A file that was changed since it was read may differ from the flash.  That is only worth
 * a notice. */
static void tell_changed_files(const struct image_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct image_source *source = &list->sources[i];
        char why[128];

        if (sidecar_file_differs(&source->sidecar, source->data, source->size, why, sizeof(why)))
            message_notice("%s is not what %s describes: %s", source->title, source->sidecar.path,
                           why);
    }
}

static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    int status = STATUS_USAGE;

    job->read = args->read_given;
    job->quiet = args->quiet_given > 0;
    job->device.progress = progress_style_of(args->progress_arg, job->quiet);
    if (connect_settings_parse(&job->device.settings, &connect) &&
        partition_parse(&job->partition, args->partition_arg, args->partition_table_arg,
                        args->offset_given ? "--offset" : NULL) &&
        !mixup_in_operands(args->inputs, args->inputs_num, args->port_arg))
        status = images_parse(&job->list, args->inputs, args->inputs_num, args->offset_arg);
    if (status == STATUS_DONE && job->partition.wanted)
        status = images_expect_partition(&job->list);
    if (status == STATUS_DONE)
        status = images_load(&job->list);
    if (status != STATUS_DONE)
        return status;
    tell_changed_files(&job->list);
    return device_choose(&job->device, args->port_arg, !job->list.uses_stdin);
}

static void print_range(void *ctx, uint32_t offset, uint32_t size)
{
    struct job *job = ctx;

    job->differs = true;
    header_span_add(&job->span, offset, size);
    if (!job->quiet)
        printf("0x%08" PRIx32 "-0x%08" PRIx32 " %" PRIu32 "\n", offset, offset + size - 1, size);
}

/* Bytes that the description promises and the file has no more: a difference.  cmp -l
 * prints no line for these bytes. */
static void print_missing(struct job *job, const struct image_source *source)
{
    uint64_t first = source->offset + source->size;
    uint64_t missing = sidecar_missing(&source->sidecar, source->size);

    if (missing == 0)
        return;
    job->differs = true;
    if (!job->quiet && !job->read && first <= UINT32_MAX && missing <= UINT32_MAX - first)
        print_range(job, (uint32_t)first, (uint32_t)missing);
}

static int compare_digests(struct job *job)
{
    int err;

    device_progress_begin(&job->device, "compare");
    err = esp_session_compare(job->device.session, job->list.images, job->list.count, print_range,
                              device_progress(&job->device), job);
    if (err == ESP_OK)
        progress_sum_up(images_total(&job->list), esp_session_baud(job->device.session), NULL);
    progress_end();
    return err;
}

static int compare_bytes(struct job *job)
{
    int err = ESP_OK;

    for (size_t i = 0; i < job->list.count && err == ESP_OK; i++) {
        struct byte_comparison comparison = {
            .image = &job->list.images[i],
            .quiet = job->quiet,
        };
        const struct esp_read_request request = {
            .offset = comparison.image->offset,
            .size = comparison.image->size,
            .sink = byte_comparison_take,
            .progress = device_progress(&job->device),
            .ctx = &comparison,
        };

        device_progress_begin(&job->device, "compare");
        err = esp_session_read(job->device.session, &request, NULL);
        progress_end();
        job->differs = job->differs || comparison.differs;
        if (comparison.differs)
            header_span_add(&job->span, comparison.first, comparison.last - comparison.first + 1);
    }
    /* byte_comparison_take() stopped the reading, because the answer is known. */
    return err == ESP_ERR_SINK && job->quiet && job->differs ? ESP_OK : err;
}

/* A file that another flasher wrote seems to differ, because flashers change its header. */
static void tell_header(const struct job *job)
{
    const char *fields;

    if (job->quiet || !job->differs)
        return;
    fields = header_fields_differ(job->device.session, &job->span, job->list.images,
                                  job->list.count);
    if (fields)
        message_notice("%s: only the %s of the flash in the header differ%s, which other flashers set"
                       " when they write",
                       job->device.choice.port, fields, strstr(fields, " and ") ? "" : "s");
}

static int compare(struct job *job)
{
    struct device *device = &job->device;
    int err;

    device_tell_patience(device, DEVICE_COMPARING, images_total(&job->list));
    err = job->read ? compare_bytes(job) : compare_digests(job);
    if (err != ESP_OK)
        return device_failed(device, err);
    tell_header(job);
    for (size_t i = 0; i < job->list.count; i++)
        print_missing(job, &job->list.sources[i]);
    return job->differs ? STATUS_NO : STATUS_DONE;
}

/* An image that does not fit into the partition differs from it. */
static int take_partition(struct job *job)
{
    struct image_room room;
    int status = partition_find(&job->partition, &job->device);

    if (status != STATUS_DONE)
        return status;
    partition_room(&room, &job->partition);
    return images_place(&job->list, &room) ? STATUS_DONE : STATUS_NO;
}

static int work_on_board(struct job *job)
{
    struct device *device = &job->device;
    int status = device_open(device, DEVICE_WORK);

    if (status == STATUS_DONE)
        status = secured_refuse_reading(device);
    if (status == STATUS_DONE && job->partition.wanted)
        status = take_partition(job);
    if (status != STATUS_DONE)
        return status;
    /* An image that does not fit into the flash differs from it. */
    if (!images_fit(&job->list, esp_session_board(device->session)->flash_size))
        return STATUS_NO;
    status = device_start(device);
    return status == STATUS_DONE ? compare(job) : status;
}

static int verify(const struct gengetopt_args_info *args)
{
    struct job job = {0};
    int status = prepare(&job, args);

    if (status == STATUS_DONE) {
        status = work_on_board(&job);
        device_leave(&job.device, status == STATUS_NO ? STATUS_DONE : status);
    }
    device_close(&job.device);
    images_free(&job.list);
    return status;
}

/* Before the parser, looks for options that esptool users type out of habit. */
static int parse(int argc, char **argv, struct gengetopt_args_info *args)
{
    if (!habits_patch_header(argc, argv))
        return cmdline_parser(argc, argv, args);
    cmdline_parser_init(args); /* program_main() frees args */
    return 1;
}

int main(int argc, char **argv)
{
    return program_main("esp-verify", parse, verify, argc, argv);
}
