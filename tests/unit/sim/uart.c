/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated UART.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/uart/uart.h"

#include <stdlib.h>

#include "sim/chip/esp8266/soc.h"
#include "sim/uart/uart_internal.h"
#include "tap.h"

/* A UART and the time.  Bytes sent without gaps end one after another. */
struct bench {
    struct uart *uart;
    uint64_t now;
};

static struct bench setup(void)
{
    struct bench b = {.uart = uart_new(&soc_uart_model), .now = 1000000};

    return b;
}

static uint32_t load(struct bench *b, uint32_t offset)
{
    return uart_load(b->uart, offset, b->now);
}

static void store(struct bench *b, uint32_t offset, uint32_t value)
{
    uart_store(b->uart, offset, value, b->now);
}

static void host_sends(struct bench *b, const void *bytes, size_t count, uint32_t baud)
{
    for (size_t i = 0; i < count; i++) {
        b->now += UINT64_C(10000000000) / baud;
        uart_receive(b->uart, ((const uint8_t *)bytes)[i], baud, b->now);
    }
}

/* Lets silence pass: a few frame times at the slowest rate in use. */
static void silence(struct bench *b)
{
    b->now += 10000000;
    uart_advance(b->uart, b->now);
}

static uint32_t waiting(struct bench *b)
{
    return load(b, UART_STATUS) & 0xff;
}

static void set_rate(struct bench *b, uint32_t baud)
{
    store(b, UART_CLKDIV, 52000000 / baud);
}

static void test_receive(void)
{
    struct bench b = setup();
    uint8_t bytes[130];
    bool right = true;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    set_rate(&b, 115200);
    host_sends(&b, bytes, 128, 115200);
    tap_is(waiting(&b), 128, "the receive FIFO holds 128 bytes");
    tap_is(load(&b, UART_INT_RAW) & UART_RXFIFO_OVF_INT, 0, "and has not overflowed then");
    host_sends(&b, bytes + 128, 2, 115200);
    tap_ok(uart_get_stats(b.uart)->receive_overflow == 2 &&
               (load(&b, UART_INT_RAW) & UART_RXFIFO_OVF_INT),
           "two more are lost, counted, and raise RXFIFO_OVF");
    for (size_t i = 0; i < 128; i++)
        right = right && load(&b, UART_FIFO) == bytes[i];
    tap_ok(right, "the first 128 come out in order");
    tap_ok(load(&b, UART_FIFO) == 0 && waiting(&b) == 0, "an empty FIFO reads 0 and stays empty");
    tap_is(uart_get_stats(b.uart)->receive_peak, 128, "the peak is kept");
    host_sends(&b, bytes, 3, 115200);
    store(&b, UART_CONF0, 0x1c | UART_RXFIFO_RST);
    host_sends(&b, bytes, 1, 115200);
    store(&b, UART_CONF0, 0x1c);
    tap_is(waiting(&b), 0, "RXFIFO_RST empties the FIFO and keeps it so");
    uart_free(b.uart);
}

/* Does what uart_rx_intr_handler (0x40003bbc) does: clears the interrupt, then empties the
 * FIFO. */
static unsigned rom_handler(struct bench *b)
{
    unsigned taken = 0;

    if (!(load(b, UART_INT_ST) & UART_RXFIFO_FULL_INT))
        return 0;
    store(b, UART_INT_CLR, UART_RXFIFO_FULL_INT);
    for (; waiting(b) > 0; taken++)
        load(b, UART_FIFO);
    return taken;
}

static void test_receive_interrupt(void)
{
    struct bench b = setup();
    unsigned taken = 0;

    set_rate(&b, 115200);
    store(&b, UART_CONF1, 1);
    host_sends(&b, "a", 1, 115200);
    tap_ok(!uart_irq(b.uart), "without INT_ENA there is no interrupt");
    store(&b, UART_INT_ENA, UART_RXFIFO_FULL_INT);
    tap_ok(uart_irq(b.uart), "a threshold of 1 interrupts on the first byte");
    store(&b, UART_INT_CLR, UART_RXFIFO_FULL_INT);
    tap_ok(uart_irq(b.uart), "clearing it with the byte still there does not lose it");
    while (uart_irq(b.uart))
        taken += rom_handler(&b);
    tap_is(taken, 1, "the boot ROM's handler takes the byte and the interrupt goes");
    store(&b, UART_CONF1, 3);
    host_sends(&b, "ab", 2, 115200);
    tap_ok(!uart_irq(b.uart), "a threshold of 3 does not interrupt on two bytes");
    host_sends(&b, "c", 1, 115200);
    tap_ok(uart_irq(b.uart), "but on the third");
    uart_free(b.uart);
}

static void test_timeout(void)
{
    struct bench b = setup();
    uint64_t frame = UINT64_C(10000000000) / 115200;

    set_rate(&b, 115200);
    store(&b, UART_CONF1, 0x82000000u | 0x7f);
    store(&b, UART_INT_ENA, UART_RXFIFO_TOUT_INT);
    tap_is(uart_next_event(b.uart), UINT64_MAX, "an idle UART has no event");
    host_sends(&b, "x", 1, 115200);
    tap_ok(uart_next_event(b.uart) > b.now + frame && uart_next_event(b.uart) < b.now + 3 * frame,
           "a received byte schedules RXFIFO_TOUT");
    b.now = uart_next_event(b.uart) - 1;
    uart_advance(b.uart, b.now);
    tap_ok(!uart_irq(b.uart), "which does not come early");
    uart_advance(b.uart, ++b.now);
    tap_ok(uart_irq(b.uart), "and comes when it is due");
    store(&b, UART_INT_CLR, UART_RXFIFO_TOUT_INT);
    silence(&b);
    tap_ok(!uart_irq(b.uart) && uart_next_event(b.uart) == UINT64_MAX, "once");
    uart_free(b.uart);
}

static void test_transmit(void)
{
    struct bench b = setup();
    uint64_t end = 0, start = b.now, frame = UINT64_C(10000000000) * 56 / 52000000;
    uint8_t byte = 0;
    unsigned count = 0;
    bool right = true;

    store(&b, UART_CLKDIV, 56);
    for (unsigned i = 0; i < 130; i++)
        store(&b, UART_FIFO, i);
    tap_is(load(&b, UART_STATUS) >> 16 & 0xff, 128,
           "the transmit FIFO takes 128 bytes and one more");
    tap_ok(!uart_sent(b.uart, b.now + frame - 2, &byte, &end), "a byte is not sent before its end");
    tap_is(uart_next_event(b.uart), start + frame, "which is the next event");
    tap_is(load(&b, UART_STATUS) >> 31, 1, "UART_TXD says that it is on its way");
    b.now += 200 * frame;
    tap_is(load(&b, UART_STATUS) >> 16, 0, "and that all is over in the end");
    while (uart_sent(b.uart, b.now, &byte, &end)) {
        uint64_t due = start + (count + 1) * UINT64_C(560000000000) / 52000000;

        right = right && byte == count && end + 130 > due && end < due + 130;
        count++;
    }
    tap_ok(count == 129 && right, "129 bytes leave in order, ten bits at clock / CLKDIV each");
    tap_is(uart_sent_baud(b.uart), 928571, "and the rate that they left at is known");
    tap_is(uart_get_stats(b.uart)->sent, 129, "they are counted");
    store(&b, UART_FIFO, 'a');
    store(&b, UART_FIFO, 'b');
    store(&b, UART_CONF0, 0x1c | UART_TXFIFO_RST);
    store(&b, UART_CONF0, 0x1c);
    silence(&b);
    tap_ok(uart_sent(b.uart, b.now, &byte, &end) && byte == 'a' &&
               !uart_sent(b.uart, b.now, &byte, &end),
           "TXFIFO_RST empties the FIFO; the byte on the pin goes on");
    uart_free(b.uart);
}

static void test_transmit_interrupt(void)
{
    struct bench b = setup();

    store(&b, UART_CONF1, 2 << 8);
    store(&b, UART_INT_ENA, UART_TXFIFO_EMPTY_INT);
    tap_ok(uart_irq(b.uart), "an empty transmit FIFO interrupts");
    for (unsigned i = 0; i < 3; i++)
        store(&b, UART_FIFO, i); /* one byte goes on to the pin */
    store(&b, UART_INT_CLR, UART_TXFIFO_EMPTY_INT);
    tap_ok(!uart_irq(b.uart), "one at its threshold does not");
    b.now = uart_next_event(b.uart);
    uart_advance(b.uart, b.now);
    tap_ok(uart_irq(b.uart), "until it has drained below that");
    uart_free(b.uart);
}

/* Does what uart_baudrate_detect (0x40003924) does, after the host's SYNC.  Returns the
 * divisor.  *used: how many bytes the measurement took. */
static uint32_t rom_measures(struct bench *b, uint32_t baud, unsigned *used)
{
    static const uint8_t sync[] = {0xc0, 0x00, 0x08, 0x24, 0x00, 0x00, 0x00, 0x00,
                                   0x00, 0x07, 0x07, 0x12, 0x20, 0x55, 0x55, 0x55};

    store(b, UART_AUTOBAUD, load(b, UART_AUTOBAUD) & ~1u);
    store(b, UART_AUTOBAUD, 0x801);
    for (*used = 0; load(b, UART_RXD_CNT) <= 29; (*used)++)
        host_sends(b, sync + *used, 1, baud);
    return ((load(b, UART_LOWPULSE) & 0xfffff) + (load(b, UART_HIGHPULSE) & 0xfffff)) / 2 + 12;
}

static void test_measurement(void)
{
    static const struct {
        uint32_t baud, divisor;
    } rates[] = {{9600, 5416},  {57600, 902},  {74880, 694},  {115200, 451}, {230400, 225},
                 {460800, 112}, {921600, 56}, {1500000, 34}, {2000000, 25}, {3000000, 17}};
    struct bench b = setup();
    unsigned used = 0;
    char name[80];

    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        uint32_t divisor = rom_measures(&b, rates[i].baud, &used);

        snprintf(name, sizeof name, "the boot ROM measures %u baud as divisor %u",
                 rates[i].baud, rates[i].divisor);
        tap_is(divisor, rates[i].divisor, name);
    }
    tap_is(used, 11, "from the first 30 edges, eleven bytes of a SYNC frame");
    uart_set_clock(b.uart, 80000000);
    tap_is(rom_measures(&b, 115200, &used), 694, "with a 40 MHz crystal 115200 is divisor 694");
    store(&b, UART_AUTOBAUD, 0x800);
    tap_is(load(&b, UART_RXD_CNT), 32, "what was measured stays when it is switched off");
    host_sends(&b, "UUUU", 4, 115200);
    tap_is(load(&b, UART_RXD_CNT), 32, "and nothing more is counted");
    store(&b, UART_AUTOBAUD, 0x801);
    tap_ok(load(&b, UART_RXD_CNT) == 0 && load(&b, UART_LOWPULSE) == 0xfffff,
           "switched on again it starts afresh");
    uart_free(b.uart);
}

static void test_tolerance(void)
{
    struct bench b = setup();

    store(&b, UART_CLKDIV, 25);
    host_sends(&b, "\xa5", 1, 2000000);
    tap_ok(load(&b, UART_FIFO) == 0xa5 && uart_get_stats(b.uart)->garbled == 0,
           "a host four percent slower is understood");
    set_rate(&b, 115200);
    host_sends(&b, "\xa5", 1, 109000);
    tap_is(uart_get_stats(b.uart)->garbled, 1, "one five percent slower is not");
    uart_receive(b.uart, 0x5a, 0, b.now += 1000000);
    tap_is(uart_get_stats(b.uart)->garbled, 1, "a host without a rate always is");
    uart_free(b.uart);
}

static void test_slow_host(void)
{
    struct bench b = setup();

    set_rate(&b, 115200);
    host_sends(&b, "\x55", 1, 9600);
    silence(&b);
    tap_is(waiting(&b), 5, "0x55 at a twelfth of the rate is five bytes");
    tap_ok(load(&b, UART_FIFO) == 0 && load(&b, UART_FIFO) == 0, "of zeros");
    tap_ok((load(&b, UART_INT_RAW) & UART_FRM_ERR_INT) &&
               (load(&b, UART_INT_RAW) & UART_BRK_DET_INT),
           "framing error and break are flagged");
    store(&b, UART_INT_CLR, UART_FRM_ERR_INT);
    tap_is(load(&b, UART_INT_RAW) & (UART_FRM_ERR_INT | UART_BRK_DET_INT), UART_BRK_DET_INT,
           "INT_CLR clears only the bits that are set in it");
    store(&b, UART_CONF0, 0x1c | UART_RXFIFO_RST);
    store(&b, UART_CONF0, 0x1c);
    host_sends(&b, "\x00", 1, 9600);
    silence(&b);
    tap_is(waiting(&b), 1, "a long low pulse is one byte, not one after the other");
    uart_free(b.uart);
}

static void test_fast_host(void)
{
    struct bench b = setup();
    uint8_t first, text[] = "Hello, world of serial lines";

    set_rate(&b, 115200);
    host_sends(&b, text, sizeof text - 1, 921600);
    silence(&b);
    tap_ok(waiting(&b) > 0 && waiting(&b) < 6, "28 bytes at eight times the rate are a few bytes");
    tap_is(uart_next_event(b.uart), UINT64_MAX, "after which the receiver is idle");
    first = (uint8_t)load(&b, UART_FIFO);
    store(&b, UART_CONF0, 0x1c | UART_RXFIFO_RST);
    store(&b, UART_CONF0, 0x1c);
    host_sends(&b, text, sizeof text - 1, 921600);
    silence(&b);
    tap_is(load(&b, UART_FIFO), first, "the same ones every time");
    store(&b, UART_CONF0, 0x1c | UART_RXFIFO_RST);
    store(&b, UART_CONF0, 0x1c);
    host_sends(&b, "\x00", 1, 921600);
    tap_ok(uart_next_event(b.uart) < b.now + 500000, "a frame begun ends by itself");
    silence(&b);
    tap_is(load(&b, UART_FIFO), 0xff, "with the idle line's ones");
    host_sends(&b, "\x00", 1, 921600);
    host_sends(&b, "k", 1, 115200);
    silence(&b);
    tap_ok(load(&b, UART_FIFO) == 'k' && waiting(&b) == 0,
           "a byte at the right rate is whole again, and ends a frame begun");
    uart_free(b.uart);
}

/* Follows the UART's own events.  False if an event was in the past. */
static bool run_events(struct bench *b)
{
    for (unsigned i = 0; i < 100 && uart_next_event(b->uart) != UINT64_MAX; i++) {
        if (uart_next_event(b->uart) < b->now)
            return false;
        b->now = uart_next_event(b->uart);
        uart_advance(b->uart, b->now);
    }
    return uart_next_event(b->uart) == UINT64_MAX;
}

static void test_lumps(void)
{
    struct bench b = setup();

    set_rate(&b, 115200);
    for (unsigned i = 0; i < 20; i++)
        uart_receive(b.uart, 0x0f, 460800, b.now);
    tap_ok(run_events(&b), "bytes told all at once come to an end too");
    tap_ok(waiting(&b) > 0, "and leave something");
    set_rate(&b, 300);
    for (unsigned i = 0; i < 20; i++)
        uart_receive(b.uart, 0x0f, 460800, b.now);
    set_rate(&b, 921600);
    tap_ok(run_events(&b), "even when the rate changes in the middle");
    uart_free(b.uart);
}

static void test_reset(void)
{
    struct bench b = setup();
    uint8_t byte;
    uint64_t end;

    set_rate(&b, 921600);
    store(&b, UART_INT_ENA, 1);
    store(&b, UART_FIFO, 'a');
    host_sends(&b, "abc", 3, 921600);
    store(&b, UART_FIFO, 'b');
    store(&b, UART_FIFO, 'c');
    uart_reset(b.uart);
    tap_ok(uart_baud(b.uart) == 74927 && load(&b, UART_STATUS) == 0x8000 &&
               load(&b, UART_INT_ENA) == 0,
           "a reset sets the boot rate, empties the FIFOs and masks interrupts");
    silence(&b);
    tap_ok(uart_sent(b.uart, b.now, &byte, &end) && byte == 'a' &&
               !uart_sent(b.uart, b.now, &byte, &end),
           "what had left the pin is still sent, what had not is lost");
    tap_is(load(&b, UART_DATE), 0x62000, "DATE is the hardware's");
    store(&b, UART_CLKDIV, 0);
    tap_is(uart_baud(b.uart), 52000000, "a divisor of 0 does no harm");
    uart_free(b.uart);
    uart_free(NULL);
}

int main(void)
{
    test_receive();
    test_receive_interrupt();
    test_timeout();
    test_transmit();
    test_transmit_interrupt();
    test_measurement();
    test_tolerance();
    test_slow_host();
    test_fast_host();
    test_lumps();
    test_reset();
    return tap_done();
}
