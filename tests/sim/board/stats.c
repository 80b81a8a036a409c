/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened on the virtual board, as JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <jansson.h>

#include "sim/board/board.h"
#include "sim/board/board_private.h"
#include "sim/chip/esp8266/uart/uart.h"

/* SR1, SR2, SR3 in hex. */
static json_t *status_registers(const uint8_t *status)
{
    return json_sprintf("%02x%02x%02x", status[0], status[1], status[2]);
}

static json_t *flash_stats(const struct nor *nor)
{
    const struct nor_stats *s = nor_get_stats(nor);
    uint8_t now[NOR_STATUS_REGISTERS], lasting[NOR_STATUS_REGISTERS];

    nor_get_status(nor, now, lasting);
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:I,s:I,s:I,s:I,s:s}",
                     "bytes_read", (json_int_t)s->bytes_read,
                     "page_programs", (json_int_t)s->page_programs,
                     "pages_programmed", (json_int_t)s->pages_programmed,
                     "bytes_programmed", (json_int_t)s->bytes_programmed,
                     "sector_erases", (json_int_t)s->sector_erases,
                     "block32_erases", (json_int_t)s->block32_erases,
                     "block64_erases", (json_int_t)s->block64_erases,
                     "chip_erases", (json_int_t)s->chip_erases,
                     "status_writes", (json_int_t)s->status_writes,
                     "status_changes", (json_int_t)s->status_changes,
                     "status", status_registers(now),
                     "lasting_status", status_registers(lasting),
                     "busy_ms", (json_int_t)(s->busy_ns / 1000000),
                     "bits_set_attempted", (json_int_t)s->bits_set_attempted,
                     "weak_bits", (json_int_t)s->weak_bits,
                     "violations", (json_int_t)s->violations,
                     "last_violation", s->last_violation);
}

static json_t *uart_stats_json(const struct uart_stats *s)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I}",
                     "received", (json_int_t)s->received,
                     "sent", (json_int_t)s->sent,
                     "receive_overflow", (json_int_t)s->receive_overflow,
                     "garbled", (json_int_t)s->garbled,
                     "receive_peak", (json_int_t)s->receive_peak);
}

static json_t *fault_stats_json(const struct fault_stats *s)
{
    return json_pack("{s:I,s:I,s:I,s:I}",
                     "bytes", (json_int_t)s->bytes,
                     "lost", (json_int_t)s->lost,
                     "flipped", (json_int_t)s->flipped,
                     "garbled", (json_int_t)s->garbled);
}

/* From a program's first byte to its last; a pulled cable may be the end of both. */
static uint64_t host_ns(const struct board *board)
{
    return board->host_end_ns > board->host_start_ns ? board->host_end_ns - board->host_start_ns : 0;
}

int board_write_stats(const struct board *board, const char *path)
{
    const struct soc *soc = &board->soc;
    json_t *all = json_pack(
        "{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:s,s:o,s:o,s:o,s:o}",
        "virtual_ms", (json_int_t)(soc_now_ns(soc) / 1000000),
        "host_ms", (json_int_t)(host_ns(board) / 1000000),
        "cpu_cycles", (json_int_t)soc->cpu.cycles,
        "late_ms", (json_int_t)(board->late_ns / 1000000),
        "resets", (json_int_t)soc->stats.resets,
        "watchdog_resets", (json_int_t)soc->stats.watchdog_resets,
        "cpu2x", (json_int_t)soc->stats.doublings,
        "trouble", soc->trouble,
        "flash", flash_stats(board->nor),
        "uart", uart_stats_json(uart_get_stats(soc->uart)),
        "to_chip", fault_stats_json(&board->cable.faults_to_chip.stats),
        "to_host", fault_stats_json(&board->cable.faults_to_host.stats));
    int result;

    if (!all)
        return -1;
    result = json_dump_file(all, path, JSON_INDENT(2));
    json_decref(all);
    return result;
}
