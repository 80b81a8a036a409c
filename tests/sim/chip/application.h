/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application that a virtual chip starts from its flash: what it sends to the line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_APPLICATION_H
#define SIM_CHIP_APPLICATION_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SIM_APPLICATION_BAUD = 115200,
    SIM_CRASH_MS = 100, /* from the text of a crash to the reset: the text leaves the chip */
};

struct sim_application {
    bool floods;   /* it writes without a pause */
    bool crashes;  /* soon after each start it writes why it crashed, and resets the chip */
    uint32_t baud; /* 0: SIM_APPLICATION_BAUD */
};

uint32_t sim_application_baud(const struct sim_application *application);

#endif
