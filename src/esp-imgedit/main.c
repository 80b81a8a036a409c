/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-imgedit: looks into images of the flash, and changes them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "cli/main.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/edit_order.h"
#include "esp-imgedit/imgedit_files.h"
#include "esp-imgedit/looking.h"
#include "files/imagefile.h"

struct job {
    const char *name; /* of the image's file, "-" for standard input */
    struct output output;
    uint8_t *data;
    size_t size;
};

/* The edits in their order.  parse() collects them, because only parse() has the command
 * line. */
static struct edit_list edits;

static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    if (args->inputs_num > 1) {
        program_usage_error("unexpected operand '%s': one image at a time", args->inputs[1]);
        return STATUS_USAGE;
    }
    job->name = args->inputs_num > 0 ? args->inputs[0] : "-";
    if (looking_wanted(args))
        return STATUS_DONE;
    return imgedit_open_output(&job->output, args->output_arg,
                               strcmp(args->format_arg, "hex") == 0);
}

static int work(struct job *job, const struct gengetopt_args_info *args)
{
    int status = prepare(job, args);

    if (status == STATUS_DONE)
        status = image_file_read(job->name, &job->data, &job->size);
    if (status != STATUS_DONE)
        return status;
    if (looking_wanted(args))
        return look_at(args, image_file_title(job->name), NULL, job->data, job->size);
    return imgedit_write(&job->output, job->data, job->size);
}

static int edit_image(const struct gengetopt_args_info *args)
{
    struct job job = {.output = OUTPUT_NONE};
    int status = work(&job, args);

    output_close(&job.output);
    free(job.data);
    return status;
}

static int parse(int argc, char **argv, struct gengetopt_args_info *args)
{
    if (cmdline_parser(argc, argv, args) != 0)
        return 1;
    return edit_order_collect(&edits, gengetopt_args_info_help, argc, argv) ? 0 : 1;
}

int main(int argc, char **argv)
{
    return program_main("esp-imgedit", parse, edit_image, argc, argv);
}
