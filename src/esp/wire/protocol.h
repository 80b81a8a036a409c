/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial protocol, defined once: included by the host library and by the
 * stub that runs on the chip, so it needs nothing but <stdint.h>.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The framing and the opcodes below 0xe0 are those of Espressif's boot ROMs
 * and of Espressif's flasher stub (documented at docs.espressif.com,
 * "Serial Protocol"; checked against the ESP8266's ROM).  The opcodes from
 * 0xe0 on are ours and only our stub knows them.
 *
 * A request is one SLIP frame: 0x00, op, length (16 bit), check (32 bit),
 * data.  An answer is one SLIP frame: 0x01, op, length, value (32 bit), data,
 * status.  All numbers are little-endian.
 */
#ifndef ESP_WIRE_PROTOCOL_H
#define ESP_WIRE_PROTOCOL_H

#include <stdint.h>

/* SLIP (RFC 1055).  The ROM wants a start and an end of its own on every
 * frame: two frames must not share one ESP_SLIP_END. */
enum {
    ESP_SLIP_END = 0xc0,
    ESP_SLIP_ESC = 0xdb,
    ESP_SLIP_ESC_END = 0xdc,
    ESP_SLIP_ESC_ESC = 0xdd,
};

enum {
    ESP_DIR_REQUEST = 0x00,
    ESP_DIR_ANSWER = 0x01,
    ESP_HEADER_SIZE = 8,  /* bytes before the data, both directions */
    /* Bytes after the data: the ESP8266's ROM, every stub.  The other ROMs have
     * ESP_STATUS_SIZE_MAX, of which the first two are the same. */
    ESP_STATUS_SIZE = 2,
    ESP_STATUS_SIZE_MAX = 4,
    ESP_CHECKSUM_SEED = 0xef, /* XOR checksum of MEM_DATA and FLASH_DATA */
    ESP_ROM_BLOCK_MAX = 0x1800, /* largest MEM_DATA/FLASH_DATA payload of any ROM */
};

enum esp_op {
    ESP_OP_FLASH_BEGIN = 0x02,
    ESP_OP_FLASH_DATA = 0x03,
    ESP_OP_FLASH_END = 0x04,
    ESP_OP_MEM_BEGIN = 0x05,
    ESP_OP_MEM_END = 0x06,
    ESP_OP_MEM_DATA = 0x07,
    ESP_OP_SYNC = 0x08,
    ESP_OP_WRITE_REG = 0x09,
    ESP_OP_READ_REG = 0x0a,
    ESP_OP_SPI_SET_PARAMS = 0x0b,
    ESP_OP_SPI_ATTACH = 0x0d,
    ESP_OP_CHANGE_BAUDRATE = 0x0f,
    ESP_OP_SPI_FLASH_MD5 = 0x13,
    ESP_OP_GET_SECURITY_INFO = 0x14,

    /* Espressif's stub: */
    ESP_OP_ERASE_FLASH = 0xd0,
    ESP_OP_ERASE_REGION = 0xd1,
    ESP_OP_READ_FLASH = 0xd2,
    ESP_OP_RUN_USER_CODE = 0xd3, /* software reset; the stub answers nothing */

    /* Ours.  The check word of these requests is esp_request_check(): the
     * CRC-32 (zlib's) of the op byte followed by the data, so a damaged
     * request is never acted on.  In requests below 0xe0 our stub checks it too
     * where it is not 0, which is what Espressif's clients send.  An answer to a
     * damaged request has value 0, as its tag cannot be trusted. */
    ESP_OP_STUB_INFO = 0xe0,   /* no data; answer: struct esp_stub_info */
    ESP_OP_READ_REGION = 0xe1, /* struct esp_region_request; see below */
    ESP_OP_DIGEST = 0xe2,      /* struct esp_digest_request; see below */
    ESP_OP_WRITE_REGION = 0xe3, /* struct esp_write_region and contents; see below */
    ESP_OP_ERASE_SECTORS = 0xe4, /* struct esp_erase_sectors; see below */
    ESP_OP_ECHO = 0xe5, /* at most ESP_ECHO_MAX bytes; answer: each of them inverted */
    ESP_OP_HURRY = 0xe6, /* no data.  Doubles the clock of the chip's CPU, not of its
                          * line or flash; the answer's value is the factor that was
                          * measured: 2, or 1 where that does nothing.  A chip that
                          * does not bear it answers no more until it is reset. */
};

/* SYNC: these four bytes, then 32 times 0x55.  Our stub stops what it is sending
 * as soon as it has received ESP_SYNC_CALL of these in a row, and answers none of
 * the READ_REGIONs and DIGESTs before it: a host that lost its predecessor need not
 * listen to what that one had asked for.  (Where it was no SYNC but contents to be
 * written, answers are missing and are to be asked for again.) */
#define ESP_SYNC_WORD 0x20120707u
enum { ESP_SYNC_SIZE = 36, ESP_SYNC_FILL = 0x55, ESP_SYNC_CALL = 28 };

/* What a started stub sends, as a frame of its own. */
#define ESP_STUB_GREETING "OHAI"
/* What one sends that finds memory not to keep what is written to it, the low byte first:
 * "OHNO".  The ROM's loader then goes on. */
#define ESP_STUB_REFUSAL 0x4f4e484fu

/* First byte of the two status bytes: 0 is success, the second byte is then
 * meaningless.  Otherwise the second byte is one of: */
enum esp_status {
    /* ROM */
    ESP_STATUS_BAD_REQUEST = 0x05,
    ESP_STATUS_FAILED = 0x06,
    ESP_STATUS_BAD_CHECKSUM = 0x07,
    /* stub, first byte then is 0xc0 to 0xcb or 0xff (Espressif's numbers);
     * our stub uses 0xc0 as first byte and these as second: */
    ESP_STUB_FAILED = 0xc0, /* that first byte */
    ESP_STUB_BAD_LENGTH = 0xc0,
    ESP_STUB_BAD_CHECK = 0xc1,
    ESP_STUB_BAD_RANGE = 0xc2,
    ESP_STUB_FLASH_TIMEOUT = 0xc3,
    ESP_STUB_BAD_DATA = 0xc4,  /* contents that do not inflate to what was announced */
    ESP_STUB_PROTECTED = 0xc5, /* the flash stays write-protected */
    ESP_STUB_UNSURE = 0xc6, /* two ways of reading the flash differ since it was changed */
    ESP_STUB_ERASED_MORE = 0xc7, /* an erase of 64 KB changed what is beside them */
    ESP_STUB_UNKNOWN_OP = 0xff,
};

/* ---- our own commands ---- */

#define ESP_STUB_MAGIC 0x55505345u /* "ESPU" */
enum {
    ESP_STUB_VERSION = 7,
    /* What the host has room for, whatever the chip.  How much a stub takes depends on its
     * chip's memory, and may be less: struct esp_stub_limits.  Bytes: */
    ESP_REGION_MAX = 0x8000,    /* of contents that one READ_REGION asks for */
    ESP_WRITE_MAX = 0x4000,     /* of contents in one WRITE_REGION */
    ESP_FLASH_MAX = 0x10000000, /* of a flash: more than any serial NOR flash has */
    /* The data of CHANGE_BAUDRATE is the new rate, the present one, and, if the host
     * likes (Espressif's clients do not know it), the home rate.  That is at first
     * the rate that the stub was started at, which may be a fast one.  Sent with the
     * present rate as the new one, the request only sets the home rate.
     * After the answer to CHANGE_BAUDRATE the host waits a millisecond before it
     * sends at the new rate, then proves it by ECHO.
     * Without a valid request (SYNC does not count) for that long, at a rate other
     * than the home rate, the stub goes back to that: a host that died or a rate that
     * does not work must not leave the board deaf.  First figure: until the first valid request
     * after a change; second: afterwards. */
    ESP_RATE_TRIAL_MS = 500,
    ESP_RATE_IDLE_MS = 4000,
    ESP_ECHO_MAX = 128, /* bytes */
};

/* The trial of a rate before the stub runs, by a program of its own that the ROM's
 * loader starts with MEM_END and that goes back to the loader afterwards.  At the
 * new rate the host sends a mark, which ends what is only noise, and a pattern;
 * the program answers with the mark and the pattern's bytes inverted; the host
 * sends ESP_TRIAL_KEEP, and the loader is then to be found at the new rate.  If
 * anything is missing when limit is over, or wrong, it is found at the old one. */
enum {
    ESP_TRIAL_MARK = 0xa5,
    ESP_TRIAL_SIZE = 64, /* bytes of the pattern; the FIFOs hold 128 */
};
#define ESP_TRIAL_KEEP 0x5045454bu /* "KEEP", the low byte first */

/* The last bytes of the program, which the host fills in. */
struct esp_trial {
    uint32_t divisor; /* of the UART's clock */
    uint32_t limit;   /* periods of that clock, from the change on */
};

/* The stub begins with a jump, and at this offset a word that the host may fill in
 * before it loads it: a sum of all words behind, in their order,
 *     sum = (sum turned ESP_STUB_CHECK_TURN bits to the left) + word
 * A stub that finds itself to have another one does not start: the ROM's loader goes on. */
enum { ESP_STUB_CHECK_OFFSET = 4, ESP_STUB_CHECK_TURN = 5 };

/* What the stub tries before it is believed.  The flash is looked at through another path
 * than the one that everything is read by: the controller's own commands, as the boot ROM
 * uses them, at a quarter of the bus clock. */
enum esp_test {
    ESP_TEST_ID = 1,    /* at a quarter of the clock, RDID says the same both ways */
    ESP_TEST_DATA = 2,  /* likewise, 64 bytes that are neither all ones nor all zeros (not
                         * tried where none were found) */
    ESP_TEST_CLOCK = 4, /* what the clock is divided by, by the time that a read takes */
    ESP_TEST_FAST = 8,  /* all of these at half of the clock; if not, the quarter stays */
    ESP_TEST_CPU = 16,  /* all, and the program itself, with the CPU's clock doubled; if not,
                         * it is not doubled */
    ESP_TEST_WRITE = 32, /* the first sector changed reads right the other way, too */
    ESP_TEST_BESIDE = 64, /* the first block erased left its neighbours alone */
};

/* How much a stub takes at a time.  The host keeps to that. */
struct esp_stub_limits {
    uint32_t region;    /* bytes that one READ_REGION may ask for: whole sectors */
    uint32_t write;     /* bytes of contents in one WRITE_REGION: whole sectors */
    uint32_t packet;    /* bytes of a packet, ESP_PACKET_TOLD_MIN at least */
    uint32_t in_flight; /* bytes on the wire of WRITE_REGIONs that are not answered yet: what
                         * it can keep while the flash is busy */
    uint32_t requests;  /* requests of our own, from 0xe0 on, that are not answered yet and that
                         * it keeps.  Its memory may hold more: the host relies on these */
    uint32_t reach;     /* bytes of flash that its addresses reach: whole sectors */
    uint32_t speed;     /* how many times as fast HURRY can make the CPU: 2, or 1 where it
                         * cannot */
};

struct esp_stub_info {
    uint32_t magic;    /* ESP_STUB_MAGIC */
    uint32_t version;  /* ESP_STUB_VERSION */
    uint32_t options;  /* the ESP_REGION_* options it knows, ORed */
    uint32_t jedec_id; /* as RDID sends it: byte 0 manufacturer, 1 type, 2 capacity */
    uint32_t lost;     /* received bytes lost to a full FIFO or ring since start */
    uint32_t code_crc32; /* of the stub as it lies in memory: the ROM's check of an
                          * upload is a mere XOR */
    uint32_t tests;    /* enum esp_test that were tried since the start, ORed */
    uint32_t failed;   /* those of them that failed */
    uint32_t divisor;  /* of the bus clock, in sixteenths, as measured last: 36 is the half,
                        * 68 the quarter (the time between two reads included) */
    struct esp_stub_limits limits;
    uint32_t crc32;    /* of the words before */
};

/* READ_REGION.  The device keeps no state between regions: a retry is only
 * another request.  The contents go out as a stream: stored or, with
 * ESP_REGION_DEFLATE, as raw DEFLATE (RFC 1951).  The same contents and option
 * give the same stream each time, so that what the line damaged of it can be
 * asked for alone: the stream is cut into packets of so many bytes (the last one
 * is what is left, maybe nothing), and those asked for come in ascending order,
 * a frame each:
 *
 *     0x01, 0xe1, length = 0, value = tag, packet, trailer, status
 *
 * The trailer is struct esp_packet_trailer; behind the last packet of the stream
 * comes struct esp_region_trailer before that.
 *
 * While the stub waits for the line it digests the units of 32 KB that the request
 * names in look_address and looks, as far as it gets, and after the packets sends
 * the answer to a DIGEST for so many of them: with length 0 and without a digest if
 * it got none, and no answer if looks is 0.  Its value and tag are the request's.
 *
 * A frame with a status other than 0 ends an answer early and means nothing but
 * the status. */
enum {
    ESP_REGION_STORED = 0,
    ESP_REGION_DEFLATE = 1,
    ESP_PACKET_MIN = 0x80, /* bytes of the stream in a packet, at least */
    ESP_PACKET_TOLD_MIN = 0x100, /* that a stub takes, at least: the host asks for no less */
    /* That can be asked for by number: the highest bit stands for all behind, too. */
    ESP_PACKETS_MAX = 128,
    ESP_PACKET_WORDS = ESP_PACKETS_MAX / 32,
    ESP_LOOK_UNIT = 0x8000, /* bytes */
};
/* With ESP_REGION_DEFLATE, a region of nothing but 0xff is an empty stream, and
 * this in the trailer in place of the contents' CRC. */
#define ESP_REGION_BLANK 0xb1a4cb1au

struct esp_region_request {
    uint32_t address; /* any byte address */
    uint32_t length;  /* bytes, 1 to the stub's limit */
    uint32_t options; /* ESP_REGION_* */
    uint32_t tag;     /* returned as the answer's value */
    uint32_t packet;  /* bytes, ESP_PACKET_MIN to the stub's limit */
    uint32_t want[ESP_PACKET_WORDS]; /* a bit each, packet 0 is the lowest of the first */
    uint32_t look_address;
    uint32_t looks;   /* units, 0 to ESP_DIGESTS_MAX */
};

struct esp_region_trailer {
    uint32_t address; /* as the stub understood the request */
    uint32_t length;
    uint32_t crc32;   /* of the flash contents, as zlib computes it */
};

struct esp_packet_trailer {
    uint32_t number; /* from 0; with ESP_PACKET_LAST */
    uint32_t crc32;  /* of the tag, the packet, struct esp_region_trailer if it is
                      * there, and number, as they are in the frame */
};
#define ESP_PACKET_LAST 0x80000000u

/* DIGEST: MD5 over the flash, read anew.  With unit 0 one digest over the
 * whole range, else one for each unit bytes (the last may be shorter), at
 * most ESP_DIGESTS_MAX.  The answer's value is the tag and its data
 *
 *     struct esp_digest_request as understood, 16 bytes a digest,
 *     CRC-32 of header and all data before it
 */
enum { ESP_MD5_SIZE = 16, ESP_DIGESTS_MAX = 64 };

struct esp_digest_request {
    uint32_t address;
    uint32_t length; /* bytes, at least 1 */
    uint32_t unit;   /* bytes, or 0 for one digest over all */
    uint32_t tag;
};

/* WRITE_REGION: makes whole sectors hold the given contents.  The data of the
 * request is struct esp_write_region, then the contents, stored or as raw
 * DEFLATE (RFC 1951) as the options say.
 *
 * The stub answers as soon as it has the request, undamaged, and inflated it:
 * before it touches the flash, so that the next request can be on its way
 * meanwhile.  The answer's value is the tag; it has no data.  A status other
 * than 0 means that this request was not carried out; FLASH_TIMEOUT and
 * PROTECTED report what happened to an earlier one.
 *
 * Then, sector by sector in ascending order: where the flash holds the contents
 * already nothing is done; it is erased unless every page that differs is blank;
 * only pages that differ are programmed, the first page last.  Each sector is
 * read back, and one that did not take is erased and programmed once more.  What
 * became of it is not reported: DIGEST tells.
 *
 * Sent again it does the same again, unless ESP_WRITE_ERASE_64K is set: that one
 * must not be sent again once later requests into the block may have arrived.
 */
enum {
    ESP_SECTOR_SIZE = 0x1000,
    ESP_BLOCK64_SIZE = 0x10000,
};
enum {
    ESP_WRITE_STORED = 0,
    ESP_WRITE_DEFLATE = 1,
    /* The aligned block of 64 KB that begins at address will be written whole
     * by this request and those that follow: where all sectors of this request
     * need an erase, the block is erased as one. */
    ESP_WRITE_ERASE_64K = 4,
};

struct esp_write_region {
    uint32_t address; /* on a sector */
    uint32_t length;  /* bytes of contents: whole sectors, up to the stub's limit */
    uint32_t options; /* ESP_WRITE_*, ORed */
    uint32_t tag;     /* returned as the answer's value */
    uint32_t crc32;   /* of the contents, not compressed */
};

/* ERASE_SECTORS: erases the sectors of a range that are not blank, all of them
 * with ESP_ERASE_ALL; by blocks of 64 KB where all sectors of an aligned one are to
 * be erased.  (Command 52h, for 32 KB, is one for 64 KB on some flashes, and none on
 * others.)  Answered when done: the value is the tag and the data
 * struct esp_erase_result. */
enum { ESP_ERASE_MAX = ESP_BLOCK64_SIZE };
enum { ESP_ERASE_NOT_BLANK = 0, ESP_ERASE_ALL = 1 };

struct esp_erase_sectors {
    uint32_t address; /* on a sector */
    uint32_t length;  /* whole sectors, 1 to ESP_ERASE_MAX bytes */
    uint32_t options; /* ESP_ERASE_* */
    uint32_t tag;
};

struct esp_erase_result {
    uint32_t address, length; /* as understood */
    uint32_t erased;          /* bytes */
    uint32_t crc32;           /* of the words before */
};

_Static_assert(sizeof(struct esp_trial) == 8, "wire size");
_Static_assert(sizeof(struct esp_write_region) == 20, "wire size");
_Static_assert(sizeof(struct esp_erase_sectors) == 16, "wire size");
_Static_assert(sizeof(struct esp_erase_result) == 16, "wire size");
_Static_assert(sizeof(struct esp_stub_info) == 68, "wire size");
_Static_assert(sizeof(struct esp_region_request) == 44, "wire size");
_Static_assert(sizeof(struct esp_region_trailer) == 12, "wire size");
_Static_assert(sizeof(struct esp_packet_trailer) == 8, "wire size");
_Static_assert(sizeof(struct esp_digest_request) == 16, "wire size");

#endif
