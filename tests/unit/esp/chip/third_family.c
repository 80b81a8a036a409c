/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An invented family of chips.  Only its row is added: code that all families share must
 * not know which chip it talks to.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The invented ROM has statuses of four bytes, changes its rate by a command, boots from
 * 0x2000, and can access its flash.  The flash controller has a separate register for the
 * length of the input.
 */
#include "esp/chip/esp8266_family.h"
#include "esp/flash/compare.h"
#include "esp/flash/ops.h"
#include "esp/flash/proof.h"
#include "esp/rom/loader.h"
#include "image/imageheader.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum {
    MAGIC = 0x0ddc41b5,
    FUSES = 0x50001000,
    UART_DIVISOR = 0x50002014,
    SPI = 0x50003000,
    SPI_W0 = SPI + 0x58,
    SPI_MISO_DLEN = SPI + 0x28,
    PINS = 0x50004000,
    ENTRY = 0x40370010,
    LOADED = 0x40370000,
    FLASH_SIZE = 0x100000,
    FLASH_ID = 0x1440ef,
};

static struct fake_transport fake;
static struct esp_session session;

/* ---- the chip ---- */

static uint8_t flash[FLASH_SIZE];
static unsigned lies; /* requests with a wrong length field */
static uint32_t miso_bits, pins, rate, started_at, loaded_to;

static uint32_t value_at(uint32_t address)
{
    switch (address) {
    case ESP_CHIP_MAGIC_ADDRESS:
        return MAGIC;
    case FUSES:
        return 0x00c0ffee;
    case UART_DIVISOR:
        return 347; /* 40 MHz at 115200 */
    case SPI_W0: /* answers RDID by its length; any other command gets the status "idle" */
        return miso_bits == 23 ? FLASH_ID : 0;
    default:
        return 0;
    }
}

static void write_reg(uint32_t address, uint32_t value)
{
    if (address == SPI_MISO_DLEN)
        miso_bits = value;
    if (address == PINS)
        pins = value;
}

static void chip(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[ESP_STATUS_SIZE_MAX] = {0};
    const uint8_t *data = request + ESP_HEADER_SIZE;
    uint32_t value = 0;

    lies += esp_get16(request + 2) != size - ESP_HEADER_SIZE;
    switch (request[1]) {
    case ESP_OP_SYNC:
        value = ESP_SYNC_WORD;
        break;
    case ESP_OP_READ_REG:
        value = value_at(esp_get32(data));
        break;
    case ESP_OP_WRITE_REG:
        for (size_t at = ESP_HEADER_SIZE; at + 16 <= size; at += 16)
            write_reg(esp_get32(request + at), esp_get32(request + at + 4));
        break;
    case ESP_OP_CHANGE_BAUDRATE:
        rate = esp_get32(data);
        break;
    case ESP_OP_MEM_BEGIN:
        loaded_to = esp_get32(data + 12);
        break;
    case ESP_OP_MEM_END:
        started_at = esp_get32(data + 4);
        break;
    }
    fake_answer(f, request[1], value, good, sizeof(good));
}

/* ---- the family's row ---- */

static int read_identity(const struct esp_family *family, struct esp_link *link,
                         struct esp_identity *identity)
{
    (void)family;
    *identity = (struct esp_identity){.name = "ESP7777", .features = "wifi,zigbee"};
    return esp_read_regs_sure(link, (const uint32_t[]){FUSES}, 1, identity->words);
}

static int read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                       uint32_t *uart_hz, uint32_t *crystal_hz)
{
    uint32_t divisor;
    int err = esp_read_regs_sure(link, (const uint32_t[]){UART_DIVISOR}, 1, &divisor);

    (void)family;
    *uart_hz = err ? 0 : baud * divisor;
    *crystal_hz = 40000000;
    return err;
}

static int connect_flash(const struct esp_family *family, struct esp_link *link,
                         const uint32_t *words)
{
    (void)family;
    (void)words;
    return esp_write_reg(link, PINS, 0x10, 0xffffffff);
}

static int set_rate(struct esp_link *link, uint32_t uart_hz, uint32_t baud)
{
    uint8_t data[8] = {0};
    int err;

    (void)uart_hz;
    esp_put32(data, baud);
    err = esp_command(link, ESP_OP_CHANGE_BAUDRATE, 0, data, sizeof(data), NULL, 100);
    return err ? err : esp_transport_set_baud(link->transport, baud);
}

static int64_t guard_at;

static int rom_read(struct esp_session *s, const struct esp_read_request *request,
                    struct esp_proof *proof, uint64_t *reused)
{
    (void)s;
    *reused = 0;
    if (request->sink(request->ctx, flash + request->offset, request->size) < 0)
        return ESP_ERR_SINK;
    esp_proof_add(proof, flash + request->offset, request->size);
    return 0;
}

static int rom_compare(struct esp_comparison *c)
{
    const struct esp_image *image = c->image;

    for (uint32_t at = image->offset; at < image->offset + image->size; at += ESP_SECTOR_SIZE)
        esp_comparison_note(c, at, ESP_SECTOR_SIZE,
                            memcmp(flash + at, esp_comparison_wanted(c, at), ESP_SECTOR_SIZE) == 0);
    return 0;
}

static int rom_write(struct esp_session *s, struct esp_plan *plan,
                     const struct esp_write_request *request, struct esp_write_report *report)
{
    (void)s;
    (void)request;
    guard_at = plan->guards[0] < 0 ? -1 : (int64_t)plan->sectors[plan->guards[0]].address;
    for (uint32_t i = 0; i < plan->sector_count; i++)
        memcpy(flash + plan->sectors[i].address, plan->sectors[i].data, ESP_SECTOR_SIZE);
    report->sectors = plan->sector_count;
    return 0;
}

static int rom_erase(struct esp_session *s, const struct esp_erase_request *request,
                     uint64_t *erased)
{
    (void)s;
    memset(flash + request->offset, 0xff, request->size);
    *erased = request->size;
    return 0;
}

static int rom_ask_id(struct esp_session *s, uint32_t *id)
{
    return esp_spi_read_id(&s->link, &s->board.family->spi, false, id);
}

static const struct esp_flash_ops rom_flash = {
    .read = rom_read,
    .compare = rom_compare,
    .write = rom_write,
    .erase = rom_erase,
    .ask_id = rom_ask_id,
};

static const uint8_t stub_code[4] = {1, 2, 3, 4};
static const size_t stub_size = sizeof(stub_code);

static const uint32_t flash_sizes[ESP_FLASH_CODES] = {[7] = FLASH_SIZE};
static const struct esp_chipfacts facts = {
    .name = "ESP7777",
    .rom_magic = MAGIC,
    .boot_offset = 0x2000,
    .flash_sizes = flash_sizes,
    .extended_header = true,
    .image_id = 7777,
};

static const struct esp_family invented = {
    .facts = &facts,
    .tested = ESP_FROM_TABLES,
    .source = "this test",
    .strap = "GPIO28",
    .loader_baud_max = 460800,
    .spi = {.base = SPI, .clock = 0x0c, .quarter = 0x3043, .user = 0x18, .user1 = 0x1c,
            .user2 = 0x20, .w0 = 0x58, .miso_dlen = 0x28},
    .stub = {stub_code, &stub_size, LOADED, ENTRY, 0x4000},
    .read_identity = read_identity,
    .read_clocks = read_clocks,
    .connect_flash = connect_flash,
    .start_program = esp_start_program,
    .set_rate = set_rate,
    .rom_flash = &rom_flash,
};

/* Replaces the library's table. */
const struct esp_family *const esp_families[] = {&esp_family_esp8266, &invented, NULL};

/* ---- a session with the invented chip ---- */

static void begin(void)
{
    memset(&session, 0, sizeof(session));
    fake_open(&fake);
    fake.answer = chip;
    fake.base.has_baud = true;
    fake.base.fault = &session.fault;
    session.transport = &fake.base;
    session.connect_baud = 115200;
    session.state = ESP_STATE_OPEN;
    esp_link_init(&session.link, &fake.base, &session.fault);
    miso_bits = pins = rate = started_at = 0;
}

static char notices[1024];

static void notice(void *ctx, const char *text)
{
    (void)ctx;
    snprintf(notices + strlen(notices), sizeof(notices) - strlen(notices), "%s\n", text);
}

static void test_identity(void)
{
    const struct esp_board *board = &session.board;

    begin();
    session.notice = notice;
    tap_ok(esp_session_connect(&session) == 0 && session.state == ESP_STATE_ROM,
           "a chip with statuses of four bytes is met");
    tap_is(session.link.status_size, ESP_STATUS_SIZE_MAX, "whose length is known by then");
    tap_str(board->chip_name, "ESP7777", "it is identified by its magic");
    tap_str(board->features, "wifi,zigbee", "and described by its family");
    tap_ok(strstr(notices, "ESP7777 is known from documents only") != NULL,
           "the user is told that nobody has tried it");
    tap_is(board->crystal_hz, 40000000, "so is its crystal");
    tap_ok(esp_session_identify_flash(&session) == 0 && board->jedec_id == FLASH_ID &&
               board->flash_size == FLASH_SIZE && pins == 0x10,
           "its flash is connected and asked for its ID, through its own registers");
}

static void test_rate(void)
{
    session.baud = 921600;
    tap_ok(esp_session_raise_loader(&session) == 0 && rate == 460800 && fake.base.baud == 460800,
           "the loader is taken to the rate that its family allows, in its family's way");
    tap_ok(esp_session_leave(&session, ESP_AFTER_STAY) == 0 && rate == 115200,
           "and back when it is left");
}

static uint8_t got[0x6000];
static size_t got_size;

static int take(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    memcpy(got + got_size, data, size);
    got_size += size;
    return 0;
}

static unsigned differences;

static void differs(void *ctx, uint32_t offset, uint32_t size)
{
    (void)ctx;
    differences += offset == 0x3000 && size == ESP_SECTOR_SIZE;
}

static void test_flash(void)
{
    static uint8_t contents[0x5000];
    const struct esp_image image = {0, sizeof(contents), contents};
    const struct esp_write_request writing = {.images = &image, .count = 1};
    const struct esp_read_request reading = {.offset = 0x1000, .size = 0x4000, .sink = take};
    const struct esp_erase_request erasure = {.offset = 0x3000, .size = ESP_SECTOR_SIZE};
    uint64_t erased = 0;

    for (size_t i = 0; i < sizeof(contents); i++)
        contents[i] = (uint8_t)(i * 31 + i / 256);
    memset(flash, 0xff, sizeof(flash));
    tap_ok(esp_session_write(&session, &writing, NULL) == 0 &&
               memcmp(flash, contents, sizeof(contents)) == 0,
           "an image is written by what its family has for that");
    tap_is((uint64_t)guard_at, 0x2000, "guarded where this chip boots from");
    tap_ok(esp_session_read(&session, &reading, NULL) == 0 && got_size == reading.size &&
               memcmp(got, contents + 0x1000, got_size) == 0,
           "a range is read");
    tap_ok(esp_session_erase(&session, &erasure, &erased) == 0 && erased == ESP_SECTOR_SIZE &&
               flash[0x3000] == 0xff,
           "a sector is erased");
    tap_ok(esp_session_compare(&session, &image, 1, differs, NULL, NULL) == 0 && differences == 1,
           "and found to differ");
}

/* A whole dump with this chip's header at the invented chip's boot offset. */
static enum image_kind kind_of(uint16_t image_id)
{
    static uint8_t dump[0x3000];
    struct image_header header;

    memset(dump, 0xff, sizeof(dump));
    memset(dump + 0x2000, 0, 24);
    memcpy(dump + 0x2000, (const uint8_t[]){0xe9, 1, 2, 0x70}, 4);
    esp_put32(dump + 0x2004, ENTRY);
    esp_put16(dump + 0x200c, image_id);
    image_header_parse(&header, session.board.facts, 0, dump, sizeof(dump));
    return header.kind == IMAGE_KIND_PROGRAM && header.flash_size != FLASH_SIZE
               ? IMAGE_KIND_DATA
               : header.kind;
}

static void test_image(void)
{
    tap_is(kind_of(7777), IMAGE_KIND_PROGRAM, "its own image is known, and how much flash it wants");
    tap_is(kind_of(9), IMAGE_KIND_FOREIGN, "another chip's is refused");
}

static void test_start(void)
{
    uint32_t value = 0;

    begin();
    esp_session_connect(&session);
    tap_ok(esp_session_start_stub(&session) == ESP_ERR_STUB && loaded_to == LOADED &&
               started_at == ENTRY,
           "a stub is loaded and started where its row says");
    tap_ok(esp_read_regs(&session.link, (const uint32_t[]){FUSES}, 1, &value) == 0 &&
               value == 0x00c0ffee && lies == 0,
           "every request was as long as it said");
}

int main(void)
{
    test_identity();
    test_rate();
    test_flash();
    test_image();
    test_start();
    return tap_done();
}
