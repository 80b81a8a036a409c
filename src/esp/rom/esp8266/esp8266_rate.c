/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate of the ESP8266's loader, which has no command for it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/esp8266/esp8266_stubs.h"
#include "esp/rom/trial.h"

int esp8266_set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    /* The program is at the start of instruction RAM. */
    static const struct esp_trial_program program = {.code = esp_trial_esp8266,
                                                     .size = &esp_trial_esp8266_size,
                                                     .address = 0x40100000,
                                                     .start = esp8266_start_program};
    const struct esp_trial_rate rate = {baud, (uart_hz + baud / 2) / baud, uart_hz};

    return esp_trial_run(link, &program, &rate);
}
