/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --list: lists the candidate ports without opening them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/detect.h"

#include "board/describe.h"
#include "cli/message.h"
#include "cli/status.h"
#include "esp/port/ports.h"

static int set_text(struct esp_devline *line, const char *key, const char *value)
{
    return value && *value != '\0' ? esp_devline_set(line, key, value) : ESP_OK;
}

static int set_usb_id(struct esp_devline *line, const char *key, int id)
{
    return id >= 0 ? esp_devline_setf(line, key, "%04x", (unsigned)id) : ESP_OK;
}

int detect_describe_port(struct esp_devline *line, const struct esp_port *port)
{
    int err = esp_devline_set(line, "port", port->name);

    if (err == ESP_OK)
        err = set_usb_id(line, "vid", port->vid);
    if (err == ESP_OK)
        err = set_usb_id(line, "pid", port->pid);
    if (err == ESP_OK)
        err = set_text(line, "manufacturer", port->manufacturer);
    if (err == ESP_OK)
        err = set_text(line, "product", port->product);
    if (err == ESP_OK)
        err = set_text(line, "serial", port->serial);
    return err;
}

static int print_port(const struct esp_port *port, bool json)
{
    struct esp_devline line;
    int err, status;

    esp_devline_init(&line);
    err = detect_describe_port(&line, port);
    if (err == ESP_OK) {
        status = describe_print(&line, json, stdout);
    } else {
        message_error("%s: %s", port->name, esp_strerror(err));
        status = status_of(err);
    }
    esp_devline_free(&line);
    return status;
}

int detect_list(bool json)
{
    struct esp_port *ports = NULL;
    size_t count = 0;
    int err = esp_ports_list(&ports, &count);
    int status = STATUS_DONE;

    if (err != ESP_OK) {
        message_error("listing the serial ports: %s", esp_strerror(err));
        return status_of(err);
    }
    if (count == 0) {
        message_error("no serial port found");
        status = STATUS_NO;
    }
    for (size_t i = 0; i < count && status == STATUS_DONE; i++)
        status = print_port(&ports[i], json);
    esp_ports_free(ports, count);
    return status;
}
