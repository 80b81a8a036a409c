/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd behaviour of real ESP8266s: the words of --chip-manners, and the fields that they
 * set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/esp8266_manners.h"

#include "sim/chip/esp8266/soc.h"
#include "sim/chip/wordlist.h"

static const struct sim_word manners[] = {
    {"cached-iram", offsetof(struct soc_config, cached_iram), 0, NULL},
    {"miso-shift", offsetof(struct soc_config, spi.miso_shift), 0, NULL},
    {"uart1-noise", offsetof(struct soc_config, uart1_noise), 0, NULL},
    {"user-edge", offsetof(struct soc_config, spi.user_edge), 0, NULL},
    {"stuck-divider", offsetof(struct soc_config, spi.stuck_divider), 0, NULL},
    {"reset-to-loader", offsetof(struct soc_config, reset_to_loader), 0, NULL},
    {NULL, 0, 0, NULL},
};

int esp8266_parse_manners(const char *list, struct soc_config *soc)
{
    return sim_words_parse(list, manners, soc);
}
