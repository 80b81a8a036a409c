/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: reads, compares, erases and writes the flash of the board at $ESPPORT by the
 * boot ROM alone.
 *
 * Copyright (C) 2026 the esputils authors
 *
 *     romtool read OFFSET SIZE > FILE
 *     romtool compare OFFSET SIZE < GUESS > FILE
 *     romtool erase OFFSET SIZE
 *     romtool write OFFSET SIZE < FILE
 *
 * $BAUD is the rate to connect at.  Prints how long it took, and the estimate of
 * esp_romflash_read_ms() for a read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "esp/flash/rom/esp8266/romflash.h"

static int to_stdout(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    return fwrite(data, 1, size, stdout) == size ? 0 : -1;
}

static int work(struct esp_session *s, char **argv)
{
    uint32_t offset = (uint32_t)strtoul(argv[2], NULL, 0);
    uint32_t size = (uint32_t)strtoul(argv[3], NULL, 0);
    uint8_t *data = malloc(size);
    int err = ESP_ERR_ARG;

    if (strcmp(argv[1], "read") == 0)
        err = esp_romflash_read(s, offset, size, to_stdout, NULL, NULL);
    else if (strcmp(argv[1], "erase") == 0)
        err = esp_romflash_erase(s, offset, size, NULL, NULL);
    else if (!data || fread(data, 1, size, stdin) != size)
        err = ESP_ERR_NOMEM;
    else if (strcmp(argv[1], "compare") == 0)
        err = esp_romflash_compare(s, offset, data, size, to_stdout, NULL, NULL);
    else if (strcmp(argv[1], "write") == 0)
        err = esp_romflash_write(s, offset, data, size, NULL, NULL);
    free(data);
    return err;
}

static int run(struct esp_session *s, char **argv)
{
    int err = esp_session_connect(s);
    uint64_t start;

    if (!err)
        err = esp_session_identify_flash(s);
    if (err)
        return err;
    start = esp_clock_ms();
    err = work(s, argv);
    fprintf(stderr, "%s: %u ms, reading about %u ms\n", argv[1],
            (unsigned)(esp_clock_ms() - start),
            (unsigned)esp_romflash_read_ms(s, (uint32_t)strtoul(argv[3], NULL, 0)));
    return err;
}

int main(int argc, char **argv)
{
    const char *baud = getenv("BAUD");
    struct esp_session_options options = {
        .port = getenv("ESPPORT"),
        .connect_baud = baud ? (uint32_t)strtoul(baud, NULL, 10) : 0,
    };
    struct esp_session *s = NULL;
    int err = ESP_ERR_ARG;

    if (argc == 4 && options.port)
        err = esp_session_open(&s, &options);
    if (s && !err)
        err = run(s, argv);
    if (err)
        fprintf(stderr, "romtool: %s (%s)\n", esp_strerror(err),
                s ? esp_session_fault(s)->text : "");
    esp_session_close(s);
    return err || fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
