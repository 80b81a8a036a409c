/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching ports by libudev, which tells of each port when its device node has got its owner
 * and its links.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What udev tells is only the moment.  esp_ports_list() finds the ports, so that the list is
 * the same with and without udev.
 */
#include "esp/port/portwatch.h"

#include <libudev.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

/* The socket of a udev that runs (udev(7)).  In a container there often is no udev. */
#define UDEV_CONTROL "/run/udev/control"

struct esp_portwatch {
    struct udev *udev; /* NULL: udev does not run, so the caller polls */
    struct udev_monitor *monitor;
};

/* False if udev does not run, or does not let us listen. */
static bool listen_to_udev(struct esp_portwatch *watch)
{
    if (access(UDEV_CONTROL, F_OK) < 0)
        return false;
    watch->udev = udev_new();
    if (watch->udev)
        watch->monitor = udev_monitor_new_from_netlink(watch->udev, "udev");
    return watch->monitor &&
           udev_monitor_filter_add_match_subsystem_devtype(watch->monitor, "tty", NULL) >= 0 &&
           udev_monitor_enable_receiving(watch->monitor) >= 0;
}

static void forget_udev(struct esp_portwatch *watch)
{
    if (watch->monitor)
        udev_monitor_unref(watch->monitor);
    if (watch->udev)
        udev_unref(watch->udev);
    *watch = (struct esp_portwatch){0};
}

int esp_portwatch_open(struct esp_portwatch **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return ESP_ERR_NOMEM;
    if (!listen_to_udev(*out))
        forget_udev(*out);
    return 0;
}

void esp_portwatch_close(struct esp_portwatch *watch)
{
    if (!watch)
        return;
    forget_udev(watch);
    free(watch);
}

int esp_portwatch_fd(const struct esp_portwatch *watch)
{
    return watch->monitor ? udev_monitor_get_fd(watch->monitor) : -1;
}

int esp_portwatch_interval_ms(const struct esp_portwatch *watch)
{
    return watch->monitor ? ESP_PORTWATCH_UDEV_MS : ESP_PORTWATCH_POLL_MS;
}

bool esp_portwatch_news(struct esp_portwatch *watch)
{
    struct udev_device *device;
    bool news = false;

    /* The socket does not block: the function returns NULL when nothing is left. */
    while (watch->monitor && (device = udev_monitor_receive_device(watch->monitor))) {
        udev_device_unref(device);
        news = true;
    }
    return news;
}
