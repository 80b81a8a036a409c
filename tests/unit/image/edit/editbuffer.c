/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the buffer for edits: what somebody gave, through merges, cuts and padding.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/edit/buffer.h"

#include <stdlib.h>

#include "tap.h"

static struct image_trouble trouble;

/* Checks the runs, written as "FIRST-LAST FIRST-LAST" in hexadecimal digits. */
static void given(const struct image_buffer *buffer, const char *want, const char *name)
{
    char got[256] = "";
    struct image_run *runs;
    size_t count;

    image_buffer_runs(buffer, &runs, &count, &trouble);
    for (size_t i = 0; i < count; i++)
        sprintf(got + strlen(got), "%s%" PRIx32 "-%" PRIx32, i ? " " : "", runs[i].offset,
                runs[i].offset + runs[i].size - 1);
    free(runs);
    tap_str(got, want, name);
}

static void take(struct image_buffer *buffer, size_t size)
{
    uint8_t *data = malloc(size);

    memset(data, 0xff, size);
    image_buffer_take(buffer, data, size);
}

static void test_raw(void)
{
    struct image_buffer buffer;

    take(&buffer, 0x5800);
    given(&buffer, "", "of a blank raw image nothing counts as given");
    buffer.data[0x1fff] = 0;
    buffer.data[0x2000] = 0;
    buffer.data[0x5001] = 0;
    given(&buffer, "1000-2fff 5000-57ff", "of a raw image whole sectors that are not blank");
    image_buffer_mark(&buffer, 0x2ff0, 0x20, &trouble);
    given(&buffer, "1000-300f 5000-57ff", "and bytes of an edit, blank or not");
    image_buffer_crop(&buffer, 0x1800, 0x1800);
    given(&buffer, "0-fff 17f0-17ff", "a cut keeps what lies within it");
    image_buffer_free(&buffer);
}

static void test_sparse(void)
{
    static const uint8_t bytes[4] = {1, 2, 3, 4};
    struct image_run runs[] = {{0x10, 4, bytes}, {0x20, 2, bytes}};
    const struct image_sparse sparse = {.runs = runs, .count = 2};
    struct image_buffer buffer = {0};

    tap_ok(image_buffer_put(&buffer, 0x100, &sparse, &trouble) && buffer.size == 0x122,
           "the image ends where the last run ends");
    given(&buffer, "110-113 120-121", "only runs count as given");
    tap_ok(buffer.data[0] == 0xff && buffer.data[0x113] == 4 && buffer.data[0x114] == 0xff &&
               buffer.data[0x121] == 2,
           "all else is blank");
    tap_ok(image_buffer_put(&buffer, 0x104, &sparse, &trouble), "runs may touch");
    given(&buffer, "110-117 120-121 124-125", "and then are one");
    tap_ok(image_buffer_resize(&buffer, 0x200, &trouble), "padding");
    given(&buffer, "110-117 120-121 124-125", "is not given");
    tap_ok(image_buffer_resize(&buffer, 0x112, &trouble), "a shorter image");
    given(&buffer, "110-111", "has less that was given");
    tap_ok(image_buffer_resize(&buffer, 0x200, &trouble) && buffer.data[0x112] == 0xff,
           "what was cut does not come back");
    given(&buffer, "110-111", "nor counts as given again");
    tap_ok(!image_buffer_resize(&buffer, IMAGE_BUFFER_MAX + UINT64_C(1), &trouble),
           "more than the largest flash is refused");
    tap_str(trouble.text,
            "the image would end at 0x8000001, and the largest flash has 128 MiB (0x8000000)",
            "  and why");
    tap_ok(!image_buffer_put(&buffer, UINT32_MAX, &sparse, &trouble) && buffer.size == 0x200,
           "so are runs there");
    image_buffer_free(&buffer);
}

int main(void)
{
    test_raw();
    test_sparse();
    return tap_done();
}
