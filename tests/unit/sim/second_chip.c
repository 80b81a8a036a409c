/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board runs with a chip that it does not know: an invented chip, which answers nothing
 * and counts resets and bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sim/board/board.h"
#include "sim/board/options.h"
#include "sim/chip/chip_option.h"
#include "sim/chip/esp8266/esp8266.h"
#include "sim/chip/sim-cmdline.h"
#include "tap.h"
#include "unit/complaint.h"

#define LIMIT_NS UINT64_C(20000000000) /* of virtual time: an event that has not happened by
                                        * then never happens */

/* ---- the chip: slow and silent; it keeps a trail ---- */

struct snail {
    uint64_t ns, bytes, resets, pin_resets;
    enum sim_strap strap; /* at the last reset */
    unsigned mac, made_for;
};

static struct snail *snail; /* the only chip of this kind */
static volatile sig_atomic_t stop;
static bool (*enough)(void); /* a true result stops the board */

static int set_mac(void *config, const char *value, char *error)
{
    struct snail *made = config;

    (void)error;
    return sscanf(value, "%x", &made->mac) == 1 ? 0 : -1;
}

static void *configure(const char *name)
{
    struct snail *config = calloc(1, sizeof *config);

    config->made_for = strcmp(name, "slug") == 0;
    return config;
}

static void *create(const void *config, struct nor *flash)
{
    (void)flash;
    snail = calloc(1, sizeof *snail);
    *snail = *(const struct snail *)config;
    return snail;
}

static void reset(void *self, enum sim_reset cause, enum sim_strap strap)
{
    struct snail *s = self;

    s->resets++;
    s->pin_resets += cause == SIM_RESET_PIN;
    s->strap = strap;
}

static void swap(void *self, const void *config)
{
    ((struct snail *)self)->mac = ((const struct snail *)config)->mac;
}

static uint64_t now_ns(const void *self)
{
    return ((const struct snail *)self)->ns;
}

static bool run(void *self, uint64_t until_ns)
{
    ((struct snail *)self)->ns = until_ns;
    stop = enough() || until_ns > LIMIT_NS;
    return true;
}

static void pass(void *self, uint64_t ns)
{
    ((struct snail *)self)->ns += ns;
}

static void receive(void *self, uint8_t byte, uint32_t baud)
{
    (void)baud;
    ((struct snail *)self)->bytes += byte >= '0' && byte <= '9';
}

static bool sent(void *self, struct sim_sent *sent)
{
    (void)self;
    (void)sent;
    return false;
}

static bool idle(const void *self)
{
    (void)self;
    return true;
}

static const char *trouble(const void *self)
{
    (void)self;
    return "";
}

static void stats(const void *self, struct sim_stats *stats)
{
    const struct snail *s = self;

    stats->resets = s->resets;
    stats->uart.received = s->bytes;
    stats->own[0].key = "slime";
    stats->own[0].count = 7;
}

static const char *const names[] = {"snail", "slug", NULL};
static const struct sim_option own_options[] = {SIM_OPTION("mac", mac, set_mac), {.name = NULL}};
static const struct sim_chip snail_chip = {
    names, own_options, configure, free, create, free, reset, swap, now_ns,
    run,   pass,        receive,   sent, idle,   trouble, stats, NULL,
};

/* ---- a table with two chips ---- */

static const struct sim_chip *const both[] = {&sim_chip_esp8266, &snail_chip, NULL};

static int parse(struct options *options, const char *one, const char *two, const char *three)
{
    const char *argv[] = {"esp-sim", "--flash-size=64k", one, two, three, NULL};
    int argc = 2;

    while (argv[argc])
        argc++;
    return options_parse(options, both, argc, (char **)(uintptr_t)argv);
}

static void refused(const char *one, const char *two, const char *message)
{
    struct complaint_catcher catcher = complaint_catch();
    struct options options;
    int result = parse(&options, one, two, NULL);

    complaint_release(&catcher);
    if (result == 0)
        options_free(&options);
    tap_ok(result == -1, "%s %s is refused", one, two ? two : "");
    tap_str(complaint, message, "with a line that says why");
}

static void test_options(void)
{
    struct options options;

    tap_ok(parse(&options, NULL, NULL, NULL) == 0 && options.board.chip == both[0],
           "without --chip the board has the usual chip");
    options_free(&options);
    tap_ok(parse(&options, "--chip=snail", "--mac=12", NULL) == 0 &&
               options.board.chip == &snail_chip,
           "--chip chooses a row of the table");
    tap_is(((const struct snail *)options.board.chip_config)->mac, 0x12,
           "its options go to that chip");
    options_free(&options);
    tap_ok(parse(&options, "--chip=slug", NULL, NULL) == 0 &&
               ((const struct snail *)options.board.chip_config)->made_for == 1,
           "a chip knows which of its names was chosen");
    options_free(&options);
    refused("--chip=snail", "--cpu2x=tires",
            "esp-sim: --cpu2x=tires: this chip has no such option; try 'esp-sim --help'\n");
    refused("--chip=snail", "--flood",
            "esp-sim: --flood: this chip has no such option; try 'esp-sim --help'\n");
    refused("--chip=snail", "--mac=x",
            "esp-sim: --mac=x: not understood; try 'esp-sim --help'\n");
    refused("--chip=whelk", NULL,
            "esp-sim: --chip=whelk: no such chip; there are esp8266ex, esp8285, snail, slug\n");
}

static bool helped(const char *name)
{
    bool found = false;

    for (const char **line = gengetopt_args_info_help; *line; line++)
        found = found || (strstr(*line, "--chip=") && strstr(*line, name));
    return found;
}

static void test_help(void)
{
    for (const struct sim_chip *const *chip = sim_chips; *chip; chip++)
        for (const char *const *name = (*chip)->names; *name; name++)
            tap_ok(helped(*name), "--help names %s", *name);
    tap_ok(!helped("snail"), "--help names no chip that is not there");
}

/* ---- on a board ---- */

enum { LATE_NS = 60000000 }; /* by then the application after a brown-out has written */

static bool all_received(void)
{
    return snail->bytes == 9 && snail->ns > LATE_NS;
}

static int open_host(const struct board *board)
{
    return open(board_port_name(board), O_RDWR | O_NOCTTY);
}

static json_t *stats_file(const struct board *board)
{
    json_t *json;

    board_write_stats(board, "second_chip.json");
    json = json_load_file("second_chip.json", 0, NULL);
    unlink("second_chip.json");
    return json;
}

static json_int_t count(const json_t *json, const char *part, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(json, part), key));
}

static void test_bytes(void)
{
    struct options options;
    struct board *board;
    char error[256];
    json_t *json;
    int host;

    parse(&options, "--chip=snail", "--swap=6:34", "--brown-out=3:0x100");
    board = board_new(&options.board, error);
    if (!tap_ok(board != NULL, "a board has a chip that it does not know"))
        return;
    host = open_host(board);
    enough = all_received;
    stop = 0;
    tap_ok(write(host, "123456789", 9) == 9 && board_run(board, &stop) == 0, "it runs");
    tap_is(snail->bytes, 9, "what the host sends comes to the chip");
    tap_is(snail->resets, 3, "power-on, a brown-out and another board reset the chip");
    tap_is(snail->mac, 0x34, "the other board's chip is another");
    json = stats_file(board);
    tap_ok(count(json, "uart", "received") == 9 && count(json, "to_chip", "bytes") == 9 &&
               json_integer_value(json_object_get(json, "resets")) == 3,
           "statistics have what each chip counts");
    tap_ok(json_integer_value(json_object_get(json, "slime")) == 7 &&
               !json_object_get(json, "cpu2x"),
           "and what only this one counts");
    tap_is((uint64_t)count(json, "flash", "bytes_programmed"), 1, "the flash is the board's");
    json_decref(json);
    close(host);
    board_free(board);
    options_free(&options);
}

static bool pin_was_reset(void)
{
    return snail->pin_resets > 0;
}

/* Does what ttylines.so does: sends '0' or '1' for DTR, and then for RTS. */
static void set_lines(const char *lines)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "second_chip.lines"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    sendto(fd, lines, 2, 0, (const struct sockaddr *)&address, sizeof address);
    close(fd);
}

static void test_lines(void)
{
    struct options options;
    struct board *board;
    char error[256];

    parse(&options, "--chip=snail", "--lines=second_chip.lines", NULL);
    board = board_new(&options.board, error);
    if (!tap_ok(board != NULL, "a board with lines has such a chip, too"))
        return;
    tap_is(snail->strap, SIM_STRAP_FLASH, "it is powered with the strap for the flash");
    set_lines("01");
    set_lines("10");
    enough = pin_was_reset;
    stop = 0;
    board_run(board, &stop);
    tap_ok(snail->pin_resets == 1 && snail->strap == SIM_STRAP_DOWNLOAD,
           "DTR and RTS reset it into download mode");
    board_free(board);
    options_free(&options);
}

int main(void)
{
    test_options();
    test_help();
    test_bytes();
    test_lines();
    return tap_done();
}
