/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of announcements: texts of TXT records, and ESPEasy's packets; and of archives that
 * ESPEasy gives away.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/scan/ota_unit.h"
#include "ota/web/webpull.h"

#include <stdlib.h>

#include "tap.h"

static void text_is(const char *text, const char *got, const char *want)
{
    tap_ok(strcmp(got, want) == 0, "%s: \"%s\"", text, got);
}

static void take(struct ota_unit *unit, const char *text)
{
    ota_unit_take_txt(unit, (const uint8_t *)text, strlen(text));
}

static void test_txt(void)
{
    struct ota_unit unit = {.via = OTA_VIA_ARDUINO};

    take(&unit, "board=nodemcuv2");
    take(&unit, "auth_upload=yes");
    take(&unit, "tcp_check=no");
    take(&unit, "no value");
    take(&unit, "");
    text_is("board", unit.board, "nodemcuv2");
    tap_ok(unit.password, "a password is needed");
    take(&unit, "AUTH_UPLOAD=no");
    tap_ok(!unit.password, "names of keys have no case");
    take(&unit, "mac=A0b1c2d3e4f5");
    text_is("MAC", unit.mac, "A0:b1:c2:d3:e4:f5");
    take(&unit, "mac=a0:b1");
    text_is("a short MAC is ignored", unit.mac, "A0:b1:c2:d3:e4:f5");
    take(&unit, "platform=ESP32");
    tap_ok(unit.chip == ota_chip_of_core(false), "a platform");
    take(&unit, "platform=RP2040");
    tap_ok(unit.chip == NULL, "a platform that is no chip of ours");
    take(&unit, "version=0123456789012345678901234567890123456789012345678901234567890123456789");
    tap_is(strlen(unit.version), 63, "a long version is cut");
}

static void test_espeasy(void)
{
    uint8_t packet[80] = {255, 1, 0x5c, 0xcf, 0x7f, 1, 2, 3, 192, 168, 1, 9, 7};
    struct ota_unit unit;

    memcpy(packet + 15, "0123456789012345678901234", 25); /* all of the field, without a NUL */
    packet[13] = 20116 & 0xff;
    packet[14] = 20116 >> 8;
    packet[40] = 17;
    packet[41] = 8080 & 0xff;
    packet[42] = 8080 >> 8;
    tap_ok(ota_unit_parse_espeasy(&unit, packet, sizeof(packet)), "a packet of ESPEasy");
    text_is("MAC", unit.mac, "5c:cf:7f:01:02:03");
    text_is("name", unit.name, "0123456789012345678901234");
    text_is("build", unit.version, "20116");
    tap_is(unit.port, 8080, "port of its web server");
    tap_is((uint64_t)unit.unit, 7, "unit");
    tap_ok(unit.chip == ota_chip_of_core(true), "chip");
    packet[13] = 20000 & 0xff;
    packet[14] = 20000 >> 8;
    ota_unit_parse_espeasy(&unit, packet, sizeof(packet));
    tap_is(unit.port, 80, "before build 20107 no port is in the packet");
    tap_ok(ota_unit_parse_espeasy(&unit, packet, 13) && unit.chip == NULL && !unit.name[0],
           "an early packet");
    tap_ok(!ota_unit_parse_espeasy(&unit, packet, 12), "a packet that is too short");
    packet[40] = 5;
    tap_ok(!ota_unit_parse_espeasy(&unit, packet, sizeof(packet)), "a program on another computer");
    packet[1] = 5;
    tap_ok(!ota_unit_parse_espeasy(&unit, packet, sizeof(packet)), "another packet, of values");
    packet[0] = 'e';
    tap_ok(!ota_unit_parse_espeasy(&unit, packet, sizeof(packet)), "a command");
}

/* Writes a header of tar for a file.  Returns the bytes of header and file. */
static size_t put_file(uint8_t *at, const char *name, size_t size)
{
    unsigned sum = 0;

    memset(at, 0, 512);
    snprintf((char *)at, 100, "%s", name);
    snprintf((char *)at + 124, 12, "%011zo", size);
    memcpy(at + 257, "ustar", 6);
    memset(at + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += at[i];
    snprintf((char *)at + 148, 8, "%06o", sum);
    memset(at + 512, 'x', (size + 511) / 512 * 512);
    return 512 + (size + 511) / 512 * 512;
}

static void test_archives(void)
{
    static uint8_t data[16384];
    struct ota_web_archive archive;
    size_t first = put_file(data, "rules1.txt", 100), size = first;

    size += put_file(data + size, "/config.dat", 1024);
    tap_ok(ota_web_archive_look(&archive, data, size + 1024) && archive.files == 2 &&
               archive.has_config && archive.whole,
           "an archive");
    tap_ok(ota_web_archive_look(&archive, data, size) && !archive.whole, "no end");
    tap_ok(ota_web_archive_look(&archive, data, size - 512) && !archive.whole, "a file that is cut");
    data[first + 1] ^= 1;
    tap_ok(ota_web_archive_look(&archive, data, size + 1024) && archive.files == 1 && !archive.whole,
           "a damaged header");
    memset(data + first, 0, 1024);
    tap_ok(ota_web_archive_look(&archive, data, first + 1024) && !archive.has_config && archive.whole,
           "an archive without settings");
    data[0] ^= 1;
    tap_ok(!ota_web_archive_look(&archive, data, size), "no archive");
    tap_ok(!ota_web_archive_look(&archive, data, 100), "too short for an archive");
}

int main(void)
{
    test_txt();
    test_espeasy();
    test_archives();
    return tap_done();
}
