/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-verify: do flash and image differ only in what flashers change in a header?
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Other flashers set the mode, the rate and the size of the flash in the header that the
 * chip boots with, and make the program's hash right again.  Then a file that was just
 * written seems to differ from the flash.
 */
#ifndef ESP_VERIFY_VERIFY_HEADER_H
#define ESP_VERIFY_VERIFY_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "esp/session.h"

/* The addresses between which flash and images differ; both are 0 if they do not differ. */
struct header_span {
    uint32_t first, end;
};

/* Notes a range that differs. */
void header_span_add(struct header_span *span, uint32_t offset, uint32_t size);

/* Which fields differ, if nothing else does: "mode and size".  Reads the span from the
 * flash, if the header may be all that differs.  NULL if more differs, or if the flash cannot
 * be read. */
const char *header_fields_differ(struct esp_session *session, const struct header_span *span,
                                 const struct esp_image *images, size_t count);

#endif
