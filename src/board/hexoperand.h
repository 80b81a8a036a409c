/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operand that is Intel HEX: several images, each with its own address.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_HEXOPERAND_H
#define BOARD_HEXOPERAND_H

#include "board/images.h"

/* Is a loaded image the text of Intel HEX? */
bool hexoperand_is(const struct image_source *source);

/* Puts the runs of each Intel HEX text of a loaded list in its place.  Returns an exit
 * status, after a message unless it is STATUS_DONE. */
int hexoperand_split(struct image_list *list);

#endif
