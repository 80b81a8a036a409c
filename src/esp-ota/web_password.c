/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password for a board's web page.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Never from the command line, which every user of the machine can read.
 */
#include "esp-ota/web_password.h"

#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/status.h"
#include "files/imagefile.h"

enum { PASSWORD_FILE_MAX = 4096 };

int web_password_read(const char *file, char **password)
{
    const char *given = getenv("ESPOTA_AUTH");
    uint8_t *data;
    size_t size;

    *password = NULL;
    if (!file) {
        if (given && given[0] && !(*password = strdup(given)))
            goto nomem;
        return STATUS_DONE;
    }
    int status = image_file_read_upto(file, PASSWORD_FILE_MAX, &data, &size);

    if (status)
        return status;
    *password = strndup((const char *)data, size);
    explicit_bzero(data, size);
    free(data);
    if (!*password)
        goto nomem;
    (*password)[strcspn(*password, "\r\n")] = '\0';
    return STATUS_DONE;
nomem:
    message_error("out of memory");
    return STATUS_DEVICE;
}
