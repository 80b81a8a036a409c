/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd behaviour of real ESP8266s: the words of --chip-manners, and the fields that they
 * set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_ESP8266_MANNERS_H
#define SIM_CHIP_ESP8266_ESP8266_MANNERS_H

struct soc_config;

/* Returns 0, or -1 if a word or its value is unknown: see sim_words_parse(). */
int esp8266_parse_manners(const char *list, struct soc_config *soc);

#endif
