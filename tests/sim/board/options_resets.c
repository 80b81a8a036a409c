/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the virtual board for resets that no program asked for: a dip of the power,
 * a watchdog, and another board on the same cable.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/options_private.h"

#include <stdio.h>
#include <string.h>

#include "sim/chip/chip_option.h"
#include "sim/chip/sim-cmdline.h"

/* "MS" or "MS:N" */
static int parse_watchdog(struct board_config *board, const char *text)
{
    uint64_t bites = 0;

    if (!text)
        return 0;
    if (strchr(text, ':')) {
        if (options_pair("watchdog", text, &board->watchdog_ms, UINT32_MAX, &bites) < 0)
            return -1;
    } else if (options_number(text, UINT32_MAX, &board->watchdog_ms) < 0) {
        return options_complain("watchdog", text);
    }
    board->watchdog_bites = (uint32_t)bites;
    return board->watchdog_ms ? 0 : options_complain("watchdog", text);
}

static int parse_brown_outs(struct board_config *board, const struct gengetopt_args_info *args)
{
    for (unsigned i = 0; i < args->brown_out_given; i++) {
        uint64_t where;

        if (i == BOARD_BROWN_OUTS)
            return options_complain("brown-out", args->brown_out_arg[i]);
        if (options_pair("brown-out", args->brown_out_arg[i], &board->brown_outs[i].after, 0xffffff,
                       &where) < 0)
            return -1;
        board->brown_outs[i].clears = (uint32_t)where;
    }
    board->brown_out_count = args->brown_out_given;
    return 0;
}

/* The other board has the usual chip of its kind, with another MAC address. */
static int configure_swap(struct options *options, const char *mac)
{
    const struct sim_chip *chip = options->board.chip;
    char error[SIM_OPTION_ERROR];

    options->swap_config = chip->configure(chip->names[0]);
    if (!options->swap_config)
        return options_out_of_memory();
    options->board.swap_config = options->swap_config;
    return sim_option_set(chip, options->swap_config, "mac", mac, error);
}

static int parse_swap(struct options *options)
{
    const char *text = options->args->swap_arg;
    const char *mac = text ? strchr(text, ':') : NULL;
    char after[24];

    if (!text)
        return 0;
    if (!mac || (size_t)(mac - text) >= sizeof after)
        return options_complain("swap", text);
    snprintf(after, sizeof after, "%.*s", (int)(mac - text), text);
    if (options_number(after, UINT32_MAX, &options->board.swap_after) < 0 ||
        configure_swap(options, mac + 1) < 0)
        return options_complain("swap", text);
    return 0;
}

int options_parse_resets(struct options *options)
{
    if (parse_brown_outs(&options->board, options->args) < 0 ||
        parse_watchdog(&options->board, options->args->watchdog_arg) < 0)
        return -1;
    return parse_swap(options);
}
