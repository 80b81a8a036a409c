/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can happen to an answer, by the name that a rule gives it.
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

/* False where no kind has that name of size bytes. */
bool kind_find(const char *name, size_t size, unsigned *kind_number);

/* Sends what becomes of the answer, if anything does. */
void kind_apply(unsigned kind_number, struct meddler *m, struct frame *f);

/* Sends a frame to the host. */
void meddler_send(struct meddler *m, const uint8_t *bytes, size_t size);

#endif
