/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One image that a chip starts: header, segments, checks.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/app/app.h"
