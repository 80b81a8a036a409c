/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of esp-imgedit for NVS.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status, after a message unless it is
 * STATUS_DONE.  No message has a value, which may be a secret.
 */
#ifndef ESP_IMGEDIT_NVS_IMGEDIT_NVS_H
#define ESP_IMGEDIT_NVS_IMGEDIT_NVS_H

#include "esp-imgedit/imgedit_apply.h"
#include "image/settings/editor.h"

struct gengetopt_args_info;

/* Does the request print values of NVS in place of the image? */
bool imgedit_nvs_looks(const struct gengetopt_args_info *args);

/* Takes --nvs-partition, and reads the file of --nvs-keys. */
int imgedit_nvs_prepare(struct imgedit_nvs *nvs, const struct gengetopt_args_info *args);
/* Wipes the keys. */
void imgedit_nvs_free(struct imgedit_nvs *nvs);

/* The image as editors take it, with the range of --nvs-partition and the keys. */
int imgedit_nvs_image(struct esp_settings_image *image, struct editing *editing);

/* Prints what is wrong, with the option, the setting's name, which may be NULL, and the
 * trouble.  Returns the exit status. */
int imgedit_nvs_fail(const char *option, const char *name, enum esp_edit_result result,
                     const struct image_trouble *trouble);

/* --nvs-set NAMESPACE/KEY=[TYPE:]VALUE, --nvs-del NAMESPACE/KEY. */
int imgedit_nvs_set(struct editing *editing, const char *option, const char *text);
int imgedit_nvs_delete(struct editing *editing, const char *option, const char *text);

/* --nvs and --nvs-get. */
int imgedit_nvs_show(struct editing *editing, const struct gengetopt_args_info *args);

#endif
