/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --map: an image as a picture.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/esp-imgedit-cmdline.h"

#include "esp-imgedit/map/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/program.h"
#include "cli/status.h"
#include "files/imagefile.h"

static int no_memory(void)
{
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return STATUS_USAGE;
}

/* "26 %"; "<1 %" for a little, because a little is not nothing. */
static void format_share(char *buf, size_t size, uint64_t bytes, uint64_t of)
{
    uint64_t share = of == 0 ? 0 : bytes * 100 / of;

    if (share == 0 && bytes > 0)
        snprintf(buf, size, "<1 %%");
    else
        snprintf(buf, size, "%u %%", share < 100 ? (unsigned)share : 100);
}

static uint32_t end_of(const struct image_part *part)
{
    return part->size > UINT32_MAX - part->offset ? UINT32_MAX : part->offset + part->size;
}

void map_format_fill(const struct map *map, const struct image_part *part, char *buf, size_t size)
{
    uint32_t used = part->used;

    if (used == 0)
        used = image_tally_written(&map->tally, part->offset, end_of(part));
    format_share(buf, size, used, part->size);
}

uint32_t map_changed_in(const struct map *map, const struct image_part *part)
{
    return image_tally_changed(&map->tally, part->offset, end_of(part));
}

bool map_is_broken(const struct image_part *part)
{
    for (size_t i = 0; i < part->fact_count; i++)
        if (part->facts[i].type == IMAGE_FACT_FAULT)
            return true;
    return false;
}

void map_describe(const struct map *map, char *buf, size_t size)
{
    const struct image_survey *survey = map->survey;
    char length[32];

    number_format_size(length, sizeof(length), survey->size);
    snprintf(buf, size, "%s (0x%zx bytes)%s%s", length, survey->size,
             survey->chip ? ", for " : "", survey->chip ? survey->chip->name : "");
}

void map_describe_base(const struct map *map, char *buf, size_t size)
{
    size_t image = map->survey->size, base = map->base.size;
    uint32_t changed = image_tally_changed(&map->tally, 0, (uint32_t)image);
    char text[32], share[16];
    int at;

    buf[0] = '\0';
    if (!map->base.data)
        return;
    number_format_size(text, sizeof(text), changed);
    format_share(share, sizeof(share), changed, image);
    at = changed ? snprintf(buf, size, "%s (%s) differ", text, share)
                 : snprintf(buf, size, "nothing differs");
    if (image == base)
        return;
    number_format_size(text, sizeof(text), image > base ? image - base : base - image);
    snprintf(buf + at, size - (size_t)at, ", and the base is %s %s", text,
             image > base ? "shorter" : "longer");
}

struct image_cell *map_cells(const struct map *map, const struct image_grid *grid)
{
    struct image_cell *cells = calloc(grid->cells + 1, sizeof(*cells));

    if (cells && image_map_fill(cells, grid->cells, grid->cell_size, map->survey, &map->base))
        return cells;
    free(cells);
    no_memory();
    return NULL;
}

/* Do an input and the file "path" have the same contents?  "-" is standard input. */
static bool is_input(const char *input, const char *path)
{
    struct stat one, other;
    bool known = strcmp(input, "-") == 0 ? fstat(STDIN_FILENO, &one) == 0 : stat(input, &one) == 0;

    return known && stat(path, &other) == 0 && S_ISREG(other.st_mode) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* People forget that --map=FILE writes FILE. */
static int check_file(const struct gengetopt_args_info *args)
{
    const char *image = args->inputs_num > 0 ? args->inputs[0] : "-";

    if (!args->map_arg || (!is_input(image, args->map_arg) &&
                           !(args->base_given && is_input(args->base_arg, args->map_arg))))
        return STATUS_DONE;
    message_error("--map=%s would overwrite an image: name another file for the picture",
                  args->map_arg);
    return STATUS_REFUSED;
}

static int read_base(const struct gengetopt_args_info *args, uint8_t **data, struct map *map)
{
    const char *image = args->inputs_num > 0 ? args->inputs[0] : "-";
    int status;

    if (!args->base_given)
        return STATUS_DONE;
    if (strcmp(args->base_arg, "-") == 0 && strcmp(image, "-") == 0) {
        program_usage_error("standard input is the image or --base, not both");
        return STATUS_USAGE;
    }
    status = image_file_read(args->base_arg, data, &map->base.size);
    map->base.data = *data;
    map->base_title = image_file_title(args->base_arg);
    return status;
}

static int draw(const struct gengetopt_args_info *args, struct map *map)
{
    int status;

    if (!image_tally_make(&map->tally, map->survey->data, map->survey->size, &map->base))
        return no_memory();
    status = args->map_arg ? map_draw_svg(map, args->map_arg) : map_draw_terminal(map);
    image_tally_free(&map->tally);
    return status;
}

int map_draw(const struct gengetopt_args_info *args, const char *title,
             const struct image_survey *survey)
{
    struct map map = {.title = title, .survey = survey};
    uint8_t *base = NULL;
    int status = check_file(args);

    if (status == STATUS_DONE)
        status = read_base(args, &base, &map);
    if (status == STATUS_DONE)
        status = draw(args, &map);
    free(base);
    return status;
}
