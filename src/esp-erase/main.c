/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-erase: erases the flash of an ESP8266 or ESP32, or a range of it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>

#include "esp-erase/esp-erase-cmdline.h"

#include "base/clock.h"
#include "base/chipfacts.h"
#include "board/device.h"
#include "board/partition/bootguard.h"
#include "board/partition/partition.h"
#include "board/range.h"
#include "board/secured.h"
#include "cli/main.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp/wire/protocol.h"

struct job {
    struct device device;
    struct flash_range range;
    struct partition partition;
    bool unproven; /* erase where nothing can be read back */
    bool forced; /* erase blank sectors, and a bootloader that may be irreplaceable */
};

/* The user must say explicitly what to erase. */
static bool request_makes_sense(const struct gengetopt_args_info *args)
{
    bool range = args->offset_given || args->size_given;

    if (program_has_operands(args->inputs, args->inputs_num))
        return false;
    if (args->partition_given && !args->all_given && !range)
        return true;
    if (args->all_given && args->partition_given)
        program_usage_error("--all does not go with --partition");
    else if (args->partition_given)
        program_usage_error("--partition does not go with --%s",
                            args->offset_given ? "offset" : "size");
    else if (args->all_given && (args->offset_given || args->size_given))
        program_usage_error("--all does not go with --%s", args->offset_given ? "offset" : "size");
    else if (!args->all_given && !range)
        program_usage_error("say what to erase: --all, --offset=N --size=N, or --partition=NAME");
    else if (args->offset_given != args->size_given)
        program_usage_error("--offset and --size go together");
    else
        return true;
    return false;
}

/* Returns true after a message if the user probably meant another number, for example
 * 262144 (whole sectors) and not 0x262144.  Then the sectors around the typed number are
 * not the sectors that the user meant. */
static bool meant_another(const char *option, const char *text, uint64_t value)
{
    struct flash_limit any;
    char shown[96], meant[32];

    flash_limit_of(&any, 0);
    if (value % ESP_SECTOR_SIZE == 0 ||
        !number_suggest(meant, sizeof(meant), text, value, any.size))
        return false;
    number_describe(shown, sizeof(shown), text, value);
    message_error("--%s: %s is no multiple of a sector's %d bytes; did you mean %s?", option,
                  shown, ESP_SECTOR_SIZE, meant);
    return true;
}

/* If the range is not whole sectors, prints a message with the sectors that contain it. */
static bool check_alignment(struct flash_range *range)
{
    uint64_t mask = ESP_SECTOR_SIZE - 1;
    uint64_t start = range->offset & ~mask;
    uint64_t end;

    if (((range->offset | range->size) & mask) == 0)
        return true;
    if (meant_another("offset", range->offset_text, range->offset) ||
        meant_another("size", range->size_text, range->size) ||
        !range_resolve(range, 0)) /* no flash has this range: there is nothing to offer */
        return false;
    end = (range->offset + range->size + mask) & ~mask;
    message_error("flash is erased in sectors of %d bytes: 0x%" PRIx64 " bytes from 0x%" PRIx64
                  " on lie in those of --offset=0x%" PRIx64 " --size=0x%" PRIx64,
                  ESP_SECTOR_SIZE, range->size, range->offset, start, end - start);
    return false;
}

static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);

    if (!request_makes_sense(args) ||
        !connect_settings_parse(&job->device.settings, &connect) ||
        !partition_parse(&job->partition, args->partition_arg, args->partition_table_arg, NULL) ||
        !range_parse(&job->range, args->offset_arg, args->size_arg) ||
        !check_alignment(&job->range))
        return STATUS_USAGE;
    job->forced = args->force_given;
    job->unproven = args->unproven_given || args->force_given;
    job->device.progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    return device_choose(&job->device, args->port_arg, true);
}

static void tell_result(const struct job *job, uint64_t erased, uint64_t ms)
{
    char done[32], size[32], time[32], place[96];
    const struct partition *partition = &job->partition;
    const char *port = job->device.choice.port;

    number_format_size(done, sizeof(done), erased);
    number_format_size(size, sizeof(size), job->range.size);
    number_format_time(time, sizeof(time), ms);
    snprintf(place, sizeof(place), "0x%" PRIx64 "%s%s", job->range.offset,
             partition->row ? " in " : "", partition->row ? partition->row->name : "");
    if (esp_session_board(job->device.session)->secure_download)
        message_notice("%s: the chip erased %s at %s, in %s, and nothing proves it", port, size,
                       place, time);
    else if (erased == 0)
        message_notice("%s: %s at %s were blank already, %s", port, size, place, time);
    else
        message_notice("%s: erased %s of %s at %s%s, in %s", port, done, size, place, erased < job->range.size ? "; the rest was blank" : "", time);
}

static int erase_range(struct job *job)
{
    const struct esp_erase_request request = {
        .offset = (uint32_t)job->range.offset,
        .size = (uint32_t)job->range.size,
        .all = job->forced,
        .progress = device_progress(&job->device),
    };
    uint64_t start = esp_clock_ms(), erased = 0;
    int err;

    device_progress_begin(&job->device, "erase");
    err = esp_session_erase(job->device.session, &request, &erased);
    progress_end();
    if (err != ESP_OK)
        return device_failed(&job->device, err);
    tell_result(job, erased, esp_clock_ms() - start);
    return STATUS_DONE;
}

/* Refuses to erase what a chip with secure boot or flash encryption may never get again. */
static int check_security(const struct job *job)
{
    const struct esp_board *board = esp_session_board(job->device.session);
    const char *port = job->device.choice.port;
    enum bootguard_reach reach;
    int status;

    if (job->forced)
        return STATUS_DONE;
    status = bootguard_look(&reach, job->device.session, port, job->range.offset, job->range.size);
    if (status != STATUS_DONE || reach == BOOTGUARD_NOT)
        return status;
    message_error("%s: the range %s, and %s; --force erases it all the same", port,
                  reach == BOOTGUARD_BOOTLOADER ? "holds the bootloader"
                  : board->flash_encrypted ? "may hold a part of the bootloader, or its partition"
                                             " table"
                                           : "may hold a part of the bootloader",
                  secured_reason(board));
    return STATUS_REFUSED;
}

/* A sector that two partitions share cannot be erased for one of them. */
static int take_partition(struct job *job)
{
    struct partition *partition = &job->partition;
    int status = partition_find(partition, &job->device);

    if (status != STATUS_DONE)
        return status;
    partition_range(&job->range, partition);
    if (((job->range.offset | job->range.size) & (ESP_SECTOR_SIZE - 1)) == 0)
        return STATUS_DONE;
    message_error("%s: the partition %s is not whole sectors of %d bytes, in which flash is erased;"
                  " name these with --offset and --size",
                  job->device.choice.port, partition->title, ESP_SECTOR_SIZE);
    return STATUS_REFUSED;
}

/* Firmware of the SDK may not start, or not use the radio, without its start values. */
static void tell_radio(const struct job *job)
{
    const struct esp_board *board = esp_session_board(job->device.session);
    uint64_t end = job->range.offset + job->range.size, from_end = board->facts->radio_from_end;
    uint64_t first = board->flash_size - from_end, values = first + ESP_SECTOR_SIZE;

    if (from_end == 0 || board->flash_size < from_end || job->range.offset > values ||
        end <= first)
        return;
    message_notice("%s: this takes with it the radio's calibration and start values, which the SDK"
                   " keeps from 0x%" PRIx64 " on; some firmware needs esp_init_data_default.bin at"
                   " 0x%" PRIx64 " again",
                   job->device.choice.port, first, values);
}

static int work_on_board(struct job *job)
{
    int status = device_open(&job->device, DEVICE_WORK);

    if (status == STATUS_DONE)
        status = secured_check_unproven(&job->device, job->unproven,
                                        "nothing proves what is erased, because the chip reads"
                                        " nothing in Secure Download Mode");
    if (status == STATUS_DONE && job->partition.wanted)
        status = take_partition(job);
    if (status == STATUS_DONE &&
        (!range_resolve(&job->range, esp_session_board(job->device.session)->flash_size) ||
         !device_reaches(&job->device, &job->range)))
        status = STATUS_USAGE;
    if (status == STATUS_DONE)
        status = check_security(job);
    if (status == STATUS_DONE)
        status = device_start(&job->device);
    if (status != STATUS_DONE)
        return status;
    tell_radio(job);
    return erase_range(job);
}

static int erase(const struct gengetopt_args_info *args)
{
    struct job job = {0};
    int status = prepare(&job, args);

    if (status == STATUS_DONE) {
        status = work_on_board(&job);
        device_leave(&job.device, status);
    }
    device_close(&job.device);
    return status;
}

int main(int argc, char **argv)
{
    return program_main("esp-erase", cmdline_parser, erase, argc, argv);
}
