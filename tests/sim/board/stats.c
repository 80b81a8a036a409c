/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events on the virtual board, as JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <jansson.h>

#include "sim/board/board.h"
#include "sim/board/board_private.h"

/* SR1, SR2 and SR3 in hex. */
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

static json_t *uart_stats_json(const struct sim_stats *stats)
{
    return json_pack("{s:I,s:I,s:I,s:I,s:I}",
                     "received", (json_int_t)stats->uart.received,
                     "sent", (json_int_t)stats->uart.sent,
                     "receive_overflow", (json_int_t)stats->uart.receive_overflow,
                     "garbled", (json_int_t)stats->uart.garbled,
                     "receive_peak", (json_int_t)stats->uart.receive_peak);
}

static json_t *fault_stats_json(const struct fault_stats *s)
{
    return json_pack("{s:I,s:I,s:I,s:I}",
                     "bytes", (json_int_t)s->bytes,
                     "lost", (json_int_t)s->lost,
                     "flipped", (json_int_t)s->flipped,
                     "garbled", (json_int_t)s->garbled);
}

/* The time from a program's first byte to its last.  A pulled cable may end both
 * directions. */
static uint64_t host_ns(const struct board *board)
{
    return board->host_end_ns > board->host_start_ns ? board->host_end_ns - board->host_start_ns : 0;
}

/* Counts that every chip has, and then counts that only this chip has. */
static json_t *chip_stats(const struct board *board, const struct sim_stats *stats)
{
    json_t *all = json_pack(
        "{s:I,s:I,s:I,s:I,s:I,s:I}",
        "virtual_ms", (json_int_t)(board_now_ns(board) / 1000000),
        "host_ms", (json_int_t)(host_ns(board) / 1000000),
        "cpu_cycles", (json_int_t)stats->cpu_cycles,
        "late_ms", (json_int_t)(board->late_ns / 1000000),
        "resets", (json_int_t)stats->resets,
        "watchdog_resets", (json_int_t)stats->watchdog_resets);

    for (unsigned i = 0; i < SIM_OWN_COUNTS && stats->own[i].key; i++)
        json_object_set_new(all, stats->own[i].key, json_integer((json_int_t)stats->own[i].count));
    return all;
}

int board_write_stats(const struct board *board, const char *path)
{
    struct sim_stats stats = {0};
    json_t *all, *parts;
    int result = -1;

    board->chip->stats(board->self, &stats);
    all = chip_stats(board, &stats);
    parts = json_pack(
        "{s:s,s:o,s:o,s:o,s:o}",
        "trouble", board_trouble(board),
        "flash", flash_stats(board->nor),
        "uart", uart_stats_json(&stats),
        "to_chip", fault_stats_json(&board->cable.faults_to_chip.stats),
        "to_host", fault_stats_json(&board->cable.faults_to_host.stats));
    if (json_object_update(all, parts) == 0)
        result = json_dump_file(all, path, JSON_INDENT(2));
    json_decref(parts);
    json_decref(all);
    return result;
}
