/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-imgedit: looks into images of the flash, and changes them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "cli/main.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp-imgedit/edit_order.h"
#include "esp-imgedit/fs/imgedit_fs.h"
#include "esp-imgedit/imgedit_apply.h"
#include "esp-imgedit/imgedit_chip.h"
#include "esp-imgedit/imgedit_files.h"
#include "esp-imgedit/looking.h"
#include "esp-imgedit/nvs/imgedit_nvs.h"
#include "files/imagefile.h"

struct job {
    const char *name; /* of the image's file, "-" for standard input; NULL: none */
    struct output output;
    struct editing editing;
    bool hex; /* the form of the output */
};

/* The edits in their order.  parse() collects them, because only parse() has the command
 * line. */
static struct edit_list edits;

/* The image's file.  Merging without an operand starts from nothing, and so does a new file
 * system whose size is given. */
static const char *find_name(const struct gengetopt_args_info *args)
{
    if (args->inputs_num > 0)
        return args->inputs[0];
    if (looking_without_image(args) || (edits.count > 0 && edits.edits[0].kind == EDIT_MERGE) ||
        (edits.count > 0 && edits.edits[0].kind == EDIT_FS_MAKE && args->fs_size_given))
        return NULL;
    return "-";
}

static int prepare(struct job *job, const struct gengetopt_args_info *args)
{
    int status;

    if (args->inputs_num > 1) {
        program_usage_error("unexpected operand '%s': one image at a time", args->inputs[1]);
        return STATUS_USAGE;
    }
    if (!looking_makes_sense(args) || !imgedit_chip_parse(args->chip_arg, &job->editing.chip))
        return STATUS_USAGE;
    job->name = find_name(args);
    job->hex = strcmp(args->format_arg, "hex") == 0;
    job->editing.title = job->name ? image_file_title(job->name) : "";
    job->editing.fix = !args->no_fix_given;
    job->editing.show_secrets = args->show_secrets_given;
    job->editing.dry_run = args->dry_run_given;
    job->editing.select = args->select_arg;
    job->editing.row = args->row_arg;
    status = imgedit_nvs_prepare(&job->editing.nvs, args);
    if (status == STATUS_DONE)
        status = imgedit_fs_prepare(&job->editing.fs, args);
    if (status != STATUS_DONE || looking_wanted(args) || args->dry_run_given)
        return status;
    return imgedit_open_output(&job->output, args->output_arg, job->hex);
}

static int write_result(struct job *job)
{
    if (job->editing.buffer.size == 0 && !job->editing.is_file) {
        message_error("nothing is left of the image");
        return STATUS_USAGE;
    }
    if (!job->hex && !job->editing.is_file)
        imgedit_warn_of_blanks(&job->editing);
    return imgedit_write(&job->output, &job->editing.buffer, job->hex);
}

static int work(struct job *job, const struct gengetopt_args_info *args)
{
    struct editing *editing = &job->editing;
    int status = prepare(job, args);

    if (status == STATUS_DONE && job->name)
        status = imgedit_read(job->name, &editing->buffer);
    editing->sparse = editing->buffer.given_count > 0; /* the image is Intel HEX */
    if (status == STATUS_DONE)
        status = imgedit_apply(editing, &edits);
    if (status != STATUS_DONE || args->dry_run_given)
        return status;
    if (imgedit_nvs_looks(args))
        return imgedit_nvs_show(editing, args);
    if (imgedit_fs_looks(args))
        return imgedit_fs_show(editing, args);
    if (looking_wanted(args))
        return look_at(args, editing->title, editing->chip, editing->buffer.data,
                       editing->buffer.size);
    return write_result(job);
}

static int edit_image(const struct gengetopt_args_info *args)
{
    struct job job = {.output = OUTPUT_NONE};
    int status = work(&job, args);

    output_close(&job.output);
    image_buffer_free(&job.editing.buffer);
    imgedit_nvs_free(&job.editing.nvs);
    edit_order_free(&edits);
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
