/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching ports where nobody tells of changes: the caller looks at the list again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/portwatch.h"

#include <stdlib.h>

#include "base/error.h"

struct esp_portwatch {
    int interval_ms;
};

int esp_portwatch_open(struct esp_portwatch **out)
{
    *out = malloc(sizeof(**out));
    if (!*out)
        return ESP_ERR_NOMEM;
    (*out)->interval_ms = ESP_PORTWATCH_POLL_MS;
    return 0;
}

void esp_portwatch_close(struct esp_portwatch *watch)
{
    free(watch);
}

int esp_portwatch_fd(const struct esp_portwatch *watch)
{
    (void)watch;
    return -1;
}

int esp_portwatch_interval_ms(const struct esp_portwatch *watch)
{
    return watch->interval_ms;
}

bool esp_portwatch_news(struct esp_portwatch *watch)
{
    (void)watch;
    return false;
}
