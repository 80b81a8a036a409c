/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an ESP32-S3 that its stub uses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: ESP32-S3 Technical Reference Manual and ESP-IDF's register headers.  The CPU is an
 * LX7, which for the stub's instructions is the same as the LX6.
 */
#include "unit/stub/esp32s3/s3_machine.h"

#include <stdio.h>
#include <stdlib.h>

#include "sim/cpu/lx6/lx6.h"
#include "sim/spi/spi.h"
#include "sim/uart/uart.h"

enum {
    HZ = 40000000,
    BAUD = 115200,
    SLICE_CYCLES = HZ / 50000, /* 20 us */
    SRAM_BY_CODE = 0x40370000,
    SRAM_BY_CODE_SIZE = 0x70000,
    SRAM_BY_DATA = 0x3fc88000,
    SRAM_DATA_OFFSET = 0x8000, /* of SRAM_BY_DATA in the array */
    ROM_BASE = 0x40000000,
    GET_UART_DEVICE = 0x4000075c,
    DEVICE = 0x3fcef000, /* any place that the ROM might have for its variables */
    DEVICE_LINE = 24,
    STACK = 0x3fceb000,
    ENTRY = 0x40378000,

    UART0 = 0x60000000, UART0_END = 0x60000100,
    SPI1 = 0x60002000, SPI1_END = 0x60002100,
    RTC_WDTCONFIG0 = 0x60008098, RTC_WDTWPROTECT = 0x600080b0,
    RTC_SWD_CONF = 0x600080b4, RTC_SWD_WPROTECT = 0x600080b8,
    TIMG0_WDTCONFIG0 = 0x6001f048, TIMG0_WDTWPROTECT = 0x6001f064,
    USB = 0x60038000, USB_CONF = USB + 4, USB_RAW = USB + 8, USB_ENA = USB + 0x10,
    USB_CLR = USB + 0x14,
    UART_INTR_MAP = 0x600c206c, USB_INTR_MAP = 0x600c2180,
    PERI = 0x60000000,

    USB_DATA_FREE = 1 << 1, USB_DATA_AVAIL = 1 << 2, /* in USB_CONF */
    USB_RECEIVED = 1 << 2, USB_EMPTY = 1 << 3,       /* interrupts */
};
static const uint32_t WDT_KEY = 0x50d83aa1, SWD_KEY = 0x8f1d312a;

static const struct uart_layout *uart_layout(void)
{
    static struct uart_layout layout;

    layout = uart_layout_c3;
    layout.threshold_mask = 0x3ff;
    layout.tx_threshold_shift = 10;
    layout.timeout_enable = 1 << 23;
    return &layout;
}

static struct uart_model uart_model = {
    .interrupts = 0xfffff, .conf0 = 0x1000001c, .sixteenths = true, .memory = true,
    .full_is_level = true,
};
static const struct spi_model spi_model = {
    .moved = spi_moved_c3, .w0 = 0x80, .lengths = true, .right_aligned = true,
    .read_by_length = true, .one_divisor = true, .ctrl = 0x002c2000, .clock = 0x00030103,
    .user = 0x80000000,
};

static uint64_t now_ns(const struct s3_machine *m)
{
    return m->cpu.cycles * 25;
}

static uint32_t *stored(struct s3_machine *m, uint32_t address)
{
    return &m->registers[(address - PERI) / 4];
}

/* ---- USB-Serial/JTAG ---- */

static void usb_offer_packet(struct s3_machine *m)
{
    if (m->usb.packet != 0 || m->usb.left == 0)
        return;
    m->usb.packet = m->usb.left < S3_USB_PACKET ? (unsigned)m->usb.left : S3_USB_PACKET;
    m->usb.raw |= USB_RECEIVED;
}

static uint32_t usb_load(struct s3_machine *m, uint32_t address)
{
    switch (address) {
    case USB:
        if (m->usb.packet == 0)
            return 0;
        m->usb.packet--;
        m->usb.left--;
        return *m->usb.in++;
    case USB_CONF:
        return USB_DATA_FREE | (m->usb.packet != 0 ? USB_DATA_AVAIL : 0);
    case USB_RAW:
        return m->usb.raw;
    case USB_ENA:
        return m->usb.enabled;
    default:
        return 0;
    }
}

static void put(struct s3_machine *m, uint8_t byte)
{
    if (m->output_size < S3_OUTPUT_MAX)
        m->output[m->output_size++] = byte;
}

static void usb_store(struct s3_machine *m, uint32_t address, uint32_t value)
{
    if (address == USB)
        put(m, (uint8_t)value);
    else if (address == USB_ENA)
        m->usb.enabled = value;
    else if (address == USB_CLR)
        m->usb.raw &= ~value;
}

/* ---- the bus ---- */

static void update_irq(struct s3_machine *m)
{
    bool level = uart_irq(m->uart);

    if (m->on_usb) {
        m->usb.raw |= USB_EMPTY; /* the host takes each packet at once */
        level = (m->usb.raw & m->usb.enabled) != 0;
    }
    if (m->routed != 0)
        xtensa_set_irq(&m->cpu, m->routed, level);
}

static bool in(uint32_t address, uint32_t first, uint32_t end)
{
    return address >= first && address < end;
}

static int load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    struct s3_machine *m = ctx;

    (void)cpu;
    if (size != 4 || !in(address, PERI, PERI + S3_REGISTERS))
        return XTENSA_BUS_FAULT(XTENSA_LOAD_PROHIBITED);
    if (in(address, UART0, UART0_END))
        *value = uart_load(m->uart, address - UART0, now_ns(m));
    else if (in(address, SPI1, SPI1_END))
        *value = spi_load(m->spi, address - SPI1, now_ns(m));
    else if (in(address, USB, USB + 0x80))
        *value = usb_load(m, address);
    else
        *value = *stored(m, address);
    update_irq(m);
    return 0;
}

/* The watchdogs' registers take a value only while the key is in another register. */
static bool is_locked(struct s3_machine *m, uint32_t address)
{
    switch (address) {
    case RTC_WDTCONFIG0:
        return *stored(m, RTC_WDTWPROTECT) != WDT_KEY;
    case RTC_SWD_CONF:
        return *stored(m, RTC_SWD_WPROTECT) != SWD_KEY;
    case TIMG0_WDTCONFIG0:
        return *stored(m, TIMG0_WDTWPROTECT) != WDT_KEY;
    default:
        return false;
    }
}

static int store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value)
{
    struct s3_machine *m = ctx;

    if (size != 4 || !in(address, PERI, PERI + S3_REGISTERS))
        return XTENSA_BUS_FAULT(XTENSA_STORE_PROHIBITED);
    if (in(address, UART0, UART0_END))
        uart_store(m->uart, address - UART0, value, now_ns(m));
    else if (in(address, SPI1, SPI1_END))
        spi_store(m->spi, address - SPI1, value, now_ns(m), HZ);
    else if (in(address, USB, USB + 0x80))
        usb_store(m, address, value);
    else if (!is_locked(m, address))
        *stored(m, address) = value;
    if (address == (m->on_usb ? (uint32_t)USB_INTR_MAP : (uint32_t)UART_INTR_MAP))
        m->routed = value;
    update_irq(m);
    xtensa_yield(cpu);
    return 0;
}

/* ---- start ---- */

_Noreturn static void bail_out(const char *why)
{
    printf("Bail out! %s\n", why);
    exit(1);
}

static void fill_flash(struct nor *nor, uint32_t size)
{
    uint8_t *bytes = (uint8_t *)(uintptr_t)nor_bytes(nor); /* a test may change the contents */
    uint32_t state = 1;

    for (uint32_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (uint8_t)(state >> 16);
    }
}

/* A function of the ROM that returns the address of what the ROM knows of its line. */
static void put_rom(struct s3_machine *m, unsigned line)
{
    static const uint8_t code[] = {
        0x00, 0xf0, 0xce, 0x3f, /* .word DEVICE */
        0x36, 0x41, 0x00,       /* entry a1, 32 */
        0x21, 0xfe, 0xff,       /* l32r a2, the word */
        0x1d, 0xf0,             /* retw.n */
    };

    memcpy(m->rom + GET_UART_DEVICE - 4 - ROM_BASE, code, sizeof code);
    m->sram[DEVICE - SRAM_BY_DATA + SRAM_DATA_OFFSET + DEVICE_LINE] = (uint8_t)line;
}

static void map(struct s3_machine *m)
{
    const struct xtensa_region regions[] = {
        {.base = SRAM_BY_CODE, .size = SRAM_BY_CODE_SIZE, .bytes = m->sram, .executable = true,
         .writable = true, .words_only = true},
        {.base = SRAM_BY_DATA, .size = S3_SRAM_SIZE - SRAM_DATA_OFFSET,
         .bytes = m->sram + SRAM_DATA_OFFSET, .writable = true},
        {.base = ROM_BASE, .size = S3_ROM_SIZE, .bytes = m->rom, .executable = true,
         .words_only = true},
    };

    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        xtensa_add_region(&m->cpu, &regions[i]);
    m->cpu.bus = (struct xtensa_bus){.load = load, .store = store, .ctx = m};
}

static void set_up_uart(struct s3_machine *m)
{
    uint32_t sixteenths = (uint32_t)((uint64_t)HZ * 16 / BAUD);

    uart_reset(m->uart);
    uart_set_clock(m->uart, HZ);
    uart_set_crystal(m->uart, HZ);
    uart_store(m->uart, 0x78, 0x03700000, 0); /* CLK_CONF: the crystal, not divided */
    uart_store(m->uart, 0x14, sixteenths >> 4 | (sixteenths & 15) << 20, 0); /* CLKDIV */
}

void s3_open(struct s3_machine *m, const uint8_t *stub, size_t stub_size, uint32_t flash_size,
             unsigned line)
{
    const struct nor_config nor = {.size = flash_size};

    memset(m, 0, sizeof *m);
    uart_model.layout = uart_layout();
    m->on_usb = line == S3_LINE_USB;
    m->nor = nor_open(&nor);
    m->uart = uart_new(&uart_model);
    m->spi = m->nor ? spi_new(&spi_model, m->nor) : NULL;
    m->sram = calloc(1, S3_SRAM_SIZE);
    m->rom = calloc(1, S3_ROM_SIZE);
    m->registers = calloc(1, S3_REGISTERS);
    m->output = malloc(S3_OUTPUT_MAX);
    if (!m->uart || !m->spi || !m->sram || !m->rom || !m->registers || !m->output ||
        xtensa_init(&m->cpu, &lx6_core) < 0)
        bail_out("out of memory");
    map(m);
    fill_flash(m->nor, flash_size);
    set_up_uart(m);
    spi_reset(m->spi);
    spi_connect_pins(m->spi, true);
    put_rom(m, line);
    *stored(m, TIMG0_WDTCONFIG0) = *stored(m, RTC_WDTCONFIG0) = 1u << 31;
    memcpy(m->sram + ENTRY - SRAM_BY_CODE, stub, stub_size);
    m->cpu.pc = ENTRY;
    m->cpu.a[1] = STACK;
    m->cpu.ps = 0x60320; /* seen in the ROM of the ESP32, when it starts a program */
}

void s3_close(struct s3_machine *m)
{
    xtensa_destroy(&m->cpu);
    uart_free(m->uart);
    spi_free(m->spi);
    nor_close(m->nor);
    free(m->sram);
    free(m->rom);
    free(m->registers);
    free(m->output);
}

uint32_t s3_peek(struct s3_machine *m, uint32_t address)
{
    uint32_t value = 0;

    xtensa_peek(&m->cpu, address, 4, &value);
    return value;
}

/* ---- time and the host ---- */

static void run_slice(struct s3_machine *m)
{
    uint64_t until = m->cpu.cycles + SLICE_CYCLES, end_ns;
    uint8_t byte;

    usb_offer_packet(m);
    while (m->cpu.cycles < until) {
        uart_advance(m->uart, now_ns(m));
        update_irq(m);
        if (xtensa_run(&m->cpu, until) != XTENSA_BUDGET)
            m->cpu.cycles = until;
    }
    uart_advance(m->uart, now_ns(m));
    while (uart_sent(m->uart, now_ns(m), &byte, &end_ns))
        put(m, byte);
}

void s3_run_ms(struct s3_machine *m, uint32_t ms)
{
    uint64_t end = m->cpu.cycles + (uint64_t)ms * (HZ / 1000);

    while (m->cpu.cycles < end)
        run_slice(m);
}

static void send(struct s3_machine *m, const uint8_t *bytes, size_t size)
{
    uint64_t next = m->cpu.cycles;

    if (m->on_usb) {
        m->usb.in = bytes;
        m->usb.left = size;
        return;
    }
    for (size_t i = 0; i < size; i++) {
        next += HZ / BAUD * 10;
        while (m->cpu.cycles < next)
            run_slice(m);
        uart_receive(m->uart, bytes[i], BAUD, now_ns(m));
    }
}

bool s3_ask(struct s3_machine *m, uint8_t op, const void *data, size_t size, uint32_t limit_ms)
{
    static struct wire wire;

    wire.size = 0;
    wire_request(&wire, op, data, size, request_check(op, data, size));
    m->output_read = m->output_size;
    send(m, wire.bytes, wire.size);
    for (uint32_t ms = 0; ms < limit_ms; ms += 5) {
        size_t at = m->output_read;

        s3_run_ms(m, 5);
        if (next_answer(m->output, m->output_size, &at, &m->answer)) {
            m->output_read = at;
            return true;
        }
    }
    return false;
}
