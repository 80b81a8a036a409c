/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read: the flash of an ESP8266 to standard output or into a file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/connect.h"
#include "common/message.h"
#include "common/output.h"
#include "common/portchoice.h"
#include "common/program.h"
#include "common/progress.h"
#include "common/range.h"
#include "common/sameboard.h"
#include "common/signals.h"
#include "common/status.h"
#include "esp-read-cmdline.h"
#include "common/main.h"
#include "esp-read-image.h"
#include "esp-read-meta.h"

struct job {
    struct connect_settings settings;
    enum progress_style progress;
    struct port_choice choice;
    struct flash_range range;
    struct image image;
    struct output meta; /* closed when none is wanted */
    char *meta_path;
    struct esp_session *session;
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
    const struct connect_args connect = CONNECT_ARGS(args);
    const struct port_choice_request request = {
        .option = args->port_arg,
        .read_stdin = true,
        .status_if_none = STATUS_DEVICE,
    };
    int status;

    if (program_has_operands(args->inputs, args->inputs_num) ||
        !connect_settings_parse(&job->settings, &connect) ||
        !range_parse(&job->range, args->offset_arg, args->size_arg))
        return STATUS_USAGE;
    job->progress = progress_style_of(args->progress_arg, args->quiet_given > 0);
    status = open_outputs(job, args);
    if (status == STATUS_DONE)
        status = port_choose(&job->choice, &request);
    if (status == STATUS_DONE && !connect_settings_adopt(&job->settings, &job->choice.line))
        status = STATUS_USAGE;
    return status;
}

/* The stub does the reading; what it sends goes straight to the output. */
static int read_flash(struct job *job)
{
    const struct esp_read_request request = {
        .offset = (uint32_t)job->range.offset,
        .size = (uint32_t)job->range.size,
        .sink = image_take,
        .progress = progress_update,
        .ctx = &job->image,
    };
    uint8_t chip_md5[16];
    int err = esp_session_start_stub(job->session);

    if (err == ESP_OK)
        err = esp_session_raise_baud(job->session);
    if (err == ESP_OK) {
        progress_begin(job->progress, "read");
        err = esp_session_read(job->session, &request, chip_md5);
        progress_end();
    }
    if (err != ESP_OK)
        return connect_failed(job->session, job->choice.port, err);
    if (image_digest(&job->image) != 0)
        return STATUS_USAGE;
    if (job->image.size != job->range.size ||
        memcmp(chip_md5, job->image.md5, sizeof(chip_md5)) != 0) {
        message_error("%s: %s", job->choice.port, esp_strerror(ESP_ERR_CHECK));
        return STATUS_DEVICE;
    }
    return STATUS_DONE;
}

/* Finds the board, makes sure that the request fits it, reads. */
static int work_on_board(struct job *job)
{
    const char *state = esp_devline_get(&job->choice.line, "state");
    bool stub_waits = state && strcmp(state, "stub") == 0; /* no reset needed */
    int err = connect_board(&job->session, &job->settings, job->choice.port, stub_waits);
    int status = status_of(err);

    if (err == ESP_OK)
        status = sameboard_check(&job->choice.line, job->session, job->choice.port);
    if (status != STATUS_DONE)
        return status;
    if (!range_resolve(&job->range, esp_session_board(job->session)->flash_size) ||
        output_reserve(&job->image.output, job->range.size) != 0)
        return STATUS_USAGE;
    return read_flash(job);
}

/* A board that cannot be left as asked is worth a word, but what was read from
 * it is good none the less. */
static void leave_board(struct job *job, int status)
{
    int err;

    if (!job->session)
        return;
    err = esp_session_leave(job->session, job->settings.after);
    if (err != ESP_OK && status == STATUS_DONE)
        connect_failed(job->session, job->choice.port, err);
}

/* Everything was read and agrees with the chip: the files get their names. */
static int deliver(struct job *job)
{
    const struct meta_facts facts = {
        .choice = &job->choice,
        .board = esp_session_board(job->session),
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
        leave_board(&job, status);
        if (status == STATUS_DONE)
            status = deliver(&job);
        warn_of_partial_output(&job, status);
    }
    esp_session_close(job.session);
    image_close(&job.image);
    output_close(&job.meta);
    free(job.meta_path);
    port_choice_free(&job.choice);
    return status;
}

int main(int argc, char **argv)
{
    return program_main("esp-read", cmdline_parser, back_up, argc, argv);
}
