/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command line of the virtual board: makes a board_config from the words.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/number.h"
#include "sim/board/manners.h"
#include "sim/board/options_private.h"
#include "sim/chip/chip_option.h"
#include "sim/chip/sim-cmdline.h"

enum { DEFAULT_FLASH_SIZE = 4 << 20 };

int options_complain(const char *option, const char *value)
{
    fprintf(stderr, "esp-sim: --%s=%s: not understood; try 'esp-sim --help'\n", option, value);
    return -1;
}

int options_out_of_memory(void)
{
    fprintf(stderr, "esp-sim: out of memory\n");
    return -1;
}

int options_number(const char *text, uint64_t max, uint64_t *value)
{
    return number_parse(text, value) == NUMBER_OK && *value <= max ? 0 : -1;
}

static int parse_number(const char *option, const char *text, uint64_t max, uint64_t *value)
{
    *value = 0;
    if (!text)
        return 0;
    return options_number(text, max, value) < 0 ? options_complain(option, text) : 0;
}

/* "to-host:REST": the direction or directions for which REST holds. */
struct directions {
    struct fault_config *config[2];
    const char *rest;
};

static struct directions parse_direction(struct cable_config *cable, const char *text)
{
    struct directions both = {{&cable->to_chip, &cable->to_host}, text};

    if (strncmp(text, "to-chip:", 8) == 0)
        return (struct directions){{&cable->to_chip, NULL}, text + 8};
    if (strncmp(text, "to-host:", 8) == 0)
        return (struct directions){{&cable->to_host, NULL}, text + 8};
    if (strncmp(text, "both:", 5) == 0)
        both.rest += 5;
    return both;
}

typedef int set_fault(struct fault_config *config, const char *text);

static int set_probability(double *probability, const char *text)
{
    char *end;

    *probability = strtod(text, &end);
    return *text && !*end && *probability >= 0 && *probability <= 1 ? 0 : -1;
}

static int set_lose(struct fault_config *config, const char *text)
{
    return set_probability(&config->lose, text);
}

static int set_flip(struct fault_config *config, const char *text)
{
    return set_probability(&config->flip, text);
}

static int set_stall(struct fault_config *config, const char *text)
{
    unsigned long long after, ms;
    char rest;

    if (sscanf(text, "%llu:%llu%c", &after, &ms, &rest) != 2)
        return -1;
    config->stall_after = after;
    config->stall_ns = ms * 1000000;
    return 0;
}

static int set_unplug(struct fault_config *config, const char *text)
{
    return options_number(text, UINT64_MAX, &config->unplug_after);
}

static int parse_faults(struct cable_config *cable, const char *option, char **values,
                        unsigned count, set_fault *set)
{
    for (unsigned i = 0; i < count; i++) {
        struct directions to = parse_direction(cable, values[i]);

        for (int d = 0; d < 2; d++)
            if (to.config[d] && set(to.config[d], to.rest) < 0)
                return options_complain(option, values[i]);
    }
    return 0;
}

/* "RATE" or "RATE:P" */
static int parse_max_baud(struct cable_config *cable, const char *text)
{
    unsigned rate = 0;
    double garbled = 1;
    char rest;
    int read = text ? sscanf(text, "%u:%lf%c", &rate, &garbled, &rest) : 1;

    if (read < 1 || read > 2 || (read == 1 && text && strspn(text, "0123456789") != strlen(text)) ||
        !(garbled >= 0 && garbled <= 1))
        return options_complain("max-baud", text);
    cable->to_chip.max_baud = cable->to_host.max_baud = rate;
    cable->to_chip.spared = cable->to_host.spared = 1 - garbled;
    return 0;
}

static int parse_line(struct board_config *board, const struct gengetopt_args_info *args)
{
    struct cable_config *cable = &board->cable;
    uint64_t seed, settle, latency, delay, cut, away;

    if (parse_faults(cable, "lose", args->lose_arg, args->lose_given, set_lose) < 0 ||
        parse_faults(cable, "flip", args->flip_arg, args->flip_given, set_flip) < 0 ||
        parse_faults(cable, "stall", args->stall_arg, args->stall_given, set_stall) < 0 ||
        parse_faults(cable, "unplug", args->unplug_arg, args->unplug_given, set_unplug) < 0 ||
        parse_max_baud(cable, args->max_baud_arg) < 0 ||
        parse_number("seed", args->seed_arg, UINT64_MAX, &seed) < 0 ||
        parse_number("line-settle", args->line_settle_arg, 10000, &settle) < 0 ||
        parse_number("usb-away", args->usb_away_arg, 60000, &away) < 0 ||
        parse_number("latency", args->latency_arg, 1000, &latency) < 0 ||
        parse_number("delay", args->delay_arg, 1000, &delay) < 0 ||
        parse_number("power-cut", args->power_cut_arg, UINT32_MAX, &cut) < 0)
        return -1;
    cable->to_chip.seed = 2 * seed;
    cable->to_host.seed = 2 * seed + 1;
    cable->latency_ms = (uint32_t)latency;
    cable->one_by_one = args->one_by_one_flag;
    board->delay_ms = (uint32_t)delay;
    board->usb_away_ms = (uint32_t)away;
    /* The chip's own port acts on each state, also on both lines asserted. */
    board->line_settle_ms = board->usb ? 0 : (uint32_t)settle;
    board->power_cut_ms = cut;
    return 0;
}

static int parse_jedec(const char *text, struct nor_config *flash)
{
    char *end;
    unsigned long value = strtoul(text, &end, 16);

    if (strlen(text) != 6 || *end)
        return options_complain("jedec-id", text);
    flash->jedec_id = (uint32_t)((value >> 16 & 0xff) | (value & 0xff00) | (value & 0xff) << 16);
    flash->id_is_zero = value == 0;
    return 0;
}

int options_pair(const char *option, const char *text, uint64_t *first, uint64_t max,
                 uint64_t *second)
{
    char *colon = strchr(text, ':');
    char start[32];

    if (!colon || (size_t)(colon - text) >= sizeof start)
        return options_complain(option, text);
    memcpy(start, text, (size_t)(colon - text));
    start[colon - text] = '\0';
    if (options_number(start, UINT32_MAX, first) < 0 || options_number(colon + 1, max, second) < 0)
        return options_complain(option, text);
    return 0;
}

static int parse_stuck_bit(const char *text, struct nor_config *flash)
{
    uint64_t where, bit;

    if (options_pair("stuck-bit", text, &where, 7, &bit) < 0)
        return -1;
    flash->has_stuck_bit = true;
    flash->stuck_address = (uint32_t)where;
    flash->stuck_bit = (unsigned)bit;
    return 0;
}

static int parse_death(const char *text, struct nor_config *flash)
{
    uint64_t level;

    if (options_pair("flash-dies", text, &flash->dies_after, 1, &level) < 0)
        return -1;
    flash->dies = true;
    flash->dead_low = level == 0;
    return 0;
}

/* Parses SR1, SR2 and SR3, two digits each.  SR3 may be missing. */
static int parse_status(const char *text, uint8_t *status)
{
    size_t digits = strlen(text);
    uint8_t registers[NOR_STATUS_REGISTERS] = {0};

    if (digits == 0 || digits % 2 || digits > 2 * NOR_STATUS_REGISTERS ||
        strspn(text, "0123456789abcdefABCDEF") != digits)
        return options_complain("flash-status", text);
    for (size_t i = 0; i < digits / 2; i++)
        registers[i] = (uint8_t)strtoul((char[]){text[2 * i], text[2 * i + 1], '\0'}, NULL, 16);
    memcpy(status, registers, sizeof registers);
    return 0;
}

static int parse_flash(struct nor_config *flash, const struct gengetopt_args_info *args)
{
    uint64_t size;

    flash->path = args->flash_arg;
    if (parse_number("flash-size", args->flash_size_arg, 0x1000000, &size) < 0)
        return -1;
    flash->size = (uint32_t)size;
    if (size & (size - 1))
        return options_complain("flash-size", args->flash_size_arg);
    if (!size && (!flash->path || access(flash->path, F_OK) != 0))
        flash->size = DEFAULT_FLASH_SIZE;
    if (args->jedec_id_arg && parse_jedec(args->jedec_id_arg, flash) < 0)
        return -1;
    if (args->stuck_bit_arg && parse_stuck_bit(args->stuck_bit_arg, flash) < 0)
        return -1;
    if (args->flash_dies_arg && parse_death(args->flash_dies_arg, flash) < 0)
        return -1;
    flash->asleep = args->flash_asleep_flag;
    if (args->flash_status_arg && parse_status(args->flash_status_arg, flash->status) < 0)
        return -1;
    if (args->flash_manners_arg && manners_parse_flash(args->flash_manners_arg, flash) < 0)
        return options_complain("flash-manners", args->flash_manners_arg);
    return 0;
}

static int complain_of_chip(const struct sim_chip *const *chips, const char *name)
{
    fprintf(stderr, "esp-sim: --chip=%s: no such chip; there are", name);
    for (const char *before = ""; *chips; chips++)
        for (const char *const *known = (*chips)->names; *known; known++, before = ",")
            fprintf(stderr, "%s %s", before, *known);
    fprintf(stderr, "\n");
    return -1;
}

static int parse_chip(struct options *options, const struct sim_chip *const *chips)
{
    const char *name = options->args->chip_arg ? options->args->chip_arg : chips[0]->names[0];
    const struct sim_chip *chip = sim_chip_find(chips, name);
    char error[SIM_OPTION_ERROR];

    if (!chip)
        return complain_of_chip(chips, name);
    options->board.chip = chip;
    options->chip_config = chip->configure(name);
    if (!options->chip_config)
        return options_out_of_memory();
    options->board.chip_config = options->chip_config;
    if (sim_options_set(chips, chip, options->chip_config, options->args, error) < 0) {
        fprintf(stderr, "esp-sim: %s\n", error);
        return -1;
    }
    return 0;
}

/* Without lines, only a button leads into download mode.  So a board on such a port starts
 * in download mode unless the options say otherwise. */
static void choose_mode(struct board_config *board, const struct gengetopt_args_info *args)
{
    bool lines = strncmp(args->port_arg, "rfc2217", 7) == 0 || args->lines_given;

    board->usb = strncmp(args->port_arg, "usb-jtag", strlen("usb-jtag")) == 0;
    board->lines = args->lines_arg;

    board->wiring = !lines || strcmp(args->wiring_arg, "none") == 0 ? BOARD_NONE
                    : strcmp(args->wiring_arg, "direct") == 0      ? BOARD_DIRECT
                    : board->usb                                   ? BOARD_USB_JTAG
                                                                    : BOARD_CROSSED;
    if (args->boot_given)
        board->download = strcmp(args->boot_arg, "download") == 0;
    else
        board->download = board->wiring == BOARD_NONE || args->flash_asleep_flag;
}

int options_parse(struct options *options, const struct sim_chip *const *chips, int argc,
                  char **argv)
{
    struct gengetopt_args_info *args = calloc(1, sizeof *args);

    memset(options, 0, sizeof *options);
    if (!args)
        return -1;
    if (cmdline_parser(argc, argv, args) != 0) {
        free(args);
        return -1;
    }
    options->args = args;
    options->board.port = args->port_arg;
    options->board.paced = args->paced_flag;
    options->board.skip_waits = args->skip_waits_flag;
    options->stats = args->stats_arg;
    options->command = argv + argc - args->inputs_num;
    choose_mode(&options->board, args);
    if (parse_line(&options->board, args) < 0 || parse_flash(&options->board.flash, args) < 0 ||
        parse_chip(options, chips) < 0 || options_parse_resets(options) < 0) {
        options_free(options);
        return -1;
    }
    return 0;
}

void options_free(struct options *options)
{
    if (options->args) {
        cmdline_parser_free(options->args);
        free(options->args);
    }
    if (options->board.chip) {
        options->board.chip->discard(options->chip_config);
        options->board.chip->discard(options->swap_config);
    }
    memset(options, 0, sizeof *options);
}
