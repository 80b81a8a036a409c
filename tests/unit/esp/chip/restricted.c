/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of chips that security restricts, for each family after the ESP32: Secure Download
 * Mode, and ROMs that start no program that is sent to them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/restricted.h"

#include "esp/flash/ops.h"
#include "esp/foreign/stubfile.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum {
    FLASH_SIZE = 0x400000,
    SECTOR = ESP_SECTOR_SIZE,
    BEGINS_MAX = 64,
};

/* ---- a loader in Secure Download Mode ---- */

static struct fake_transport fake;
static struct esp_session session;
static const struct esp_family *family;
static uint8_t flash[FLASH_SIZE];
static uint32_t flags, believed, block_at, blocks_left, next_block;
static uint8_t crypt_count, op_before;
static unsigned forbidden; /* commands that the mode refuses */
static bool quiet_refusals; /* refuses under the command's own number, once */
static unsigned begins, attaches, drop_answer;
static uint32_t begin_at[BEGINS_MAX];
static char notices[1024];

static void refuse(struct fake_transport *f, uint8_t op)
{
    static const uint8_t refusal[ESP_STATUS_SIZE_MAX] = {1, 5, 0x35, 0x35};

    forbidden += op != ESP_OP_READ_REG;
    for (int i = 0; i < (quiet_refusals ? 1 : 8); i++)
        fake_answer(f, quiet_refusals ? op : op_before, 0, refusal, sizeof(refusal));
}

static void answer_info(struct fake_transport *f)
{
    uint8_t data[20 + ESP_STATUS_SIZE_MAX] = {0};
    size_t size = family->tells_no_number ? 12 : 20;

    esp_put32(data, flags);
    data[4] = crypt_count;
    if (size == 20)
        esp_put32(data + 12, family->facts->image_id);
    fake_answer(f, ESP_OP_GET_SECURITY_INFO, 0, data, size + ESP_STATUS_SIZE_MAX);
}

static uint8_t begin(const uint8_t *data, size_t size)
{
    uint32_t erase = esp_get32(data), offset = esp_get32(data + 12);

    if (size != 20)
        return 5;
    if (!attaches || offset % SECTOR || offset > believed || erase > believed - offset)
        return 6;
    memset(flash + offset, 0xff, erase);
    if (begins < BEGINS_MAX)
        begin_at[begins] = offset;
    begins++;
    blocks_left = esp_get32(data + 4);
    block_at = offset;
    next_block = 0;
    return 0;
}

static uint8_t take_block(const uint8_t *data, size_t size)
{
    uint32_t length = esp_get32(data);

    if (esp_get32(data + 4) != next_block || size != 16 + length)
        return 5;
    if (next_block++ >= blocks_left)
        return 8;
    for (uint32_t i = 0; i < length; i++)
        flash[block_at + i] &= data[16 + i];
    block_at += length;
    return 0;
}

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t *data = request + ESP_HEADER_SIZE;
    uint8_t op = request[1], status[ESP_STATUS_SIZE_MAX] = {0};

    size -= ESP_HEADER_SIZE;
    switch (op) {
    case ESP_OP_SYNC:
    case ESP_OP_CHANGE_BAUDRATE:
        break;
    case ESP_OP_SPI_ATTACH:
        attaches++;
        break;
    case ESP_OP_SPI_SET_PARAMS:
        believed = esp_get32(data + 4);
        break;
    case ESP_OP_FLASH_BEGIN:
        status[1] = begin(data, size);
        break;
    case ESP_OP_FLASH_DATA:
        status[1] = take_block(data, size);
        break;
    case ESP_OP_GET_SECURITY_INFO:
        answer_info(f);
        op_before = op;
        return;
    default:
        refuse(f, op);
        return;
    }
    status[0] = status[1] != 0;
    op_before = op;
    if (op == ESP_OP_FLASH_DATA && drop_answer && --drop_answer == 0)
        return;
    for (int i = 0; i < (op == ESP_OP_SYNC ? 8 : 1); i++)
        fake_answer(f, op, op == ESP_OP_SYNC ? ESP_SYNC_WORD : 0, status, sizeof(status));
}

/* ---- a session with it ---- */

static void take_notice(void *ctx, const char *text)
{
    size_t used = strlen(notices);

    (void)ctx;
    snprintf(notices + used, sizeof(notices) - used, "%s\n", text);
}

static int open_session(uint32_t told_size)
{
    int err;

    memset(&session, 0, sizeof(session));
    fake_open(&fake);
    fake.answer = answer;
    fake.base.fault = &session.fault;
    session.transport = &fake.base;
    session.connect_baud = 115200;
    session.state = ESP_STATE_OPEN;
    session.told_flash_size = told_size;
    session.notice = take_notice;
    notices[0] = '\0';
    esp_link_init(&session.link, &fake.base, &session.fault);
    memset(flash, 0x5a, sizeof(flash));
    believed = ESP_ROM_BELIEVES;
    forbidden = begins = attaches = drop_answer = 0;
    op_before = ESP_OP_SYNC;
    err = esp_session_connect(&session);
    return err ? err : esp_session_identify_flash(&session);
}

static void begin_mode(const struct esp_family *row, uint32_t with_flags, uint8_t count)
{
    family = row;
    flags = ESP_SECURITY_DOWNLOAD | with_flags;
    crypt_count = count;
}

static int sink(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    (void)data;
    (void)size;
    return 0;
}

static int read_some(void)
{
    const struct esp_read_request request = {.offset = 0, .size = SECTOR, .sink = sink};

    return esp_session_read(&session, &request, NULL);
}

static uint8_t contents[3 * SECTOR];

static int write_at(uint32_t offset, uint32_t size, struct esp_write_report *report)
{
    const struct esp_image image = {offset, size, contents};
    const struct esp_write_request request = {.images = &image, .count = 1};

    return esp_session_write(&session, &request, report);
}

/* ---- the tests ---- */

/* What every family in the mode does, and what it refuses. */
static void test_family(const struct esp_family *row)
{
    const struct esp_erase_request erase = {.offset = 0x10000, .size = 0x11000};
    struct esp_write_report report;
    const char *name = row->facts->name;
    const struct esp_image image = {0, SECTOR, contents};
    uint64_t erased;

    begin_mode(row, ESP_SECURITY_BOOT, 7);
    tap_ok(open_session(0) == 0 && session.board.secure_download &&
               strcmp(session.board.chip_name, name) == 0,
           "%s: is identified (%s)", name, session.fault.text);
    tap_ok(session.board.secure_boot == 2 && session.board.flash_encrypted &&
               !session.board.has_mac,
           "%s: secure boot and encryption are told", name);
    tap_ok(strstr(notices, "Secure Download Mode"), "%s: the mode is told", name);
    tap_ok(read_some() == ESP_ERR_CHIP && strstr(session.fault.text, "reads nothing"),
           "%s: reading is refused", name);
    tap_ok(esp_session_compare(&session, &image, 1, NULL, NULL, NULL) == ESP_ERR_CHIP,
           "%s: comparing is refused", name);
    tap_ok(write_at(row->facts->boot_offset, sizeof(contents), &report) == 0 && report.begun &&
               memcmp(flash + row->facts->boot_offset, contents, sizeof(contents)) == 0,
           "%s: whole sectors are written (%s)", name, session.fault.text);
    tap_ok(begin_at[0] == row->facts->boot_offset &&
               begin_at[begins - 1] == row->facts->boot_offset,
           "%s: the guard is blanked first and written last", name);
    tap_ok(esp_session_erase(&session, &erase, &erased) == 0 && erased == erase.size &&
               flash[0x10000] == 0xff && flash[0x20fff] == 0xff && flash[0xffff] == 0x5a &&
               flash[0x21000] == 0x5a,
           "%s: a region is erased (%s)", name, session.fault.text);
    tap_ok(esp_session_start_stub(&session) == ESP_ERR_UNSUPPORTED, "%s: no stub is sent", name);
    tap_is(forbidden, 0, "and nothing that the mode refuses");
}

/* A plan that would have to read and keep bytes around the image. */
static void test_edges(void)
{
    begin_mode(esp_family_by_id(5), 0, 0);
    open_session(0);
    tap_ok(write_at(0x1000, SECTOR + 4, NULL) == ESP_ERR_CHIP && begins == 0,
           "an image that ends inside a sector changes nothing");
    tap_ok(write_at(0x1004, SECTOR - 4, NULL) == ESP_ERR_CHIP && begins == 0,
           "nor one that begins inside");
    tap_ok(write_at(ESP_ROM_BELIEVES - SECTOR, 2 * SECTOR, NULL) == ESP_ERR_RANGE &&
               strstr(session.fault.text, "--flash-size"),
           "without a size the first 2 MB can be reached: %s", session.fault.text);
    open_session(FLASH_SIZE);
    tap_ok(write_at(FLASH_SIZE - 2 * SECTOR, 2 * SECTOR, NULL) == 0 &&
               memcmp(flash + FLASH_SIZE - 2 * SECTOR, contents, 2 * SECTOR) == 0,
           "with a size its end (%s)", session.fault.text);
    tap_ok(write_at(FLASH_SIZE - SECTOR, 2 * SECTOR, NULL) == ESP_ERR_RANGE,
           "but not what is behind it");
    quiet_refusals = true;
    tap_ok(open_session(0) == 0 && session.board.secure_download,
           "a loader that refuses a command in the usual way is understood, too");
    quiet_refusals = false;
}

/* After an answer was lost it is not known what arrived. */
static void test_damage(void)
{
    begin_mode(esp_family_by_id(5), 0, 0);
    open_session(0);
    drop_answer = 5;
    tap_ok(write_at(0x1000, sizeof(contents), NULL) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "damaged"),
           "a line that loses an answer is no success: %s", session.fault.text);
    tap_ok(memcmp(flash + 0x1000, contents, sizeof(contents)) == 0,
           "although everything was sent again");
}

/* Another board: what is secured differs. */
static void test_other_board(void)
{
    begin_mode(esp_family_by_id(5), 0, 0);
    open_session(0);
    crypt_count = 1;
    tap_ok(esp_session_check_identity(&session) == ESP_ERR_OTHER_BOARD,
           "a board with other security is another board");
}

static void test_clocks(void)
{
    tap_ok(esp_restricted_clock(esp_family_by_id(5)) == 40000000 &&
               esp_restricted_clock(esp_family_by_id(12)) == 0 &&
               esp_restricted_clock(esp_family_by_id(23)) == 0,
           "the rate stays where boards have different crystals");
}

static void test_code(void)
{
    static const struct esp_stubfile theirs;

    for (size_t i = 0; esp_families[i]; i++) {
        const struct esp_family *row = esp_families[i];
        const struct esp_identity open = {.revision_number = 1}, first = {.revision_number = 0};
        const struct esp_identity closed = {.revision_number = 301,
                                            .secure_boot = ESP_SECURE_BOOT_V2};
        unsigned id = row->facts->image_id;

        tap_ok(!esp_chip_refuses_code(row, &open, false), "%s: an open chip runs programs",
               row->facts->name);
        tap_ok(!esp_chip_refuses_code(row, &closed, false) == !(id == 5 || id == 9),
               "%s: with secure boot", row->facts->name);
        tap_ok(!esp_chip_refuses_code(row, &first, false) == (id != 12),
               "%s: the first revision", row->facts->name);
        tap_ok(esp_chip_refuses_code(row, &open, true), "%s: in Secure Download Mode",
               row->facts->name);
    }
    begin_mode(esp_family_by_id(5), 0, 0);
    open_session(0);
    session.foreign = &theirs;
    tap_ok(esp_session_try_stub(&session) == 0 && !session.foreign && session.rom_only &&
               strstr(notices, "--stub is not used"),
           "a stub that the user brings is not used, which is told: %s", notices);
}

/* Which end the session accepts for a flash of 32 MB. */
static bool reaches(unsigned id, enum esp_state state, uint32_t jedec_id, uint32_t end)
{
    memset(&session, 0, sizeof(session));
    session.state = state;
    session.board.family = esp_family_by_id(id);
    session.board.flash_size = 0x2000000;
    session.board.jedec_id = jedec_id;
    return esp_session_check_range(&session, end - SECTOR, SECTOR, "range") == 0;
}

static void test_reach(void)
{
    const uint32_t w25q256 = 0x1940ef, mx25l256 = 0x1920c2, edge = 0x1000000;

    for (size_t i = 0; esp_families[i]; i++) {
        const struct esp_family *row = esp_families[i];
        unsigned id = row->facts->image_id;

        if (!row->later)
            continue;
        tap_ok(reaches(id, ESP_STATE_ROM, w25q256, edge) &&
                   !reaches(id, ESP_STATE_ROM, w25q256, edge + SECTOR),
               "%s: the ROM reaches 16 MB", row->facts->name);
        tap_ok(reaches(id, ESP_STATE_FOREIGN, w25q256, 0x2000000) == (row->foreign_reach != 0) &&
                   !reaches(id, ESP_STATE_FOREIGN, w25q256, 0x2000000 + SECTOR),
               "%s: Espressif's stub reaches what its row says", row->facts->name);
        tap_ok(!reaches(id, ESP_STATE_FOREIGN, mx25l256, edge + SECTOR),
               "%s: but not in every flash", row->facts->name);
    }
}

static void test_stub_names(void)
{
    char name[ESP_STUB_NAME];

    session.board.family = esp_family_by_id(5);
    esp_session_stub_name(&session, name);
    tap_str(name, "esp32c3", "esptool's name of a chip's stub");
    session.board.family = esp_family_by_id(18);
    session.identity.revision_number = 103;
    esp_session_stub_name(&session, name);
    tap_str(name, "esp32p4-rev1", "an early revision has its own");
    session.identity.revision_number = 300;
    esp_session_stub_name(&session, name);
    tap_str(name, "esp32p4", "and a later one the usual");
}

int main(void)
{
    for (size_t i = 0; i < sizeof(contents); i++)
        contents[i] = (uint8_t)(i * 7 + i / 256);
    for (size_t i = 0; esp_families[i]; i++)
        if (esp_families[i]->later)
            test_family(esp_families[i]);
    test_edges();
    test_damage();
    test_other_board();
    test_clocks();
    test_code();
    test_reach();
    test_stub_names();
    return tap_done();
}
