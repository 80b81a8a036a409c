/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of sorting and of reserving space, each by the file that configure chose.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/sortwith.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/reserve.h"
#include "tap.h"

enum { COUNT_MAX = 200 };

struct element {
    unsigned key;
    uint8_t mark[7]; /* makes the size of an element odd */
};

static int compare(const void *a, const void *b, void *ctx)
{
    const struct element *one = a, *other = b;
    int sign = *(const int *)ctx;

    return one->key < other->key ? -sign : one->key > other->key ? sign : 0;
}

/* True if the elements are in order, and each still has its mark. */
static bool sorted(const struct element *list, size_t count, int sign)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].mark[6] != (uint8_t)(list[i].key * 3) ||
            (i > 0 && compare(&list[i - 1], &list[i], &sign) > 0))
            return false;
    return true;
}

static bool sorts(size_t count, unsigned keys, int sign)
{
    struct element list[COUNT_MAX] = {0};
    unsigned long sum = 0;

    for (size_t i = 0; i < count; i++) {
        list[i].key = (unsigned)rand() % keys;
        list[i].mark[6] = (uint8_t)(list[i].key * 3);
        sum += list[i].key;
    }
    esp_sort_with(list, count, sizeof(list[0]), compare, &sign);
    for (size_t i = 0; i < count; i++)
        sum -= list[i].key;
    return sum == 0 && sorted(list, count, sign);
}

static void test_sort(void)
{
    bool good = true;

    srand(1);
    for (size_t count = 0; count <= COUNT_MAX; count++)
        good = good && sorts(count, 1000000, 1) && sorts(count, 5, 1) && sorts(count, 1000, -1);
    tap_ok(good, "lists of 0 to 200 elements are in the order that the context asks for");
}

static void test_reserve(void)
{
    FILE *file = tmpfile();
    struct stat status;
    int fd = file ? fileno(file) : -1;

    tap_ok(esp_reserve(fd, 65536) == 0 && fstat(fd, &status) == 0 && status.st_size == 0,
           "space is reserved, and the size of the file stays");
    errno = 0;
    tap_ok(esp_reserve(fd, UINT64_C(1) << 60) == -1 && (errno == ENOSPC || errno == EFBIG),
           "no disk has room for an exbibyte");
    if (file)
        fclose(file);
}

int main(void)
{
    test_sort();
    test_reserve();
    return tap_done();
}
