/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial protocol, defined once.  The host library and the stub on the chip both
 * include this header, so the header needs only <stdint.h>.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The framing and the opcodes below 0xe0 are those of Espressif's boot ROMs and of
 * Espressif's flasher stub (documented at docs.espressif.com, "Serial Protocol"; checked
 * against the ESP8266's ROM).  The opcodes from 0xe0 on are our own; only our stub knows
 * them.
 *
 * A request is one SLIP frame: 0x00, op, length (16 bit), check (32 bit),
 * data.  An answer is one SLIP frame: 0x01, op, length, value (32 bit), data,
 * status.  All numbers are little-endian.
 */
#ifndef ESP_WIRE_PROTOCOL_H
#define ESP_WIRE_PROTOCOL_H

#include <stdint.h>

/* SLIP (RFC 1055).  The ROM needs an ESP_SLIP_END at the start and one at the end of every
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
    ESP_HEADER_SIZE = 8,  /* bytes before the data, in both directions */
    /* Bytes after the data of an answer.  ESP_STATUS_SIZE holds for the ESP8266's ROM and
     * for every stub.  The other ROMs send ESP_STATUS_SIZE_MAX bytes; the first two have
     * the same meaning. */
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
    ESP_OP_READ_FLASH_SLOW = 0x0e,
    ESP_OP_CHANGE_BAUDRATE = 0x0f,
    ESP_OP_FLASH_DEFL_BEGIN = 0x10,
    ESP_OP_FLASH_DEFL_DATA = 0x11,
    ESP_OP_FLASH_DEFL_END = 0x12,
    ESP_OP_SPI_FLASH_MD5 = 0x13,
    ESP_OP_GET_SECURITY_INFO = 0x14,

    /* Espressif's stub: */
    ESP_OP_ERASE_FLASH = 0xd0,
    ESP_OP_ERASE_REGION = 0xd1,
    ESP_OP_READ_FLASH = 0xd2,
    ESP_OP_RUN_USER_CODE = 0xd3, /* software reset; the stub answers nothing */

    /* Our own opcodes.  The check word of these requests is esp_request_check(): the CRC-32
     * (zlib's) of the op byte followed by the data.  So the stub never acts on a damaged
     * request.  In requests below 0xe0 our stub checks the word, too, unless the word is 0,
     * which Espressif's clients send.  An answer to a damaged request has value 0, because
     * the tag of the request cannot be trusted. */
    ESP_OP_STUB_INFO = 0xe0,   /* no data; answer: struct esp_stub_info */
    ESP_OP_READ_REGION = 0xe1, /* struct esp_region_request; see below */
    ESP_OP_DIGEST = 0xe2,      /* struct esp_digest_request; see below */
    ESP_OP_WRITE_REGION = 0xe3, /* struct esp_write_region and contents; see below */
    ESP_OP_ERASE_SECTORS = 0xe4, /* struct esp_erase_sectors; see below */
    ESP_OP_ECHO = 0xe5, /* at most ESP_ECHO_MAX bytes; answer: each byte inverted */
    ESP_OP_HURRY = 0xe6, /* no data.  Doubles the clock of the chip's CPU, not the clocks of
                          * the line and the flash.  The answer's value is the measured
                          * factor: 2, or 1 if the CPU is not faster.  If the chip cannot
                          * run at that clock, it does not answer until it is reset. */
    ESP_OP_GLANCE = 0xe7, /* struct esp_digest_request; see below */
};

/* The data of SYNC: these four bytes, then 32 times 0x55.  As soon as our stub has received
 * ESP_SYNC_CALL bytes of 0x55 in a row, the stub stops sending, and does not answer the
 * READ_REGIONs and DIGESTs before the SYNC.  So a host need not listen to the answers that
 * an earlier host asked for.  (Contents to be written may hold the same bytes.  Then
 * answers are missing, and the host asks again.) */
#define ESP_SYNC_WORD 0x20120707u
enum { ESP_SYNC_SIZE = 36, ESP_SYNC_FILL = 0x55, ESP_SYNC_CALL = 28 };

/* The stub sends this as a frame of its own when it has started. */
#define ESP_STUB_GREETING "OHAI"
/* The stub sends this, the low byte first ("OHNO"), if memory does not keep what is written
 * to it.  The ROM's loader then continues. */
#define ESP_STUB_REFUSAL 0x4f4e484fu

/* The first of the two status bytes is 0 for success; the second byte then has no meaning.
 * Otherwise the second byte is one of these: */
enum esp_status {
    /* ROM */
    ESP_STATUS_BAD_REQUEST = 0x05,
    ESP_STATUS_FAILED = 0x06,
    ESP_STATUS_BAD_CHECKSUM = 0x07,
    /* Stub.  With Espressif's stub the first byte is 0xc0 to 0xcb or 0xff.  With our stub
     * the first byte is always 0xc0, and the second byte is one of these: */
    ESP_STUB_FAILED = 0xc0, /* the first byte */
    ESP_STUB_BAD_LENGTH = 0xc0,
    ESP_STUB_BAD_CHECK = 0xc1,
    ESP_STUB_BAD_RANGE = 0xc2,
    ESP_STUB_FLASH_TIMEOUT = 0xc3,
    ESP_STUB_BAD_DATA = 0xc4,  /* the contents do not inflate to what the request
                                * announced */
    ESP_STUB_PROTECTED = 0xc5, /* the flash stays write-protected */
    ESP_STUB_UNSURE = 0xc6, /* two ways to read the flash disagree after a change */
    ESP_STUB_ERASED_MORE = 0xc7, /* an erase of 64 KB also changed the flash beside them */
    ESP_STUB_UNKNOWN_OP = 0xff,
};

/* ---- our own commands ---- */

#define ESP_STUB_MAGIC 0x55505345u /* "ESPU" */
enum {
    ESP_STUB_VERSION = 8,
    /* The host's own limits, in bytes; they are the same for all chips.  A stub's limits
     * depend on its chip's memory and may be lower: see struct esp_stub_limits. */
    ESP_REGION_MAX = 0x8000,    /* contents that one READ_REGION asks for */
    ESP_WRITE_MAX = 0x4000,     /* contents in one WRITE_REGION */
    ESP_FLASH_MAX = 0x10000000, /* size of a flash: more than any serial NOR flash has */
    /* The data of CHANGE_BAUDRATE is the new rate, the present rate and, optionally, the
     * home rate.  (Espressif's clients do not send the home rate.)  At first, the home rate
     * is the rate at which the stub was started; that may be a fast one.  If the new rate
     * equals the present rate, the request only sets the home rate.
     * After the answer to CHANGE_BAUDRATE the host waits a millisecond before it sends at
     * the new rate, and then proves the rate by ECHO.
     * At another rate than the home rate, the stub goes back to the home rate if it
     * receives no valid request (SYNC does not count) for the time below.  So a host that
     * died or a rate that does not work cannot make the board unreachable.  The first
     * figure holds until the first valid request after a change, the second one
     * afterwards. */
    /* Some stubs take a fourth word, the milliseconds of a trial, up to ESP_RATE_TRIAL_MAX_MS.
     * They hold until the next CHANGE_BAUDRATE: no other request proves the rate, so that a
     * rate at which only some requests arrive is left as fast as one at which none arrives.
     * So a host can make a trial short, or as long as a network needs. */
    ESP_RATE_TRIAL_MS = 500,
    ESP_RATE_TRIAL_MAX_MS = 20000,
    ESP_RATE_IDLE_MS = 4000,
    ESP_ECHO_MAX = 128, /* bytes */
};

/* The trial of a rate before the stub runs.  The trial is a program of its own: the ROM's
 * loader starts it with MEM_END, and it goes back to the loader afterwards.  At the new
 * rate the host sends a mark, which separates noise from data, and a pattern.  The program
 * answers with the mark and the pattern's bytes inverted.  The host sends ESP_TRIAL_KEEP;
 * then the loader answers at the new rate.  If anything is wrong, or still missing when the
 * limit is over, the loader answers at the old rate. */
enum {
    ESP_TRIAL_MARK = 0xa5,
    ESP_TRIAL_SIZE = 64, /* bytes of the pattern; the FIFOs hold 128 */
};
#define ESP_TRIAL_KEEP 0x5045454bu /* "KEEP", the low byte first */

/* The last bytes of the trial program; the host fills them in. */
struct esp_trial {
    uint32_t divisor; /* of the UART's clock */
    uint32_t limit;   /* periods of that clock, from the change of the rate on */
};

/* The stub begins with a jump.  At this offset is a word that the host may fill in before
 * it loads the stub.  The word is a sum of all words after it, in their order:
 *     sum = (sum rotated left by ESP_STUB_CHECK_TURN bits) + word
 * If the stub computes another sum, the stub does not start, and the ROM's loader
 * continues. */
enum { ESP_STUB_CHECK_OFFSET = 4, ESP_STUB_CHECK_TURN = 5 };

/* The stub's tests of the chip.  The tests read the flash by a second path: by the
 * controller's own commands, as the boot ROM uses them, at a quarter of the bus clock.  All
 * other reads use the first path, user-defined commands. */
enum esp_test {
    ESP_TEST_ID = 1,    /* at a quarter of the clock, RDID gives the same by both paths */
    ESP_TEST_DATA = 2,  /* likewise for 64 bytes that are neither all ones nor all zeros
                         * (not tried if no such bytes are found) */
    ESP_TEST_CLOCK = 4, /* the time of a read shows the expected divisor of the clock */
    ESP_TEST_FAST = 8,  /* all of these at half of the clock; if the test fails, the clock
                         * stays at a quarter */
    ESP_TEST_CPU = 16,  /* the ID, the data and the CRC of the stub are right with the CPU's
                         * clock doubled; if the test fails, the clock is not doubled */
    ESP_TEST_WRITE = 32, /* the first changed sector reads right by the second path, too */
    ESP_TEST_BESIDE = 64, /* the first erase of a block did not change its neighbours */
    ESP_TEST_LINES = 128, /* a sector is the same on two lines (command 3Bh) and by the second
                           * path, so contents are read on two lines.  It is tried only if it
                           * passes: else one line is used, as always. */
};

/* How much a stub takes at a time.  The host keeps to these limits. */
struct esp_stub_limits {
    uint32_t region;    /* bytes that one READ_REGION may ask for: whole sectors */
    uint32_t write;     /* bytes of contents in one WRITE_REGION: whole sectors */
    uint32_t packet;    /* bytes of a packet, ESP_PACKET_TOLD_MIN at least */
    uint32_t in_flight; /* bytes on the wire of unanswered WRITE_REGIONs; the stub can keep
                         * so many while the flash is busy */
    uint32_t requests;  /* unanswered requests with opcodes from 0xe0 on that the stub
                         * keeps.  Its memory may hold more, but the host relies on this
                         * number. */
    uint32_t reach;     /* bytes of flash that the stub can address: whole sectors */
    uint32_t speed;     /* the factor by which HURRY can speed up the CPU: 2, or 1 if it
                         * cannot, because the chip runs from its crystal, not from a PLL */
};

struct esp_stub_info {
    uint32_t magic;    /* ESP_STUB_MAGIC */
    uint32_t version;  /* ESP_STUB_VERSION */
    uint32_t options;  /* the ESP_REGION_* options that the stub knows, ORed */
    uint32_t jedec_id; /* as RDID sends it: byte 0 manufacturer, 1 type, 2 capacity */
    uint32_t lost;     /* received bytes lost to a full FIFO or ring since the start */
    uint32_t code_crc32; /* of the stub's code in memory, because the ROM checks an upload
                          * only by XOR */
    uint32_t tests;    /* enum esp_test that were tried since the start, ORed */
    uint32_t failed;   /* the tests that failed, ORed */
    uint32_t divisor;  /* of the bus clock, in sixteenths, as measured last.  36 means half
                        * the clock, 68 a quarter (the time between two reads included). */
    struct esp_stub_limits limits;
    uint32_t crc32;    /* of the words before */
};

/* READ_REGION.  The stub keeps no state between regions: to try again, the host sends
 * another request.  The contents are sent as a stream: stored or, with ESP_REGION_DEFLATE,
 * as raw DEFLATE (RFC 1951).  The same contents and option give the same stream each time,
 * so the host can ask again for the damaged parts only.  The stream is cut into packets of
 * "packet" bytes; the last packet has the rest, perhaps no byte.  The stub sends the
 * packets that the request wants in ascending order, each in one frame:
 *
 *     0x01, 0xe1, length = 0, value = tag, packet, trailer, status
 *
 * The trailer is struct esp_packet_trailer.  After the last packet of the stream, struct
 * esp_region_trailer comes first, then struct esp_packet_trailer.
 *
 * While the stub waits for the line, it computes digests of the units of 32 KB that the
 * request names in look_address and looks.  After the packets, the stub sends the answer to
 * a DIGEST for as many units as it has finished.  If it has finished no unit, that answer
 * has length 0 and no digest.  If looks is 0, there is no such answer.  The answer's value
 * and tag are those of the request.
 *
 * A frame with a status other than 0 ends an answer early.  Only the status in that frame
 * has a meaning. */
enum {
    ESP_REGION_STORED = 0,
    ESP_REGION_DEFLATE = 1,
    ESP_PACKET_MIN = 0x80, /* bytes of the stream in a packet, at least */
    ESP_PACKET_TOLD_MIN = 0x100, /* least size that every stub's limit must allow; the host
                                  * asks for packets of this size or more */
    /* Packets that the request can name.  The highest bit also stands for all packets
     * after these. */
    ESP_PACKETS_MAX = 128,
    ESP_PACKET_WORDS = ESP_PACKETS_MAX / 32,
    ESP_LOOK_UNIT = 0x8000, /* bytes */
};
/* With ESP_REGION_DEFLATE, a region that holds only 0xff is sent as an empty stream, and
 * the trailer has this number in place of the contents' CRC. */
#define ESP_REGION_BLANK 0xb1a4cb1au

struct esp_region_request {
    uint32_t address; /* any byte address */
    uint32_t length;  /* bytes, 1 to the stub's limit */
    uint32_t options; /* ESP_REGION_* */
    uint32_t tag;     /* returned as the answer's value */
    uint32_t packet;  /* bytes, ESP_PACKET_MIN to the stub's limit */
    uint32_t want[ESP_PACKET_WORDS]; /* a bit per packet; packet 0 is the lowest bit of the
                                      * first word */
    uint32_t look_address;
    uint32_t looks;   /* units, 0 to ESP_DIGESTS_MAX */
};

struct esp_region_trailer {
    uint32_t address; /* as the stub understood the request */
    uint32_t length;
    uint32_t crc32;   /* of the flash contents, as zlib computes a CRC-32 */
};

struct esp_packet_trailer {
    uint32_t number; /* from 0; the last packet's also has ESP_PACKET_LAST */
    uint32_t crc32;  /* of the tag, the packet, struct esp_region_trailer if present, and
                      * number, as they are in the frame */
};
#define ESP_PACKET_LAST 0x80000000u

/* DIGEST: MD5 over the flash; the stub reads the flash for it.  If unit is 0, the answer
 * has one digest over the whole range.  Otherwise the answer has one digest for each unit
 * (the last unit may be shorter), at most ESP_DIGESTS_MAX.  The answer's value is the tag,
 * and its data is
 *
 *     struct esp_digest_request as the stub understood it, 16 bytes per digest,
 *     CRC-32 of header and all data before it
 */
enum { ESP_MD5_SIZE = 16, ESP_DIGESTS_MAX = 64 };

struct esp_digest_request {
    uint32_t address;
    uint32_t length; /* bytes, at least 1 */
    uint32_t unit;   /* bytes, or 0 for one digest over all */
    uint32_t tag;
};

/* GLANCE: the same request as DIGEST, for whole units.  The answer has the CRC-32 of the first
 * ESP_GLANCE_SIZE bytes of each unit (4 bytes) where the answer to DIGEST has digests, at most
 * ESP_GLANCES_MAX.  Different CRCs show that two units differ; equal ones show nothing. */
enum { ESP_GLANCE_SIZE = 64, ESP_GLANCES_MAX = 256 };

/* WRITE_REGION: makes whole sectors hold the given contents.  The data of the request is
 * struct esp_write_region, then the contents.  The options say whether the contents are
 * stored or raw DEFLATE (RFC 1951).
 *
 * The stub answers when the request has arrived undamaged and is inflated.  It answers
 * before it touches the flash, so that the line can carry the next request meanwhile.  The
 * answer's value is the tag; the answer has no data.  A status other than 0 means that this
 * request was not carried out.  FLASH_TIMEOUT and PROTECTED report what happened to an
 * earlier request.
 *
 * Then the stub handles the sectors in ascending order.  A sector that already holds the
 * contents stays as it is.  A sector is erased unless every page that differs is blank.
 * Only pages that differ are programmed, the first page last.  While the flash works, the
 * stub receives the next WRITE_REGION, and may answer it; any other request waits until
 * everything is written.  The stub reads back only the first sector of a run.  It does not
 * report the result; the host asks by DIGEST, and sends a sector that is wrong again.
 *
 * A request that is sent again has the same effect again.  This does not hold with
 * ESP_WRITE_ERASE_64K: such a request must not be sent again when later requests for the
 * same block may have arrived.
 */
enum {
    ESP_SECTOR_SIZE = 0x1000,
    ESP_BLOCK64_SIZE = 0x10000,
};
enum {
    ESP_WRITE_STORED = 0,
    ESP_WRITE_DEFLATE = 1,
    /* This request and the next ones will write the whole aligned block of 64 KB that
     * begins at address.  If all sectors of this request need an erase, the stub erases the
     * block as a whole. */
    ESP_WRITE_ERASE_64K = 4,
};

struct esp_write_region {
    uint32_t address; /* of a sector's first byte */
    uint32_t length;  /* bytes of contents: whole sectors, up to the stub's limit */
    uint32_t options; /* ESP_WRITE_*, ORed */
    uint32_t tag;     /* returned as the answer's value */
    uint32_t crc32;   /* of the contents, not compressed */
};

/* ERASE_SECTORS: erases the sectors of a range that are not blank, or all sectors with
 * ESP_ERASE_ALL.  If all sectors of an aligned block of 64 KB need an erase, the stub
 * erases the block as a whole.  (The stub does not use command 52h, for 32 KB: some flashes
 * erase 64 KB by it, and others do not know it.)  The stub answers when the erase is done.
 * The answer's value is the tag, and its data is struct esp_erase_result. */
enum { ESP_ERASE_MAX = ESP_BLOCK64_SIZE };
enum { ESP_ERASE_NOT_BLANK = 0, ESP_ERASE_ALL = 1 };

struct esp_erase_sectors {
    uint32_t address; /* of a sector's first byte */
    uint32_t length;  /* bytes: whole sectors, at least one, at most ESP_ERASE_MAX */
    uint32_t options; /* ESP_ERASE_* */
    uint32_t tag;
};

struct esp_erase_result {
    uint32_t address, length; /* as the stub understood them */
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
