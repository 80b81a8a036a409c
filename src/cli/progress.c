/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of long work: a bar on a terminal, or lines for a log.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/terminal/screen.h"

#define DRAW_INTERVAL_MS 100 /* the eye needs no more than ten updates a second */
#define LINE_STEP 10         /* per cent between two lines for a log */
#define RARE_STEP 25         /* per cent between two lines on a shared terminal */
#define LONGEST_TIME 359999  /* seconds; longer times are shown as 5999:59 */

static struct {
    enum progress_style style;
    const char *board, *verb;
    progress_left *left;
    const void *ctx; /* for left */
    uint64_t start_ms;
    uint64_t drawn_ms;
    uint64_t done, total; /* bytes, from the last progress_update() */
    unsigned next_percent; /* of the next line for a log */
    bool on_screen;
} progress;

static unsigned terminal_width(void)
{
    struct winsize window;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        return window.ws_col;
    return 80;
}

enum progress_style progress_style_of(const char *when, bool quiet)
{
    if (quiet || strcmp(when, "none") == 0)
        return PROGRESS_NONE;
    if (strcmp(when, "line") == 0)
        return PROGRESS_LINE;
    if (!isatty(STDERR_FILENO))
        return PROGRESS_NONE;
    return screen_under_parallel_make() ? PROGRESS_RARE : PROGRESS_BAR;
}

static unsigned percent(uint64_t done, uint64_t total)
{
    return total == 0 ? 100 : (unsigned)(done * 100 / total);
}

/* Writes "1.5 MiB": short and of constant width, because the bar is redrawn. */
static void format_amount(char *buf, size_t size, double bytes)
{
    if (bytes >= 1 << 20)
        snprintf(buf, size, "%.1f MiB", bytes / (1 << 20));
    else
        snprintf(buf, size, "%.1f KiB", bytes / (1 << 10));
}

/* Writes "0:32". */
static void format_time(char *buf, size_t size, uint64_t ms)
{
    uint64_t rounded = (ms + 500) / 1000;
    unsigned seconds = rounded < LONGEST_TIME ? (unsigned)rounded : LONGEST_TIME;

    snprintf(buf, size, "%u:%02u", seconds / 60, seconds % 60);
}

/* Writes "0:32 left", "at most 0:58 left", or "--:-- left". */
static void format_left(char *buf, size_t size, const struct progress_figures *f)
{
    char time[16] = "--:--";

    if (f->trust != ESP_ETA_NONE)
        format_time(time, sizeof(time), f->left_ms);
    snprintf(buf, size, "%s%s left", f->trust == ESP_ETA_AT_MOST ? "at most " : "", time);
}

/* "1.5 MiB of 4.0 MiB, 78.1 KiB/s, 0:32 left"; at the end "..., took 0:53". */
static void format_figures(char *buf, size_t size, const struct progress_figures *f)
{
    double rate = f->elapsed_ms > 0 ? (double)f->done * 1000 / (double)f->elapsed_ms : 0;
    char amount[24], whole[24], speed[24], time[32];

    format_amount(amount, sizeof(amount), (double)f->done);
    format_amount(whole, sizeof(whole), (double)f->total);
    format_amount(speed, sizeof(speed), rate);
    if (f->done >= f->total) {
        format_time(time, sizeof(time), f->elapsed_ms);
        snprintf(buf, size, "%s, %s/s, took %s", whole, speed, time);
    } else if (rate > 0) {
        format_left(time, sizeof(time), f);
        snprintf(buf, size, "%s of %s, %s/s, %s", amount, whole, speed, time);
    } else {
        snprintf(buf, size, "%s of %s", amount, whole);
    }
}

/* Writes "[=====>    ] ", or nothing if there is too little room. */
static void format_gauge(char *buf, size_t size, unsigned columns, uint64_t done, uint64_t total)
{
    unsigned inner = columns > 3 ? columns - 3 : 0;
    unsigned filled;

    buf[0] = '\0';
    if (inner < 8 || columns + 1 > size)
        return;
    filled = (unsigned)(total == 0 ? inner : done * inner / total);
    memset(buf + 1, ' ', inner);
    memset(buf + 1, '=', filled);
    if (filled < inner)
        buf[1 + filled] = '>';
    buf[0] = '[';
    memcpy(buf + 1 + inner, "] ", 3);
}

void progress_format_bar(char *buf, size_t size, unsigned width, const char *verb,
                         const struct progress_figures *f)
{
    char head[64], gauge[48], figures[112];
    int used = snprintf(head, sizeof(head), "%s %3u%% ", verb, percent(f->done, f->total));
    size_t taken;
    unsigned room;

    format_figures(figures, sizeof(figures), f);
    taken = (used > 0 ? (size_t)used : 0) + strlen(figures);
    room = width > taken ? (unsigned)(width - taken) : 0;
    format_gauge(gauge, sizeof(gauge), room < 40 ? room : 40, f->done, f->total);
    snprintf(buf, size, "%s%s%s", head, gauge, figures);
    if (strlen(buf) > width)
        buf[width] = '\0';
}

/* Erases the line that the cursor is on (ECMA-48 EL). */
static void clear_bar(void)
{
    if (!progress.on_screen)
        return;
    fputs("\r\033[K", stderr);
    progress.on_screen = false;
}

/* What is known now. */
static struct progress_figures figures_at(uint64_t elapsed_ms)
{
    struct progress_figures f = {
        .done = progress.done, .total = progress.total, .elapsed_ms = elapsed_ms};

    if (progress.left)
        f.trust = progress.left(progress.ctx, &f.left_ms);
    return f;
}

static void draw_bar(const struct progress_figures *f)
{
    char bar[256], text[320];
    unsigned width = terminal_width() - 1; /* a character in the last column would wrap */

    if (width > sizeof(bar) - 1)
        width = sizeof(bar) - 1;
    progress_format_bar(bar, sizeof(bar), width, progress.verb, f);
    snprintf(text, sizeof(text), "\r%s\033[K", bar);
    fputs(text, stderr);
    progress.on_screen = true;
}

static void write_line(const struct progress_figures *f)
{
    char figures[112];
    unsigned done_percent = percent(progress.done, progress.total);
    unsigned step = progress.style == PROGRESS_RARE ? RARE_STEP : LINE_STEP;

    if (done_percent < progress.next_percent)
        return;
    progress.next_percent = (done_percent / step + 1) * step;
    format_figures(figures, sizeof(figures), f);
    message_notice("%s: %s %u%%, %s", progress.board, progress.verb, done_percent, figures);
}

void progress_begin(enum progress_style style, const char *board, const char *verb,
                    progress_left *left, const void *ctx)
{
    memset(&progress, 0, sizeof(progress));
    if (style == PROGRESS_BAR && !screen_claim())
        style = PROGRESS_RARE;
    progress.style = style;
    progress.board = board;
    progress.verb = verb;
    progress.left = left;
    progress.ctx = ctx;
    progress.start_ms = esp_clock_ms();
    progress.next_percent = style == PROGRESS_RARE ? RARE_STEP : LINE_STEP;
    message_before(style == PROGRESS_BAR ? clear_bar : NULL);
}

void progress_update(void *ctx, uint64_t done, uint64_t total)
{
    struct progress_figures figures;
    uint64_t now;

    (void)ctx;
    progress.done = done;
    progress.total = total;
    if (progress.style == PROGRESS_NONE)
        return;
    now = esp_clock_ms();
    if (done < total && now - progress.drawn_ms < DRAW_INTERVAL_MS)
        return;
    progress.drawn_ms = now;
    figures = figures_at(now - progress.start_ms);
    if (progress.style == PROGRESS_BAR)
        draw_bar(&figures);
    else
        write_line(&figures);
}

void progress_end(void)
{
    bool finished = progress.total > 0 && progress.done >= progress.total;

    if (progress.on_screen && finished) {
        fputc('\n', stderr);
        progress.on_screen = false;
    }
    clear_bar();
    message_before(NULL);
    screen_release();
    progress.style = PROGRESS_NONE;
}

void progress_format_sum(char *buf, size_t size, uint64_t bytes, uint64_t ms, uint32_t baud)
{
    /* A byte takes ten bits on the line. */
    double times = ms ? (double)bytes * 10000 / baud / (double)ms : 0;
    char amount[32], time[32];
    int used;

    format_amount(amount, sizeof(amount), (double)bytes);
    number_format_time(time, sizeof(time), ms);
    used = snprintf(buf, size, "%s in %s", amount, time);
    if (baud && ms && used > 0 && (size_t)used < size)
        snprintf(buf + used, size - (size_t)used, ", %.*f times the speed of the line",
                 times < 9.95 ? 1 : 0, times);
}

void progress_sum_up(uint64_t bytes, uint32_t baud, const uint8_t md5[16])
{
    void (*print)(const char *format, ...) =
        progress.style == PROGRESS_NONE ? message_verbose : message_notice;
    char sum[128], digest[sizeof("; md5 ") + 32] = "; md5 ";
    const size_t prefix = strlen(digest);

    progress_format_sum(sum, sizeof(sum), bytes, esp_clock_ms() - progress.start_ms, baud);
    for (size_t i = 0; md5 && i < 16; i++)
        snprintf(digest + prefix + 2 * i, 3, "%02x", md5[i]);
    clear_bar();
    print("%s: %s%s", progress.board, sum, md5 ? digest : "");
    progress_end();
}
