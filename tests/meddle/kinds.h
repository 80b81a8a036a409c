/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of damage to an answer, by the names that rules use.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef MEDDLE_KINDS_H
#define MEDDLE_KINDS_H

#include "meddle/rules.h"

struct frame {
    uint8_t bytes[FRAME_MAX];
    size_t size;
};

/* Finds the kind with this name of size bytes.  False if there is no such kind. */
bool kind_find(const char *name, size_t size, unsigned *kind_number);

/* Sends the result of this kind for the answer, if it sends anything. */
void kind_apply(unsigned kind_number, struct meddler *m, struct frame *f);

/* Sends a frame to the host. */
void meddler_send(struct meddler *m, const uint8_t *bytes, size_t size);

#endif
