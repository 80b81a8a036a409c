/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the romflash*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ROM_ESP8266_ROMFLASH_IMPL_H
#define ESP_FLASH_ROM_ESP8266_ROMFLASH_IMPL_H

#include "esp/flash/plan.h"
#include "esp/flash/rom/esp8266/romflash.h"

/* Registers of the flash controller, SPI0: ESP8266 Technical Reference, SPI
 * registers. */
enum {
    ESP_SPI0_CMD = 0x60000200,
    ESP_SPI0_ADDR = 0x60000204,
    ESP_SPI0_RD_STATUS = 0x60000210,
    ESP_SPI0_USER = 0x6000021c,
    ESP_SPI0_USER1 = 0x60000220,
    ESP_SPI0_USER2 = 0x60000224,
    ESP_SPI0_W0 = 0x60000240,
};

/* SPI_USER for reading: command phase, output phase (the address), input phase; chip select
 * is active one clock early. */
#define ESP_ROMFLASH_USER_READ 0x98000020u
/* SPI_USER as after a reset, when the ROM uses the controller's own commands.  Its bits
 * include the clock edge at which input is sampled. */
#define ESP_ROMFLASH_USER_RESET 0x80000044u

/* Connects the flash and sets its clock.  If reading is set, also sets USER, USER1 and
 * USER2 for commands that read a chunk.  Reads all these registers back. */
int esp_romflash_prepare(struct esp_session *s, bool reading);

/* Erases and programs all sectors of the plan, and reads them back. */
int esp_romflash_images(struct esp_session *s, struct esp_plan *plan,
                        const struct esp_write_request *request, struct esp_write_report *report);

/* Checks once in a session that the controller's own command reads the same contents;
 * ESP_ERR_CHECK if the contents differ.  Call esp_romflash_prepare() for reading before. */
int esp_romflash_check_path(struct esp_session *s);

/* Prepares, checks that the flash is still the same one, and, for reading, checks the
 * path.  Call this function at the beginning of an operation. */
int esp_romflash_begin(struct esp_session *s, bool reading);

/* Reads the flash's ID without waking the flash first. */
int esp_romflash_ask_id(struct esp_session *s, uint32_t *id);

/* 0 if the registers that esp_romflash_prepare() set still have their values,
 * ESP_ERR_PROTOCOL if they do not, ESP_ERR_TIMEOUT if the loader does not answer. */
int esp_romflash_ready(struct esp_session *s, bool reading);

/* Finds the loader again after an error.  The chip may have been reset, so the registers
 * may have lost their settings. */
int esp_romflash_recover(struct esp_session *s);

/* Calls step.  After an error that is worth another try, finds the loader again and calls
 * step again. */
typedef int esp_romflash_step(struct esp_session *s, void *ctx);
int esp_romflash_retry(struct esp_session *s, esp_romflash_step *step, void *ctx);

/* Save SPI_USER, USER1 and USER2 in three words, and restore them: the ROM's own commands
 * may rely on these registers.  Each function is an esp_romflash_step. */
int esp_romflash_save(struct esp_session *s, void *to);
int esp_romflash_restore(struct esp_session *s, void *from);

/* For a loader that surely does not answer: resets the chip, if the port has reset lines.
 * ESP_ERR_NO_SYNC if the loader still does not answer. */
int esp_romflash_restart(struct esp_session *s);

#endif
