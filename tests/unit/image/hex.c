/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of Intel HEX: what is read, what is refused with which words, and what is written.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/hex/hexread.h"
#include "image/hex/hexwrite.h"

#include <stdlib.h>

#include "tap.h"

#define END ":00000001FF\n"

static struct image_trouble trouble;

static bool read_text(struct image_sparse *sparse, const char *text)
{
    size_t size = strlen(text);
    /* In its own memory, so that a sanitizer sees an access beyond its end. */
    uint8_t *copy = malloc(size + 1);
    bool good;

    memcpy(copy, text, size);
    good = image_hex_read(sparse, copy, size, &trouble);
    free(copy);
    return good;
}

/* Checks that the text has these runs, written as "OFFSET:DIGITS OFFSET:DIGITS". */
static void reads(const char *text, const char *runs, const char *name)
{
    struct image_sparse sparse;
    char got[512] = "";

    if (!tap_ok(read_text(&sparse, text), "%s", name)) {
        printf("# %s\n", trouble.text);
        return;
    }
    for (size_t i = 0; i < sparse.count; i++) {
        sprintf(got + strlen(got), "%s%" PRIx32 ":", i ? " " : "", sparse.runs[i].offset);
        for (uint32_t k = 0; k < sparse.runs[i].size; k++)
            sprintf(got + strlen(got), "%02x", sparse.runs[i].data[k]);
    }
    tap_str(got, runs, "  and what");
    image_sparse_free(&sparse);
}

static void refuses(const char *text, size_t offset, const char *message, const char *name)
{
    struct image_sparse sparse;

    tap_ok(!read_text(&sparse, text), "%s", name);
    tap_str(trouble.text, message, "  and why");
    tap_is(trouble.offset, offset, "  and where");
    tap_ok(sparse.count == 0 && !sparse.runs && !sparse.pool, "  and nothing is left");
}

static void test_reading(void)
{
    reads(":0300300002337A1E\n" END, "30:02337a", "the example of the specification");
    reads(":0300300002337a1e\r\n\r\n:00000001ff", "30:02337a",
          "lower case, CRLF, a blank line, no newline at the end");
    reads(":01000000AA55\n:01000100BB43\n" END, "0:aabb", "records that follow each other are one run");
    reads(":01000100BB43\n:01000000AA55\n" END, "0:aabb", "and so they are in another order");
    reads(":01000200CC31\n:01000000AA55\n" END, "0:aa 2:cc", "runs come in the order of offsets");
    reads(":020000040001F9\n:01000000AA55\n" END, "10000:aa", "an offset of 32 bits");
    reads(":020000021000EC\n:01000000AA55\n" END, "10000:aa", "a segment's offset");
    reads(":020000040010EA\n:020000021000EC\n:01000000AA55\n" END, "10000:aa",
          "the later of two bases counts");
    reads(":02000004FFFFFC\n:01FFFF00AA57\n" END, "ffffffff:aa", "the last byte of 4 GiB");
    reads(":0400000300003800C1\n:04000005000000CD2A\n:00000000" "00\n" END, "",
          "start addresses and records without data");
}

static void test_refusals(void)
{
    refuses(":0300300002337A1F\n" END, 15,
            "line 1: the checksum is 1F, and 1E would be right", "a wrong checksum");
    refuses(END "\n" ":0300300002337A1E\n", 13, "line 3: text after the end record",
            "a record after the end");
    refuses(":01000000AA55\n:01000100BB43\n", 28,
            "after line 2 the end record :00000001FF is missing: the text was cut", "a cut text");
    refuses("", 0, "after line 0 the end record :00000001FF is missing: the text was cut",
            "an empty text");
    refuses(":01000000AA5\n" END, 0, "line 1: 11 digits, and its record has 12", "a cut record");
    refuses(":0300300002337A1E00\n" END, 0, "line 1: 18 digits, and its record has 16",
            "a record that is too long");
    refuses(":FF\n", 0, "line 1: 2 digits, and its record has 520", "a record without a head");
    refuses(":\n", 0, "line 1: 0 digits, and its record has 10", "a colon alone");
    refuses(":01000000AAG5\n", 11, "line 1: byte 0x47 in column 12 is no hexadecimal digit",
            "a letter");
    refuses(":01000000AA55\nhello\n", 14, "line 2: byte 0x68, and a record begins with ':'",
            "a line that is no record");
    refuses(":00000006FA\n", 0, "line 1: a record of type 06, and types are 00 to 05",
            "an unknown type");
    refuses(":0100000400FB\n", 0, "line 1: a record of type 04 has 1 bytes of data, not 2",
            "a base that is too short");
    refuses(":0100000100FE\n", 0, "line 1: a record of type 01 has 1 bytes of data, not 0",
            "an end with data");
    refuses(":02000004FFFFFC\n:02FFFF00AABB9B\n" END, 16,
            "line 2: the data goes past 4 GiB, where offsets of 32 bits end", "data past 4 GiB");
    refuses(":02000000AABB99\n:01000500CC2E\n:01000100DD21\n" END, 0,
            "the records from line 1 on and those from line 3 on both have the byte for 0x1",
            "an overlap");
    refuses(":01000000AA55\n:01000000AA55\n" END, 0,
            "the records from line 1 on and those from line 2 on both have the byte for 0x0",
            "the same byte twice");
}

struct text {
    char data[4096];
    size_t size;
    int answer;
};

static int collect(void *ctx, const char *text, size_t size)
{
    struct text *out = ctx;

    memcpy(out->data + out->size, text, size);
    out->size += size;
    out->data[out->size] = '\0';
    return out->answer;
}

static void writes(const struct image_run *runs, size_t count, const char *want, const char *name)
{
    struct text out = {.size = 0};

    tap_is((uint64_t)image_hex_write(runs, count, collect, &out), 0, name);
    tap_str(out.data, want, "  and what");
}

static void test_writing(void)
{
    static const uint8_t bytes[18] = {0xaa, 0xbb};
    struct text out = {.answer = -7};

    writes((struct image_run[]){{0x30, 3, (const uint8_t *)"\x02\x33\x7a"}}, 1,
           ":0300300002337A1E\n" END, "one record");
    writes((struct image_run[]){{0, 18, bytes}}, 1,
           ":10000000AABB00000000000000000000000000008B\n:020010000000EE\n" END,
           "16 bytes of data a record");
    writes((struct image_run[]){{0xffff, 2, bytes}}, 1,
           ":020000040000FA\n:01FFFF00AA57\n:020000040001F9\n:01000000BB44\n" END,
           "a new base where the low 16 bits begin anew");
    writes((struct image_run[]){{0, 1, bytes}, {1, 1, bytes + 1}, {3, 1, bytes}}, 3,
           ":02000000AABB99\n:01000300AA52\n" END, "runs without a gap share a record");
    writes((struct image_run[]){{0xffffffff, 1, bytes}}, 1,
           ":02000004FFFFFC\n:01FFFF00AA57\n" END, "the last byte of 4 GiB");
    writes(NULL, 0, END, "nothing");
    tap_ok(image_hex_write(NULL, 0, collect, &out) == -7, "the sink can stop the writer");
}

static int into_file(void *ctx, const char *text, size_t size)
{
    return fwrite(text, 1, size, ctx) == size ? 0 : -1;
}

/* What is written is read as the same again. */
static void test_both(void)
{
    enum { FIRST = 0x10003, SECOND = 0x11231 };
    uint8_t *data = malloc(FIRST + SECOND);
    const struct image_run runs[] = {{0x1001, FIRST, data}, {0x1fff0, SECOND, data + FIRST}};
    struct image_sparse sparse;
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    for (size_t i = 0; i < FIRST + SECOND; i++)
        data[i] = (uint8_t)(i * 7 + i / 251);
    tap_ok(image_hex_write(runs, 2, into_file, file) == 0 && fclose(file) == 0, "a long text");
    tap_ok(image_hex_read(&sparse, (uint8_t *)text, size, &trouble), "is read again");
    tap_ok(sparse.count == 2 && sparse.runs[0].offset == 0x1001 && sparse.runs[0].size == FIRST &&
               sparse.runs[1].offset == 0x1fff0 && sparse.runs[1].size == SECOND &&
               memcmp(sparse.runs[0].data, data, FIRST) == 0 &&
               memcmp(sparse.runs[1].data, data + FIRST, SECOND) == 0,
           "as the same runs");
    tap_is(image_sparse_end(&sparse), 0x1fff0 + SECOND, "with their end");
    image_sparse_free(&sparse);
    free(text);
    free(data);
}

int main(void)
{
    test_reading();
    test_refusals();
    test_writing();
    test_both();
    return tap_done();
}
