/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of NVS editing: random operations, whose results another program reads.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * tests/tools/nvs-judge keeps the model, and reads each state of the partition with code of
 * its own.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "image/nvs/edit/nvs_store.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

enum { PAGES_MAX = 8, SIZE_MAX_BYTES = PAGES_MAX * IMAGE_NVS_PAGE_SIZE, VALUE_MAX = 9000 };

struct run {
    FILE *judge;
    uint8_t data[SIZE_MAX_BYTES]; /* the partition */
    uint8_t sent[SIZE_MAX_BYTES]; /* what the judge has */
    uint8_t work[SIZE_MAX_BYTES]; /* the copy that an operation changes */
    size_t size;
    uint64_t random;
    unsigned done, refused, steps, repaired, unrepaired, impossible;
    bool stepwise;
    bool version_1;
};

/* xorshift64. */
static unsigned random_below(struct run *run, unsigned limit)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (unsigned)(run->random >> 11) % limit;
}

static void send_pages(struct run *run, const uint8_t *data)
{
    for (size_t at = 0; at < run->size; at += IMAGE_NVS_PAGE_SIZE) {
        if (memcmp(data + at, run->sent + at, IMAGE_NVS_PAGE_SIZE) == 0)
            continue;
        fprintf(run->judge, "page %zu\n", at / IMAGE_NVS_PAGE_SIZE);
        fwrite(data + at, IMAGE_NVS_PAGE_SIZE, 1, run->judge);
        memcpy(run->sent + at, data + at, IMAGE_NVS_PAGE_SIZE);
    }
}

/* Writes a part of an entry behind the last one, as if the supply had failed then. */
static void tear(uint8_t *data, size_t size)
{
    for (size_t at = 0; at < size; at += IMAGE_NVS_PAGE_SIZE) {
        struct image_nvs_page page;
        unsigned i = 0;

        image_nvs_page_parse(&page, data + at, 0);
        while (i < IMAGE_NVS_ENTRIES && image_nvs_entry_state(&page, i) != IMAGE_NVS_ENTRY_EMPTY)
            i++;
        if (page.state != IMAGE_NVS_ACTIVE || i == IMAGE_NVS_ENTRIES)
            continue;
        memset(data + at + IMAGE_NVS_FIRST_ENTRY + (size_t)i * IMAGE_NVS_ENTRY_SIZE, 0x21, 12);
    }
}

/* A flash can only clear bits, until a page is erased. */
static bool sets_bits(const uint8_t *before, const uint8_t *after, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        size_t page = at - at % IMAGE_NVS_PAGE_SIZE;

        if (after[at] & ~before[at] && memcmp(before + page + 4, after + page + 4, 4) == 0)
            return true;
    }
    return false;
}

/* A board starts with the pages as they are now, and sets one value. */
static void repair(struct run *run)
{
    static const uint8_t one = 1;
    static uint8_t copy[SIZE_MAX_BYTES], before[SIZE_MAX_BYTES];
    const struct image_nvs_bytes value = {IMAGE_NVS_U8, &one, 1};
    struct image_nvs_store store;
    struct image_trouble trouble;
    enum esp_edit_result result;

    memcpy(copy, run->work, run->size);
    if (run->steps % 2)
        tear(copy, run->size);
    memcpy(before, copy, run->size);
    result = image_nvs_store_open(&store, copy, run->size, &trouble);
    if (result == ESP_EDIT_DONE)
        result = image_nvs_store_set(&store, "probe", "probe", &value, &trouble);
    run->repaired += store.repairs.count > 0;
    image_nvs_store_close(&store);
    if (result != ESP_EDIT_DONE) {
        run->unrepaired++;
        return;
    }
    run->impossible += sets_bits(before, copy, run->size);
    fputs("repaired\n", run->judge);
    fwrite(copy, run->size, 1, run->judge);
}

static void step(void *context)
{
    struct run *run = context;

    run->steps++;
    send_pages(run, run->work);
    fputs("step\n", run->judge);
    if (run->steps % 3 == 0)
        repair(run);
}

struct operation {
    char space[16], key[16];
    struct image_nvs_bytes value;
    uint8_t bytes[VALUE_MAX + 1];
    bool is_delete;
};

static void choose_value(struct run *run, struct operation *op)
{
    static const uint8_t types[] = {
        IMAGE_NVS_U8,     IMAGE_NVS_I8,   IMAGE_NVS_U16, IMAGE_NVS_I16,    IMAGE_NVS_U32,
        IMAGE_NVS_I64,    IMAGE_NVS_BLOB, IMAGE_NVS_BLOB, IMAGE_NVS_STRING, IMAGE_NVS_STRING,
    };
    uint8_t type = types[random_below(run, sizeof(types))];
    unsigned most = random_below(run, 12) ? 120 : VALUE_MAX;
    size_t size = image_nvs_number_size(type);

    if (size == 0 && run->version_1)
        most = most > 1000 ? IMAGE_NVS_OLD_DATA_MAX : most;
    if (type == IMAGE_NVS_STRING)
        most = most > 1000 ? (run->version_1 ? 1984 : 4000) - 1 : most;
    if (size == 0)
        size = random_below(run, most + 1);
    for (size_t i = 0; i < size; i++)
        op->bytes[i] = (uint8_t)(1 + random_below(run, 255));
    if (type == IMAGE_NVS_STRING)
        op->bytes[size++] = 0;
    op->value = (struct image_nvs_bytes){type, op->bytes, size};
}

static void choose(struct run *run, struct operation *op)
{
    snprintf(op->space, sizeof(op->space), "space%u", random_below(run, 4));
    snprintf(op->key, sizeof(op->key), "key%u", random_below(run, 12));
    op->is_delete = random_below(run, 4) == 0;
    if (!op->is_delete)
        choose_value(run, op);
}

static void tell_begin(struct run *run, const struct operation *op)
{
    const char *type = op->is_delete ? "" : image_nvs_type_name(op->value.type);

    fprintf(run->judge, "begin %s %s %s %s ", op->is_delete ? "del" : "set", op->space, op->key, type);
    for (size_t i = 0; !op->is_delete && i < op->value.size; i++)
        fprintf(run->judge, "%02x", op->value.data[i]);
    fputc('\n', run->judge);
}

static enum esp_edit_result operate(struct run *run, const struct operation *op,
                                    struct image_trouble *trouble)
{
    struct image_nvs_store store;
    enum esp_edit_result result = image_nvs_store_open_stepwise(
        &store, run->work, run->size, run->stepwise ? step : NULL, run, trouble);

    if (result == ESP_EDIT_DONE && op->is_delete)
        result = image_nvs_store_delete(&store, op->space, op->key, trouble);
    else if (result == ESP_EDIT_DONE)
        result = image_nvs_store_set(&store, op->space, op->key, &op->value, trouble);
    if (store.repairs.count > 0)
        printf("# repaired: %s\n", store.repairs.first.text);
    image_nvs_store_close(&store);
    return result;
}

static void one_round(struct run *run)
{
    static struct operation op;
    struct image_trouble trouble;
    enum esp_edit_result result;

    choose(run, &op);
    tell_begin(run, &op);
    memcpy(run->work, run->data, run->size);
    result = operate(run, &op, &trouble);
    if (result == ESP_EDIT_DONE) {
        memcpy(run->data, run->work, run->size);
        run->done++;
        send_pages(run, run->data);
        fputs("end\n", run->judge);
    } else if (run->stepwise && result != ESP_EDIT_ABSENT) {
        /* The steps before the refusal changed the judge's copy. */
        run->refused++;
        fputs("back\n", run->judge);
        memcpy(run->sent, run->data, run->size);
    } else {
        run->refused++;
        fputs("fail\n", run->judge);
    }
}

static void start(struct run *run, unsigned pages, uint64_t seed, unsigned version)
{
    char command[4096];

    memset(run, 0, sizeof(*run));
    run->size = (size_t)pages * IMAGE_NVS_PAGE_SIZE;
    run->random = seed;
    memset(run->data, 0xff, sizeof(run->data));
    memset(run->sent, 0xff, sizeof(run->sent));
    fflush(stdout);
    snprintf(command, sizeof(command), "python3 '%s/tests/tools/nvs-judge' %u",
             getenv("ESP_SRCDIR") ? getenv("ESP_SRCDIR") : ".", version);
    run->judge = popen(command, "w");
    if (!run->judge) {
        puts("Bail out! the judge does not start");
        exit(1);
    }
    fprintf(run->judge, "size %zu\n", run->size);
}

static bool end(struct run *run)
{
    bool good = pclose(run->judge) == 0;

    printf("# %u operations, %u refused, %u steps; of %u repairs %u found no room\n", run->done,
           run->refused, run->steps, run->repaired + run->unrepaired, run->unrepaired);
    return good;
}

static void many_operations(void)
{
    static struct run run;

    start(&run, 5, 0x13572468, 2);
    while (run.done < 10000)
        one_round(&run);
    tap_ok(end(&run), "10,000 operations leave what the model has, after each one");
    tap_ok(run.refused > 100, "some operations find the partition full, or nothing to delete");
}

static void every_step(void)
{
    static struct run run;

    start(&run, 4, 0x2468ace, 2);
    run.stepwise = true;
    fputs("stepwise\n", run.judge);
    for (unsigned i = 0; i < 700; i++)
        one_round(&run);
    tap_ok(end(&run), "a board that starts after any step has the old value or the new one");
    tap_ok(run.steps > 5000 && run.repaired > 1000, "there were many steps and repairs");
    tap_is(run.impossible, 0, "no repair sets bits of a page that is not erased");
    tap_ok(run.unrepaired < 100, "few partitions are too full for one more value");
}

/* The first entry of a partition decides about its version. */
static void version_1(void)
{
    static struct run run;
    struct recipe_image image =
        recipe_make("at 0 nvs size=0x5000 version=1\n  ns=space1 key1=u8:7\nend\n");

    start(&run, 5, 0x777, 1);
    run.version_1 = true;
    memcpy(run.data, image.data, image.size);
    fputs("begin set space1 key1 u8 07\n", run.judge);
    send_pages(&run, run.data);
    fputs("end\n", run.judge);
    while (run.done < 1000)
        one_round(&run);
    tap_ok(end(&run), "a partition of version 1 keeps its version, and has no blobs in parts");
    recipe_free(&image);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* the judge ends at the first fault */
    many_operations();
    every_step();
    version_1();
    return tap_done();
}
