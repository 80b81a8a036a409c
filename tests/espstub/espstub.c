/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device program that speaks the protocol of Espressif's stub: the line, and the commands
 * that do not program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "espstub.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/soc/esp8266/registers.h"

enum {
    END = 0xc0, ESC = 0xdb, ESC_END = 0xdc, ESC_ESC = 0xdd, /* SLIP */
    BAD_LENGTH = 0xc0, UNKNOWN = 0xc3, FLASH_FAILED = 0xc4,
    RATE_MS = 10, /* from the answer to the change of the rate */
};

static uint8_t frame[FRAME_MAX] __attribute__((aligned(4)));
static uint8_t page[SECTOR] __attribute__((aligned(4)));
/* The first word of the part "data", which a test can change: the sector that an erasure
 * erases, too, counted from 1; 0: none.  So a test sees what a damaged request would do. */
static volatile uint32_t mischief __attribute__((section(".data.first"), used)) = 0;
static uint32_t flash_size = 0x80000;

/* ---- the line ---- */

static uint8_t get(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    while ((uart[UART_STATUS] & UART_FIFO_COUNT_MASK) == 0)
        registers(PERIPHERALS_BASE)[WDT_FEED] = WDT_FEED_WORD;
    return (uint8_t)uart[UART_FIFO];
}

static void put_raw(uint8_t byte)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    while ((uart[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT & UART_FIFO_COUNT_MASK) > 120)
        continue;
    uart[UART_FIFO] = byte;
}

static void put(const void *bytes, uint32_t size)
{
    const uint8_t *at = bytes;

    for (uint32_t i = 0; i < size; i++) {
        if (at[i] == END || at[i] == ESC) {
            put_raw(ESC);
            put_raw(at[i] == END ? ESC_END : ESC_ESC);
        } else {
            put_raw(at[i]);
        }
    }
}

static void put_frame(const void *bytes, uint32_t size)
{
    put_raw(END);
    put(bytes, size);
    put_raw(END);
}

/* Receives a frame; returns its size. */
static uint32_t get_frame(void)
{
    uint32_t size = 0;
    uint8_t byte;

    for (;;) {
        byte = get();
        if (byte == END && size > 0)
            return size;
        if (byte == END)
            continue;
        if (byte == ESC)
            byte = get() == ESC_END ? END : ESC;
        if (size < FRAME_MAX)
            frame[size++] = byte;
    }
}

void next_request(struct request *request)
{
    uint32_t size;

    do
        size = get_frame();
    while (size < ESP_HEADER_SIZE || frame[0] != ESP_DIR_REQUEST);
    request->op = frame[1];
    request->length = frame[2] | (uint32_t)frame[3] << 8;
    request->check = word(frame, 1);
    request->data = frame + ESP_HEADER_SIZE;
    if (request->length != size - ESP_HEADER_SIZE)
        request->length = UINT32_MAX; /* fits no command */
}

void answer(uint8_t op, uint32_t value, const void *data, uint32_t size, uint8_t status)
{
    const uint8_t header[ESP_HEADER_SIZE] = {
        ESP_DIR_ANSWER, op, (uint8_t)(size + 2), (uint8_t)((size + 2) >> 8), (uint8_t)value,
        (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    const uint8_t behind[2] = {status, 0};

    put_raw(END);
    put(header, sizeof(header));
    put(data, size);
    put(behind, sizeof(behind));
    put_raw(END);
}

uint32_t word(const uint8_t *data, uint32_t index)
{
    const uint8_t *at = data + 4 * index;

    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* ---- commands ---- */

static bool load(uint32_t address, uint32_t size)
{
    return size <= flash_size && address <= flash_size - size &&
           SPIRead(address, (uint32_t *)(void *)page, (size + 3) & ~3u) == 0;
}

/* Sends the contents in frames, one for each acknowledgement, and their MD5. */
static void read_flash(const uint8_t *data)
{
    uint32_t address = word(data, 0), size = word(data, 1), packet = word(data, 2), sent = 0;
    struct chip_md5 md5;
    uint8_t digest[16];

    if (packet > SECTOR)
        return;
    MD5Init(&md5);
    while (sent < size) {
        uint32_t n = size - sent < packet ? size - sent : packet;

        if (!load(address + sent, n))
            break;
        put_frame(page, n);
        MD5Update(&md5, page, n);
        sent += n;
        if (get_frame() != 4)
            break;
    }
    MD5Final(digest, &md5);
    put_frame(digest, sizeof(digest));
}

static uint8_t digest_flash(uint32_t address, uint32_t size, uint8_t digest[16])
{
    struct chip_md5 md5;

    MD5Init(&md5);
    for (uint32_t n; size; address += n, size -= n) {
        n = size < SECTOR ? size : SECTOR;
        if (!load(address, n))
            return FLASH_FAILED;
        registers(PERIPHERALS_BASE)[WDT_FEED] = WDT_FEED_WORD;
        MD5Update(&md5, page, n);
    }
    MD5Final(digest, &md5);
    return 0;
}

static uint8_t erase(uint32_t address, uint32_t size)
{
    if (address % SECTOR || size % SECTOR || SPIUnlock() != 0)
        return FLASH_FAILED;
    if (mischief)
        SPIEraseSector(mischief - 1);
    for (; size; address += SECTOR, size -= SECTOR)
        if (address >= flash_size || SPIEraseSector(address / SECTOR) != 0)
            return FLASH_FAILED;
    return 0;
}

static void change_rate(uint32_t baud, uint32_t old)
{
    uint32_t divisor = registers(UART0_BASE)[UART_CLKDIV] & UART_CLKDIV_MASK;

    ets_delay_us(RATE_MS * 1000);
    uart_div_modify(0, rom_udivsi3(divisor * old + baud / 2, baud));
}

static void write_registers(const struct request *r)
{
    for (uint32_t i = 0; i < r->length / 16; i++) {
        volatile uint32_t *at = (volatile uint32_t *)word(r->data, 4 * i);
        uint32_t value = word(r->data, 4 * i + 1), mask = word(r->data, 4 * i + 2);

        *at = mask == UINT32_MAX ? value : (*at & ~mask) | (value & mask);
    }
}

static void read_register(const struct request *r)
{
    bool good = r->length == 4;

    answer(r->op, good ? *(volatile uint32_t *)word(r->data, 0) : 0, 0, 0, good ? 0 : BAD_LENGTH);
}

static void digest(const struct request *r)
{
    uint8_t md5[16] = {0}, status = BAD_LENGTH;

    if (r->length == 16)
        status = digest_flash(word(r->data, 0), word(r->data, 1), md5);
    answer(r->op, 0, md5, sizeof(md5), status);
}

/* The number of bytes that a command must have; UINT32_MAX: any. */
static uint32_t length_of(uint8_t op)
{
    switch (op) {
    case ESP_OP_SYNC: return ESP_SYNC_SIZE;
    case ESP_OP_SPI_ATTACH: return 4;
    case ESP_OP_SPI_SET_PARAMS: return 24;
    case ESP_OP_CHANGE_BAUDRATE: return 8;
    case ESP_OP_ERASE_REGION: return 8;
    case ESP_OP_READ_FLASH: return 16;
    default: return UINT32_MAX;
    }
}

/* The commands whose answer is a status only, before the answer. */
static uint8_t act(const struct request *r)
{
    if (length_of(r->op) != UINT32_MAX && r->length != length_of(r->op))
        return BAD_LENGTH;
    switch (r->op) {
    case ESP_OP_SYNC:
        for (int i = 0; i < 7; i++)
            answer(r->op, 0, 0, 0, 0);
        return 0;
    case ESP_OP_SPI_ATTACH:
        SelectSpiFunction();
        return 0;
    case ESP_OP_SPI_SET_PARAMS:
        flash_size = word(r->data, 1);
        return SPIParamCfg(word(r->data, 0), flash_size, word(r->data, 2), word(r->data, 3),
                           word(r->data, 4), word(r->data, 5)) ? FLASH_FAILED : 0;
    case ESP_OP_ERASE_REGION: return erase(word(r->data, 0), word(r->data, 1));
    case ESP_OP_WRITE_REG:
        if (r->length % 16)
            return BAD_LENGTH;
        write_registers(r);
        return 0;
    case ESP_OP_FLASH_DEFL_END: return program_status();
    case ESP_OP_CHANGE_BAUDRATE:
    case ESP_OP_READ_FLASH: return 0;
    default: return UNKNOWN;
    }
}

static void carry_out(const struct request *r)
{
    uint8_t status = act(r);

    answer(r->op, 0, 0, 0, status);
    if (!status && r->op == ESP_OP_CHANGE_BAUDRATE)
        change_rate(word(r->data, 0), word(r->data, 1));
    if (!status && r->op == ESP_OP_READ_FLASH)
        read_flash(r->data);
}

void espstub(void) __attribute__((used, noreturn, externally_visible, section(".text.entry")));

void espstub(void)
{
    extern uint32_t bss_start, bss_end;
    struct request r = {0};

    for (uint32_t *at = &bss_start; at < &bss_end; at++)
        *at = 0;
    put_frame(ESP_STUB_GREETING, 4);
    for (;;) {
        if (r.op == 0)
            next_request(&r);
        if (r.op == ESP_OP_FLASH_DEFL_BEGIN) {
            program(&r);
            continue;
        }
        if (r.op == ESP_OP_READ_REG)
            read_register(&r);
        else if (r.op == ESP_OP_SPI_FLASH_MD5)
            digest(&r);
        else
            carry_out(&r);
        r.op = 0;
    }
}
