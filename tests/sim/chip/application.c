/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application of a virtual chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/application.h"

uint32_t sim_application_baud(const struct sim_application *application)
{
    return application->baud ? application->baud : SIM_APPLICATION_BAUD;
}
