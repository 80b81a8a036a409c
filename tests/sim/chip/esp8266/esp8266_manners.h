/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manners of real ESP8266s that a polite model does not have: words of --chip-manners, and
 * what they set.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_ESP8266_MANNERS_H
#define SIM_CHIP_ESP8266_ESP8266_MANNERS_H

struct soc_config;

/* 0, or -1 when a word or what follows it is not known: sim_words_parse(). */
int esp8266_parse_manners(const char *list, struct soc_config *soc);

#endif
