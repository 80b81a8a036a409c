/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges and places of an image, as users type them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_place.h"

#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "image/edit/places.h"

/* Parses the first "length" characters as a number.  NUMBER_BAD if they are no number. */
static enum number_error parse_part(const char *text, size_t length, uint64_t *value)
{
    char part[64];

    if (length >= sizeof(part))
        return NUMBER_BAD;
    memcpy(part, text, length);
    part[length] = '\0';
    return number_parse(part, value);
}

enum form {
    FORM_OTHER, /* no numbers: a name */
    FORM_GOOD,
    FORM_BAD,   /* after a message */
};

/* Parses two numbers with a mark between them. */
static enum form parse_pair(struct imgedit_place *place, char mark, const char *option,
                            const char *text)
{
    const char *at = strchr(text, mark);
    uint64_t first, second;
    enum number_error one, other;

    if (!at)
        return FORM_OTHER;
    one = parse_part(text, (size_t)(at - text), &first);
    other = number_parse(at + 1, &second);
    if (one == NUMBER_BAD || other == NUMBER_BAD)
        return FORM_OTHER;
    if (one == NUMBER_TOO_BIG || other == NUMBER_TOO_BIG || first > INT64_MAX || second > INT64_MAX) {
        message_error("--%s: %s is too big", option, text);
        return FORM_BAD;
    }
    if (mark == '-' && second < first) {
        message_error("--%s: %s ends before it begins", option, text);
        return FORM_BAD;
    }
    if (mark == '+' && second == 0) {
        message_error("--%s: %s has no bytes", option, text);
        return FORM_BAD;
    }
    place->offset = first;
    place->size = mark == '-' ? second - first + 1 : second;
    return FORM_GOOD;
}

static enum form parse_number(struct imgedit_place *place, const char *option, const char *text)
{
    switch (number_parse(text, &place->offset)) {
    case NUMBER_OK:
        return FORM_GOOD;
    case NUMBER_TOO_BIG:
        message_error("--%s: %s is too big", option, text);
        return FORM_BAD;
    default:
        return FORM_OTHER;
    }
}

bool imgedit_place_parse(struct imgedit_place *place, const struct image_buffer *buffer,
                         const struct esp_chipfacts *chip, const char *option, const char *text)
{
    struct image_trouble trouble;
    struct image_extent found;
    enum form form;

    *place = (struct imgedit_place){0};
    form = parse_pair(place, '-', option, text);
    if (form == FORM_OTHER)
        form = parse_pair(place, '+', option, text);
    if (form == FORM_OTHER)
        form = parse_number(place, option, text);
    if (form != FORM_OTHER)
        return form == FORM_GOOD;
    if (!image_place_named(buffer, chip, text, &found, &trouble)) {
        message_error("--%s: %s", option, trouble.text);
        return false;
    }
    *place = (struct imgedit_place){found.offset, found.size, true};
    return true;
}

bool imgedit_range_parse(struct imgedit_place *range, const struct image_buffer *buffer,
                         const struct esp_chipfacts *chip, const char *option, const char *text)
{
    if (!imgedit_place_parse(range, buffer, chip, option, text))
        return false;
    if (range->size > 0)
        return true;
    message_error("--%s: '%s' is no range such as 0x1000-0x1fff or 0x1000+4096", option, text);
    return false;
}
