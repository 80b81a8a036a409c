/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read: copies the flash of an ESP8266 or ESP32 to standard output or into a file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-read/esp-read-cmdline.h"

#include "cli/main.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/device.h"
#include "board/mixup.h"
#include "board/partition/partition.h"
#include "board/range.h"
#include "board/resume.h"
#include "board/secured.h"
#include "cli/message.h"
#include "cli/program.h"
#include "cli/signals.h"
#include "esp-read/read_base.h"
#include "esp-read/read_image.h"
#include "esp-read/read_meta.h"
#include "esp-read/read_replace.h"
#include "files/output.h"
#include "files/plainfile.h"

struct job {
    struct device device;
    struct flash_range range;
    struct partition partition;
    struct image image;
    struct resume resume;
    bool go_on; /* use the data of an interrupted run */
    bool force; /* replace the dump of another board, or of more */
    struct base base;
    struct output meta; /* the sidecar; closed if no sidecar is wanted */
    char *meta_path;
};

/* Earlier contents of the range.  The chip's digests decide which of them are right. */
struct known {
    const uint8_t *data; /* NULL: nothing is known */
    size_t size;         /* bytes */
};

static int complain_of_terminal(void)
{
    program_usage_error("the terminal is no place for a flash image: use > FILE or --output=FILE");
    return STATUS_USAGE;
}

/* Is meta the place of the dump, of the part or journal beside it, or of the older dump? */
static bool is_taken(const struct job *job, const char *meta)
{
    const char *const names[] = {job->image.output.final, job->image.output.temporary,
                                 job->resume.journal, job->base.name};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i] && output_same_place(meta, names[i]))
            return true;
    return false;
}

/* If the user did not ask for the sidecar, it may replace only another sidecar. */
static int check_meta_place(const struct job *job, const char *file)
{
    const char *objection = plainfile_objection(job->meta_path, file);

    if (!objection)
        return STATUS_DONE;
    message_error("%s: %s; --meta=FILE names another place for the description", job->meta_path,
                  objection);
    return STATUS_USAGE;
}

/* Chooses the sidecar's path: the value of --meta, or else beside the output file.  If
 * there is neither, job->meta_path stays NULL. */
static int choose_meta_path(struct job *job, const struct gengetopt_args_info *args)
{
    if (args->meta_arg && is_taken(job, args->meta_arg)) {
        message_error("--meta=%s: that is the place of a dump; choose another name",
                      args->meta_arg);
        return STATUS_USAGE;
    }
    if (args->meta_arg)
        job->meta_path = strdup(args->meta_arg);
    else if (!output_is_file(&job->image.output))
        return STATUS_DONE;
    else if (asprintf(&job->meta_path, "%s.meta", args->output_arg) < 0)
        job->meta_path = NULL;
    if (job->meta_path)
        return args->meta_arg ? STATUS_DONE : check_meta_place(job, args->output_arg);
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

/* Finds out before the work whether the sidecar can be written.  A file is closed again and
 * opened when there is something to write, so that an interrupted run leaves no file. */
static int try_meta(struct job *job)
{
    if (!job->meta_path)
        return STATUS_DONE;
    if (output_open(&job->meta, job->meta_path) != 0)
        return STATUS_USAGE;
    if (output_is_file(&job->meta))
        output_close(&job->meta);
    return STATUS_DONE;
}

static int open_outputs(struct job *job, const struct gengetopt_args_info *args)
{
    struct output *output = &job->image.output;
    int status = STATUS_DONE;

    if (!args->output_arg || strcmp(args->output_arg, "-") == 0)
        output_open_stdout(output);
    else
        status = resume_open(&job->resume, output, args->output_arg);
    if (status == STATUS_DONE && output_is_terminal(output))
        status = complain_of_terminal();
    if (status == STATUS_DONE)
        status = choose_meta_path(job, args);
    if (status == STATUS_DONE)
        status = try_meta(job);
    return status == STATUS_DONE && image_start(&job->image) != 0 ? STATUS_USAGE : status;
}

/* Does an option name a port in place of a file?  --meta is not checked, because the
 * description may go to a terminal. */
static bool names_port(const struct gengetopt_args_info *args)
{
    return (args->base_arg && mixup_file_is_port(args->base_arg, "--base=", args->port_arg)) ||
           (args->output_arg && mixup_file_is_port(args->output_arg, "--output=", args->port_arg));
}

/* Parses the options that say what to read. */
static bool parse_range(struct job *job, const struct gengetopt_args_info *args)
{
    const char *address = args->offset_given ? "--offset" : args->size_given ? "--size" : NULL;

    return partition_parse(&job->partition, args->partition_arg, args->partition_table_arg,
                           address) &&
           range_parse(&job->range, args->offset_arg, args->size_arg);
}

/* Checks everything that can be checked before the work on the board. */
static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    const struct connect_args connect = CONNECT_ARGS(args, args->after_arg);
    int status;

    if (program_has_operands(args->inputs, args->inputs_num) ||
        !connect_settings_parse(&job->device.settings, &connect) ||
        !parse_range(job, args) || names_port(args))
        return STATUS_USAGE;
    job->device.progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    job->go_on = !args->no_resume_given;
    job->force = args->force_given;
    status = args->base_arg ? base_load(&job->base, args->base_arg) : STATUS_DONE;
    if (status == STATUS_DONE)
        status = open_outputs(job, args);
    if (status == STATUS_DONE)
        status = device_choose(&job->device, args->port_arg, true);
    return status;
}

/* Tells the user that an interrupted run's data is used. */
static void tell_resumption(const struct job *job)
{
    message_notice("going on with %s: %zu of %" PRIu64 " KiB are there",
                   job->image.output.temporary, job->resume.size / 1024, job->range.size / 1024);
}

/* Finds the earlier contents: the older dump of --base, or else an interrupted run's
 * data. */
static struct known find_known(const struct job *job)
{
    if (!job->base.name && !job->resume.data)
        return (struct known){0};
    if (!esp_session_has_digests(job->device.session)) {
        message_notice("without the stub all is read, whatever %s has",
                       job->base.name ? job->base.name : job->image.output.temporary);
        return (struct known){0};
    }
    if (job->base.name)
        return (struct known){.data = job->base.data, .size = job->base.size};
    tell_resumption(job);
    return (struct known){.data = job->resume.data, .size = job->resume.size};
}

static int check_arrival(struct job *job, const uint8_t *chip_md5)
{
    if (image_digest(&job->image) != 0)
        return STATUS_USAGE;
    if (job->image.size != job->range.size ||
        memcmp(chip_md5, job->image.md5, sizeof(job->image.md5)) != 0)
        return device_failed(&job->device, ESP_ERR_CHECK);
    return STATUS_DONE;
}

/* Does the partition hold what the chip encrypts? */
static bool is_ciphertext(const struct job *job)
{
    return job->partition.row && partition_is_encrypted(job->partition.row);
}

/* Reads the flash straight into the output. */
static int read_flash(struct job *job)
{
    struct device *device = &job->device;
    const struct known known = find_known(job);
    uint64_t reused = 0;
    const struct esp_read_request request = {
        .offset = (uint32_t)job->range.offset,
        .size = (uint32_t)job->range.size,
        .sink = image_take,
        .progress = device_progress(device),
        .ctx = &job->image,
        .base = known.data,
        .base_size = (uint32_t)known.size,
        .reused = &reused,
    };
    uint8_t chip_md5[16];
    int err;

    if (esp_session_board(device->session)->flash_encrypted)
        message_notice("%s: the flash is encrypted: this dump is of use on this chip only%s",
                       device->choice.port,
                       is_ciphertext(job) ? ", and is ciphertext" : "");
    device_tell_patience(device, DEVICE_READING, job->range.size);
    device_progress_begin(device, "read");
    err = esp_session_read(device->session, &request, chip_md5);
    if (err == ESP_OK)
        progress_sum_up(job->range.size, esp_session_baud(device->session), chip_md5);
    progress_end();
    if (err != ESP_OK)
        return device_failed(device, err);
    if (known.data)
        base_tell(&job->base, reused, job->range.size);
    return check_arrival(job, chip_md5);
}

/* Checks that the request fits the board, and that the board fits the earlier contents. */
static int fit(struct job *job)
{
    const struct resume_subject subject = {
        .port = job->device.choice.port,
        .board = esp_session_board(job->device.session),
        .range = &job->range,
    };
    int status = STATUS_DONE;

    if (job->partition.wanted)
        status = partition_find(&job->partition, &job->device);
    if (status != STATUS_DONE)
        return status;
    if (job->partition.row)
        partition_range(&job->range, &job->partition);
    if (!range_resolve(&job->range, subject.board->flash_size) ||
        !device_reaches(&job->device, &job->range))
        return STATUS_USAGE;
    status = replace_check(output_is_file(&job->image.output) ? job->image.output.name : NULL,
                           job->meta_path, &job->device, &job->range, job->force);
    if (status == STATUS_DONE)
        status = base_check(&job->base, subject.board, &job->range);
    if (status == STATUS_DONE)
        status = resume_begin(&job->resume, &job->image.output, &subject, job->go_on);
    if (status == STATUS_DONE && output_reserve(&job->image.output, job->range.size) != 0)
        status = STATUS_USAGE;
    return status;
}

/* Finds the board and reads. */
static int work_on_board(struct job *job)
{
    int status = device_open(&job->device, DEVICE_WORK);

    if (status == STATUS_DONE)
        status = secured_refuse_reading(&job->device);
    if (status == STATUS_DONE)
        status = fit(job);
    if (status == STATUS_DONE)
        status = device_start(&job->device);
    return status == STATUS_DONE ? read_flash(job) : status;
}

static int write_meta(struct job *job, const struct meta_facts *facts)
{
    if (!job->meta_path)
        return 0;
    if (job->meta.fd < 0 && output_open(&job->meta, job->meta_path) != 0)
        return -1;
    return meta_write(&job->meta, facts);
}

/* All data was read and agrees with the chip.  Gives the files their final names. */
static int deliver(struct job *job)
{
    const struct meta_facts facts = {
        .choice = &job->device.choice,
        .board = esp_session_board(job->device.session),
        .range = &job->range,
        .partition = job->partition.row ? job->partition.row->name : NULL,
        .image = &job->image,
    };

    if (output_finish(&job->image.output) != 0 ||
        write_meta(job, &facts) != 0 || signals_caught() != 0 ||
        output_check(&job->image.output, job->image.sha256) != 0 ||
        output_publish_pair(&job->image.output, &job->meta) != 0)
        return STATUS_USAGE;
    return STATUS_DONE;
}

/* A pipe or a device has already got the data from before the failure. */
static void warn_of_partial_output(const struct job *job, int status)
{
    if (status == STATUS_DEVICE && job->image.size > 0 && signals_caught() == 0 &&
        !output_is_file(&job->image.output))
        message_error("throw away what was written to %s: it is not the flash",
                      job->image.output.name);
}

static int back_up(const struct gengetopt_args_info *args)
{
    struct job job = {
        .image = {.output = OUTPUT_NONE},
        .resume = RESUME_NONE,
        .meta = OUTPUT_NONE,
    };
    int status = prepare(&job, args);

    if (status == STATUS_DONE) {
        status = work_on_board(&job);
        device_leave(&job.device, status);
        if (status == STATUS_DONE)
            status = deliver(&job);
        warn_of_partial_output(&job, status);
    }
    device_close(&job.device);
    resume_close(&job.resume, &job.image.output);
    base_free(&job.base);
    image_close(&job.image);
    output_close(&job.meta);
    free(job.meta_path);
    return status;
}

int main(int argc, char **argv)
{
    return program_main("esp-read", cmdline_parser, back_up, argc, argv);
}
