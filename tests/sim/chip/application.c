/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options for the application of a virtual chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/application.h"

#include "cli/number.h"

/* The slowest and the fastest rate that both chips can divide their clock into. */
enum { SLOWEST = 300, FASTEST = 2000000 };

uint32_t sim_application_baud(const struct sim_application *application)
{
    return application->baud ? application->baud : SIM_APPLICATION_BAUD;
}

int sim_application_set_flood(struct sim_application *application)
{
    application->floods = true;
    return 0;
}

int sim_application_set_crash(struct sim_application *application)
{
    application->crashes = true;
    return 0;
}

int sim_application_set_baud(struct sim_application *application, const char *value)
{
    uint64_t baud;

    if (number_parse(value, &baud) != NUMBER_OK || baud < SLOWEST || baud > FASTEST)
        return -1;
    application->baud = (uint32_t)baud;
    return 0;
}
