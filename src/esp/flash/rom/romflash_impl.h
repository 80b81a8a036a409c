/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the romflash*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ROM_ROMFLASH_IMPL_H
#define ESP_FLASH_ROM_ROMFLASH_IMPL_H

#include "esp/flash/plan.h"
#include "esp/flash/rom/romflash.h"

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

/* SPI_USER for reading: command, output (the address), input; chip select a clock early. */
#define ESP_ROMFLASH_USER_READ 0x98000020u
/* As after a reset, when the ROM gives the controller's own commands: the edge at which
 * input is sampled is among its bits. */
#define ESP_ROMFLASH_USER_RESET 0x80000044u

/* Connects the flash and sets its clock; with reading, USER, USER1 and USER2 are
 * made ready for commands that read a chunk.  All is read back. */
int esp_romflash_prepare(struct esp_session *s, bool reading);

/* Erases and programs all sectors of the plan, and reads them back. */
int esp_romflash_images(struct esp_session *s, struct esp_plan *plan,
                        const struct esp_write_request *request, struct esp_write_report *report);

/* With reading prepared, once in a session: ESP_ERR_CHECK where the flash reads differently
 * by the controller's own command. */
int esp_romflash_check_path(struct esp_session *s);

/* The same at first: makes sure that it is the flash that it was. */
int esp_romflash_begin(struct esp_session *s, bool reading);

/* What the flash says that it is, without waking it. */
int esp_romflash_ask_id(struct esp_session *s, uint32_t *id);

/* 0 when all those registers still are what they should be, ESP_ERR_PROTOCOL
 * when not, ESP_ERR_TIMEOUT when the loader does not answer. */
int esp_romflash_ready(struct esp_session *s, bool reading);

/* Finds the loader again after something went wrong; it may have been reset, so
 * nothing that was set before is sure. */
int esp_romflash_recover(struct esp_session *s);

/* Has something done, and after trouble that is worth it once more, with the loader found
 * again before. */
typedef int esp_romflash_step(struct esp_session *s, void *ctx);
int esp_romflash_insist(struct esp_session *s, esp_romflash_step *step, void *ctx);

/* SPI_USER, USER1 and USER2 as they were, into and from three words: the ROM's own
 * commands may rely on them.  Each an esp_romflash_step. */
int esp_romflash_save(struct esp_session *s, void *to);
int esp_romflash_restore(struct esp_session *s, void *from);

/* For one that surely does not answer: resets it where the port can.
 * ESP_ERR_NO_SYNC when that does not help. */
int esp_romflash_restart(struct esp_session *s);

#endif
