/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-write: makes the flash of a board hold an image, and proves that it does.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "esp-write/esp-write-cmdline.h"

#include "base/clock.h"
#include "board/describe.h"
#include "board/device.h"
#include "board/images.h"
#include "board/mixup.h"
#include "board/partition/partition.h"
#include "cli/habits.h"
#include "cli/main.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp-write/write_blind.h"
#include "esp-write/write_check.h"
#include "esp-write/write_object.h"

struct job {
    struct device device;
    struct image_list list;
    struct partition partition;
    const struct image_row *boots; /* the application that starts; NULL: not known */
    struct allowance allowed;
    bool dry_run;
};

/* Checks everything that can be checked before the work on the board.  Afterwards the whole
 * images are in memory. */
static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    int status = STATUS_USAGE;

    job->allowed = (struct allowance){.clone = args->clone_given,
                                     .shortened = args->short_given,
                                     .unproven = args->unproven_given,
                                     .force = args->force_given};
    job->dry_run = args->dry_run_given;
    job->device.progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    if (connect_settings_parse(&job->device.settings, &connect) &&
        partition_parse(&job->partition, args->partition_arg, args->partition_table_arg,
                        args->offset_given ? "--offset" : NULL) &&
        !mixup_in_operands(args->inputs, args->inputs_num, args->port_arg))
        status = images_parse(&job->list, args->inputs, args->inputs_num, args->offset_arg);
    if (status == STATUS_DONE && job->partition.wanted)
        status = images_expect_partition(&job->list);
    if (status == STATUS_DONE)
        status = images_load(&job->list);
    if (status == STATUS_DONE)
        status = check_files(&job->list, &job->allowed);
    if (status == STATUS_DONE)
        status = device_choose(&job->device, args->port_arg, !job->list.uses_stdin);
    return status;
}

/* A loader that hangs does not hear the next run either, unless the port can reset the chip. */
static bool needs_hand(const struct esp_session *session, int err)
{
    return (err == ESP_ERR_TIMEOUT || err == ESP_ERR_NO_SYNC || err == ESP_ERR_LINE) &&
           esp_session_state(session) != ESP_STATE_STUB && !esp_session_has_lines(session);
}

/* Tells the user what a failed write may have left in the flash. */
static int write_failed(const struct job *job, int err, bool begun)
{
    int status = device_failed(&job->device, err);

    if (err == ESP_ERR_OTHER_BOARD && begun)
        message_error("%s: the first board's flash may hold a part of it now: put that board back"
                      " and give the same command again",
                      job->device.choice.port);
    else if (status == STATUS_DEVICE && begun && needs_hand(job->device.session, err))
        message_error("%s: the flash may hold a part of it now: reset the board into download mode"
                      " by hand, and then the same command again goes on from there",
                      job->device.choice.port);
    else if (status == STATUS_DEVICE && err != ESP_ERR_CHECK && begun)
        message_error("%s: the flash may hold a part of it now: the same command again goes on"
                      " from there",
                      job->device.choice.port);
    return status;
}

/* Prints the plan of a dry run as one line, which programs can read, too. */
static int print_plan(const struct job *job, const struct esp_write_report *report)
{
    struct esp_devline line;
    int err, status;

    esp_devline_init(&line);
    err = esp_devline_set(&line, "port", job->device.choice.port);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "bytes", "%" PRIu64, images_total(&job->list));
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "sectors", "%" PRIu32, report->sectors);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "changed", "%" PRIu32, report->changed);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "erase", "%" PRIu32, report->erase);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "sent", "%" PRIu64, report->sent);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "line-ms", "%" PRIu32, report->line_ms);
    if (err == ESP_OK)
        err = esp_devline_setf(&line, "flash-ms", "%" PRIu32, report->flash_ms);
    status = err == ESP_OK ? describe_print(&line, false, stdout)
                           : device_failed(&job->device, err);
    esp_devline_free(&line);
    return status;
}

static void tell_result(const struct job *job, const struct esp_write_report *report, uint64_t ms)
{
    char what[512], time[32];

    images_summary(&job->list, what, sizeof(what));
    number_format_time(time, sizeof(time), ms);
    if (esp_session_board(job->device.session)->secure_download)
        message_notice("%s: the chip took %s, in %s, and nothing proves it", job->device.choice.port,
                       what, time);
    else if (report->changed == 0)
        message_notice("%s: nothing had to change for %s; compared in %s",
                       job->device.choice.port, what, time);
    else
        message_notice("%s: wrote %s; %" PRIu32 " of %" PRIu32 " sectors had to change, in %s",
                       job->device.choice.port, what, report->changed, report->sectors, time);
}

/* The user may expect the board to start what was written. */
static void tell_boot(const struct job *job)
{
    const struct image_row *row = job->partition.row;

    if (row && row->type == IMAGE_TYPE_APP && job->boots && job->boots != row)
        message_notice("%s: the board starts %s, not %s: so otadata says", job->device.choice.port,
                       job->boots->name, row->name);
}

static int write_images(const struct job *job)
{
    const struct esp_write_request request = {
        .images = job->list.images,
        .count = job->list.count,
        .progress = device_progress(&job->device),
        .dry_run = job->dry_run,
    };
    struct esp_write_report report = {0};
    uint64_t start = esp_clock_ms();
    int err;

    device_tell_patience(&job->device, DEVICE_COMPARING, images_total(&job->list));
    device_progress_begin(&job->device, job->dry_run ? "compare" : "write");
    err = esp_session_write(job->device.session, &request, &report);
    progress_end();
    if (err != ESP_OK)
        return write_failed(job, err, report.begun);
    if (job->dry_run)
        return print_plan(job, &report);
    tell_result(job, &report, esp_clock_ms() - start);
    tell_boot(job);
    tell_clone(&job->list, &job->device);
    return STATUS_DONE;
}

/* Finds the place of the image in the board's table of partitions. */
static int take_partition(struct job *job)
{
    struct partition *partition = &job->partition;
    struct device *device = &job->device;
    struct image_room room;
    int status = partition_find(partition, device);

    if (status != STATUS_DONE)
        return status;
    partition_room(&room, partition);
    if (!images_place(&job->list, &room))
        return STATUS_REFUSED;
    status = check_partition(&job->list.sources[0], partition, device, &job->allowed);
    if (status == STATUS_DONE && partition->row->type == IMAGE_TYPE_APP)
        status = parttable_boots(&job->boots, &partition->table, device->session,
                                 device->choice.port);
    return status;
}

/* Checks the images against the board.  One run tells everything that the user has to allow
 * for this board; what is wrong with the files alone was told before the board was disturbed. */
static int check_all(struct job *job)
{
    struct device *device = &job->device;
    int status = write_check_blind(&job->list, device, &job->allowed, job->dry_run);

    if (status == STATUS_DONE && job->partition.wanted)
        status = take_partition(job);
    if (job->partition.wanted && !job->list.sources[0].partition)
        return status; /* the image has no place */
    if (write_goes_on(status))
        status = write_both(status, check_board(&job->list, &job->partition, device,
                                                &job->allowed));
    return status;
}

static int work_on_board(struct job *job)
{
    struct device *device = &job->device;
    int status = device_open(device, DEVICE_WORK);

    if (status == STATUS_DONE)
        status = check_all(job);
    if (status == STATUS_DONE)
        status = device_start(device);
    return status == STATUS_DONE ? write_images(job) : status;
}

static int restore(const struct gengetopt_args_info *args)
{
    struct job job = {0};
    int status = prepare(&job, args);

    if (status == STATUS_DONE) {
        status = work_on_board(&job);
        device_leave(&job.device, status);
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
    return program_main("esp-write", parse, restore, argc, argv);
}
