/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of SLIP framing.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/slip.h"

#include "tap.h"

struct found {
    unsigned frames, damaged;
    uint8_t last[64];
    size_t size;
};

/* Feeds the bytes in pieces of step bytes. */
static struct found feed(size_t room, const void *data, size_t size, size_t step)
{
    static uint8_t buf[64];
    struct esp_slip_reader r;
    struct found found = {0};
    const uint8_t *bytes = data;

    esp_slip_reader_init(&r, buf, room);
    while (size) {
        size_t taken, n = size < step ? size : step;
        enum esp_slip_event event = esp_slip_feed(&r, bytes, n, &taken);

        if (event == ESP_SLIP_FRAME) {
            found.frames++;
            found.size = r.used;
            memcpy(found.last, r.buf, r.used);
        }
        found.damaged += event == ESP_SLIP_DAMAGED;
        bytes += taken;
        size -= taken;
    }
    return found;
}

static void test_writer(void)
{
    static const uint8_t data[] = {1, 0xc0, 0xdb, 2};
    static const uint8_t want[] = {0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 2, 0xc0};
    uint8_t out[16];
    struct esp_slip_writer w;

    esp_slip_writer_init(&w, out, sizeof(out));
    esp_slip_begin(&w);
    esp_slip_put(&w, data, sizeof(data));
    esp_slip_end(&w);
    tap_ok(w.used == sizeof(want) && memcmp(out, want, sizeof(want)) == 0 && !w.full,
           "a frame has an END on both sides and END and ESC are escaped");
    esp_slip_begin(&w);
    tap_ok(w.used == 9 && out[8] == 0xc0, "frames are appended, each with its own ENDs");
    esp_slip_writer_init(&w, out, 7);
    esp_slip_begin(&w);
    esp_slip_put(&w, data, sizeof(data));
    esp_slip_end(&w);
    tap_ok(w.full && w.used == 7, "a buffer too small is reported and not overrun");
}

static void test_reader(void)
{
    static const uint8_t frame[] = {0xc0, 1, 0xdb, 0xdc, 0xdb, 0xdd, 2, 0xc0};
    static const uint8_t want[] = {1, 0xc0, 0xdb, 2};

    for (size_t step = 1; step <= sizeof(frame); step++) {
        struct found f = feed(64, frame, sizeof(frame), step);

        tap_ok(f.frames == 1 && f.size == 4 && memcmp(f.last, want, 4) == 0,
               "a frame is read in pieces of %zu bytes", step);
    }
}

static void test_reader_noise(void)
{
    tap_is(feed(64, "\xc0\xc0\xc0\x01\xc0\xc0\x02\xc0\xc0", 9, 9).frames, 2,
           "extra ENDs make no empty frames");
    tap_is(feed(64, "noise\xc0\x01\x02\xc0", 9, 9).frames, 2,
           "noise before a frame ends with the frame's first END");
    tap_is(feed(64, "noise\xc0\x01\x02\xc0", 9, 9).size, 2, "and the frame after it is whole");
    tap_is(feed(64, "\xc0\x01\xdb\x02\xc0\xc0\x03\xc0", 8, 1).damaged, 1,
           "a bad escape spoils its frame");
    tap_is(feed(64, "\xc0\x01\xdb\x02\xc0\xc0\x03\xc0", 8, 1).frames, 1, "but not the next one");
    tap_is(feed(64, "\xc0\x01\xdb\xc0\xc0\x03\xc0", 7, 7).damaged, 1,
           "an escape that is cut off spoils its frame");
    tap_is(feed(64, "\xc0\x01\xdb\xc0\xc0\x03\xc0", 7, 7).frames, 1,
           "and does not swallow the END");
    tap_is(feed(4, "\xc0\x01\x02\x03\x04\xc0", 6, 6).frames, 1, "a frame may fill the buffer");
    tap_is(feed(4, "\xc0\x01\x02\x03\x04\x05\xc0\xc0\x06\xc0", 10, 3).damaged, 1,
           "a frame longer than the buffer is damaged");
    tap_is(feed(4, "\xc0\x01\x02\x03\x04\x05\xc0\xc0\x06\xc0", 10, 3).last[0], 6,
           "and the next one is read");
    tap_is(feed(64, "\xc0\xdb\xc0", 3, 1).damaged, 1, "a lone ESC is damage");
}

int main(void)
{
    test_writer();
    test_reader();
    test_reader_noise();
    return tap_done();
}
