/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the stub that an installed esptool has for a chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_ESPTOOLDIR_H
#define FILES_ESPTOOLDIR_H

/* The path of esptool's JSON file for the chip, which has this name in esptool ("esp32c3"), in the
 * first of the well-known places where an esptool is installed; the newer generation of stubs is
 * preferred.  NULL if there is none.  The caller frees the path.  Nothing is run. */
char *esptool_stub_path(const char *chip);

#endif
