/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that hold for every virtual chip, through the operations of struct sim_chip only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each case runs for each chip of the table.  A chip that is added there needs a row of
 * facts here.  The facts may name an environment variable.  If this variable holds a file
 * name, the cases run on the boot ROM in that file.
 */
#include <stdlib.h>

#include "sim/chip/chip_option.h"
#include "tap.h"
#include "unit/sim/chip_client.h"

enum {
    FLASH_SIZE = 1 << 20,
    SECTOR = 4096,
    BLOCK = 1024,
    READ_REG_BYTES = 2 + 8 + 4, /* two SLIP ends, header, address */
    SYNCS = 3, /* some loaders lose the first SYNC, because they measure the rate with it */
    GREETING = 'S',
    MS = 1000000, /* in nanoseconds */
};

struct facts {
    const char *name;         /* the chip's first word for --chip */
    const char *rom_variable; /* variable with the file name of a real boot ROM; NULL: there is
                               * none */
    uint32_t magic_address, magic;
    uint32_t fuse_address; /* of a word that depends on the MAC address */
    unsigned begin_words; /* of FLASH_BEGIN; 0: four */
    bool attach;           /* the loader must be told to attach the flash */
    size_t status_size;    /* bytes of status at the end of the loader's answers */
    uint32_t code, entry;  /* the program's address, and its first instruction */
    uint8_t program[32];   /* sends GREETING once, and then loops for ever */
    uint32_t program_size; /* a multiple of four */
};

static const struct facts all_facts[] = {
    {
        .name = "esp8266ex",
        .rom_variable = "ESP_ROM",
        .magic_address = 0x40001000,
        .magic = 0xfff0c101,
        .fuse_address = 0x3ff00050,
        .status_size = 2,
        .code = 0x40100000,
        .entry = 0x40100004,
        .program =
            {
                0x00, 0x00, 0x00, 0x60, /* .word 0x60000000: UART0's FIFO */
                0x21, 0xff, 0xff,       /* l32r a2, the word */
                0x5c, 0x33,             /* movi.n a3, GREETING */
                0x39, 0x02,             /* s32i.n a3, a2, 0 */
                0x06, 0xff, 0xff,       /* j . */
            },
        .program_size = 16,
    },
    {
        .name = "esp32",
        .rom_variable = "ESP32_ROM",
        .magic_address = 0x40001000,
        .magic = 0x00f01d83,
        .fuse_address = 0x3ff5a004,
        .attach = true,
        .status_size = 4,
        .code = 0x40080000,
        .entry = 0x40080004,
        .program =
            {
                0x00, 0x00, 0xf4, 0x3f, /* .word 0x3ff40000: UART0's FIFO */
                0x21, 0xff, 0xff,       /* l32r a2, the word */
                0x5c, 0x33,             /* movi.n a3, GREETING */
                0x39, 0x02,             /* s32i.n a3, a2, 0 */
                0x06, 0xff, 0xff,       /* j . */
            },
        .program_size = 16,
    },
    {
        .name = "esp32c3",
        .rom_variable = "ESP32C3_ROM",
        .magic_address = 0x40001000,
        .magic = 0x1b31506f,
        .begin_words = 5,
        .fuse_address = 0x60008844,
        .attach = true,
        .status_size = 4,
        .code = 0x40380000,
        .entry = 0x40380000,
        .program =
            {
                0x37, 0x05, 0x00, 0x60, /* lui a0, 0x60000: UART0's FIFO */
                0x93, 0x05, 0x30, 0x05, /* li a1, GREETING */
                0x23, 0x20, 0xb5, 0x00, /* sw a1, 0(a0) */
                0x6f, 0x00, 0x00, 0x00, /* j . */
            },
        .program_size = 16,
    },
};

static const struct facts *facts_of(const struct sim_chip *chip)
{
    for (size_t i = 0; i < sizeof all_facts / sizeof *all_facts; i++)
        if (strcmp(all_facts[i].name, chip->names[0]) == 0)
            return &all_facts[i];
    return NULL;
}

static struct client *powered(const struct facts *facts, enum sim_strap strap)
{
    const char *rom = facts->rom_variable ? getenv(facts->rom_variable) : NULL;
    struct client *client = client_new(facts->name, FLASH_SIZE, rom);

    client_restart(client, SIM_RESET_POWER_ON, strap);
    return client;
}

static struct sim_stats stats_of(const struct client *client)
{
    struct sim_stats stats = {0};

    client->chip->stats(client->self, &stats);
    return stats;
}

static bool answers_sync(struct client *client)
{
    uint8_t body[36] = {0x07, 0x07, 0x12, 0x20};
    struct frame reply;
    bool answered = false;

    memset(body + 4, 0x55, 32);
    client_run_ms(client, 20);
    client_drop(client);
    for (int i = 0; i < SYNCS && !answered; i++) {
        client_request(client, OP_SYNC, body, sizeof body, 0);
        answered = client_receive(client, &reply, 100);
    }
    client_run_ms(client, 20);
    client_drop(client);
    return answered && reply.bytes[0] == 1 && reply.bytes[1] == OP_SYNC;
}

static struct client *in_loader(const struct facts *facts)
{
    struct client *client = powered(facts, SIM_STRAP_DOWNLOAD);

    if (!answers_sync(client))
        tap_ok(false, "%s: its loader answers SYNC", facts->name);
    return client;
}

static bool succeeded(const struct facts *facts, const struct frame *reply, uint8_t op)
{
    return reply->size == 8 + facts->status_size && reply->bytes[0] == 1 && reply->bytes[1] == op &&
           reply->bytes[8] == 0;
}

static bool command(struct client *client, const struct facts *facts, uint8_t op, const void *body,
                    size_t size)
{
    struct frame reply;

    return client_command(client, op, body, size, 0, &reply) && succeeded(facts, &reply, op);
}

static bool send_data(struct client *client, const struct facts *facts, uint8_t op,
                      const uint8_t *bytes, uint32_t size)
{
    struct frame reply;

    return client_data(client, op, 0, bytes, size, client_checksum(bytes, size), &reply) &&
           succeeded(facts, &reply, op);
}

static uint32_t read_reg(struct client *client, const struct facts *facts, uint32_t address)
{
    struct frame reply;
    bool answered = client_command(client, OP_READ_REG, &address, sizeof address, 0, &reply);

    return answered && succeeded(facts, &reply, OP_READ_REG) ? client_value(&reply) : 0;
}

static void test_time(const struct facts *facts)
{
    struct client *client = powered(facts, SIM_STRAP_DOWNLOAD);
    uint64_t start_ns = client_now_ns(client), cycles = stats_of(client).cpu_cycles;

    tap_ok(client->chip->run(client->self, start_ns + 5 * MS) &&
               client_now_ns(client) - start_ns >= 5 * MS &&
               client_now_ns(client) - start_ns < 6 * MS,
           "%s: run() executes until a time", facts->name);
    tap_ok(stats_of(client).cpu_cycles > cycles, "%s: which takes cycles", facts->name);
    cycles = stats_of(client).cpu_cycles;
    start_ns = client_now_ns(client);
    client->chip->pass(client->self, 7 * MS);
    tap_ok(client_now_ns(client) == start_ns + 7 * MS && stats_of(client).cpu_cycles == cycles,
           "%s: with pass() time passes without the CPU", facts->name);
    tap_str(client->chip->trouble(client->self), "", "there is no trouble");
    client_close(client);
}

static void test_loader(const struct facts *facts)
{
    struct client *client = powered(facts, SIM_STRAP_DOWNLOAD);

    tap_ok(answers_sync(client), "%s: with the strap its loader answers SYNC", facts->name);
    client_run_ms(client, 20);
    tap_ok(client->chip->idle(client->self), "%s: the loader is idle without a request",
           facts->name);
    tap_is(read_reg(client, facts, facts->magic_address), facts->magic,
           "READ_REG reads the word that tells the chip");
    client_restart(client, SIM_RESET_PIN, SIM_STRAP_FLASH);
    tap_ok(!answers_sync(client), "%s: without the strap nobody answers SYNC", facts->name);
    client_restart(client, SIM_RESET_PIN, SIM_STRAP_DOWNLOAD);
    tap_ok(answers_sync(client), "%s: the reset pin brings the loader back", facts->name);
    tap_is(stats_of(client).resets, 3, "each reset is counted");
    client_close(client);
}

static void test_program(const struct facts *facts)
{
    struct client *client = in_loader(facts);
    uint32_t begin[4] = {facts->program_size, 1, facts->program_size, facts->code};
    uint32_t end[2] = {0, facts->entry};

    tap_ok(command(client, facts, OP_MEM_BEGIN, begin, sizeof begin) &&
               send_data(client, facts, OP_MEM_DATA, facts->program, facts->program_size),
           "%s: the loader takes a program", facts->name);
    tap_ok(command(client, facts, OP_MEM_END, end, sizeof end),
           "%s: the loader is told to start the program", facts->name);
    client_run_ms(client, 5);
    tap_ok(client->output_size > 0 && client->output[client->output_size - 1] == GREETING,
           "%s: the program runs, and is heard", facts->name);
    client_restart(client, SIM_RESET_PIN, SIM_STRAP_DOWNLOAD);
    tap_ok(answers_sync(client), "%s: a reset ends the program", facts->name);
    client_close(client);
}

static bool is_all(const uint8_t *bytes, size_t size, uint8_t value)
{
    while (size && *bytes == value) {
        bytes++;
        size--;
    }
    return size == 0;
}

static void test_flash(const struct facts *facts)
{
    struct client *client = in_loader(facts);
    uint32_t begin[5] = {SECTOR, SECTOR / BLOCK, BLOCK, SECTOR}, none[2] = {0, 0};
    bool acknowledged;
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(client->nor);
    uint8_t data[BLOCK];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 7);
    memset(flash, 0, FLASH_SIZE);
    tap_ok(!facts->attach || command(client, facts, OP_SPI_ATTACH, none, sizeof none),
           "%s: the loader has the flash", facts->name);
    tap_ok(command(client, facts, OP_FLASH_BEGIN, begin,
                   sizeof begin - (facts->begin_words == 5 ? 0 : sizeof begin[0])) &&
               is_all(flash + SECTOR, SECTOR, 0xff) && is_all(flash, SECTOR, 0),
           "%s: FLASH_BEGIN erases through to the flash", facts->name);
    acknowledged = send_data(client, facts, OP_FLASH_DATA, data, sizeof data);
    client_run_ms(client, 20); /* some loaders acknowledge the last block before they write it */
    tap_ok(acknowledged &&
               memcmp(flash + SECTOR, data, sizeof data) == 0,
           "%s: FLASH_DATA programs the flash", facts->name);
    tap_is(nor_get_stats(client->nor)->violations, 0, "the flash is used by its rules");
    client_close(client);
}

static void test_counts(const struct facts *facts)
{
    struct client *client = in_loader(facts);
    struct sim_stats before = stats_of(client), after;
    uint32_t address = facts->magic_address;
    struct frame reply;

    client_command(client, OP_READ_REG, &address, sizeof address, 0, &reply);
    client_run_ms(client, 5);
    after = stats_of(client);
    tap_is(after.uart.received - before.uart.received, READ_REG_BYTES,
           "bytes of a request are counted");
    tap_is(after.uart.sent - before.uart.sent, 2 + reply.size, "and those of its answer");
    tap_is(after.uart.receive_overflow + after.uart.garbled, before.uart.garbled,
           "a good line damages nothing");
    tap_is(after.watchdog_resets, 0, "the watchdog has not bitten");
    client_close(client);
}

static void test_swap(const struct facts *facts)
{
    struct client *client = in_loader(facts);
    void *other = client->chip->configure(client->chip->names[0]);
    uint32_t before = read_reg(client, facts, facts->fuse_address);
    char error[SIM_OPTION_ERROR];

    tap_ok(sim_option_set(client->chip, other, "mac", "a0:20:a6:01:02:03", error) == 0,
           "%s: the MAC address is an option", facts->name);
    client->chip->swap(client->self, other);
    client_restart(client, SIM_RESET_POWER_ON, SIM_STRAP_DOWNLOAD);
    tap_ok(answers_sync(client) && read_reg(client, facts, facts->fuse_address) != before,
           "%s: another chip of the kind has other fuses", facts->name);
    client->chip->discard(other);
    client_close(client);
}

static void test_options(const struct facts *facts)
{
    const struct sim_chip *chip = sim_chip_find(sim_chips, facts->name);
    void *config = chip->configure(chip->names[0]);
    char error[SIM_OPTION_ERROR];

    for (const struct sim_option *option = chip->options; option->name; option++)
        if (option->value != SIM_FLAG)
            tap_ok(sim_option_set(chip, config, option->name, "/no/such", error) == -1 && error[0],
                   "%s: --%s does not take everything", facts->name, option->name);
    tap_ok(sim_option_set(chip, config, "number-of-legs", "8", error) == -1,
           "%s: what is no option is refused", facts->name);
    tap_str(error, "--number-of-legs=8: this chip has no such option; try 'esp-sim --help'",
            "and the message says so");
    chip->discard(config);
}

static void test_names(void)
{
    for (const struct sim_chip *const *chip = sim_chips; *chip; chip++) {
        tap_ok(facts_of(*chip) != NULL, "%s: this test has its facts", (*chip)->names[0]);
        for (const char *const *name = (*chip)->names; *name; name++)
            tap_ok(sim_chip_find(sim_chips, *name) == *chip, "%s: one chip has this name", *name);
    }
    tap_ok(sim_chip_find(sim_chips, "") == NULL, "no chip is without a name");
}

int main(void)
{
    test_names();
    for (const struct sim_chip *const *chip = sim_chips; *chip; chip++) {
        const struct facts *facts = facts_of(*chip);

        if (!facts)
            continue;
        test_time(facts);
        test_loader(facts);
        test_program(facts);
        test_flash(facts);
        test_counts(facts);
        test_swap(facts);
        test_options(facts);
    }
    return tap_done();
}
