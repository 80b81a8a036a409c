/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session from the inside, shared by the files of session/ and flash/.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SESSION_SESSION_IMPL_H
#define ESP_SESSION_SESSION_IMPL_H

#include "esp/chip/family.h"
#include "esp/line/reset.h"
#include "esp/line/transport.h"
#include "esp/session.h"
#include "esp/wire/command.h"

enum { ESP_RESETS_MAX = 4 };

/* Steps on the way to the work, each of which lets esp_link_achieved()'s limit begin anew
 * once in a session: after a reset they are taken again. */
enum esp_milestone { ESP_REACHED_NOTHING, ESP_CONNECTED, ESP_STUB_STARTED, ESP_RATE_RAISED,
                     ESP_STUB_RESTARTED };

struct esp_session {
    struct esp_transport *transport; /* NULL until the port is open */
    struct esp_fault fault;
    enum esp_state state;
    struct esp_board board;
    struct esp_identity identity; /* the board's, once it is identified */
    bool identified; /* from then on another board is an error */
    /* link.repeated and link.bytes when the board was last seen to be the same */
    uint64_t identity_at, identity_bytes;
    uint32_t connect_baud;
    uint32_t baud; /* wanted for the bulk, 0: the highest that works */
    uint32_t ceiling; /* rates above it did not work; 0: not known of any */
    uint32_t told_flash_size; /* bytes, of the options; 0: by the flash's ID */
    uint32_t uart_hz; /* clock of the chip's UART, 0: not known yet */
    bool try_running;
    const volatile sig_atomic_t *cancel;
    void (*notice)(void *ctx, const char *text);
    void *notice_ctx;
    struct esp_reset resets[ESP_RESETS_MAX]; /* into download mode, in turn */
    size_t reset_count;
    struct esp_link link;
    /* How often a loader or stub was looked for.  Before each the chip may have been
     * reset, its application have run and have changed the flash. */
    unsigned contacts;
    enum esp_milestone reached;
    struct esp_stub_info stub; /* what it said last, valid once it answered */
    bool hurried;   /* the stub was asked to double the clock, and answered */
    bool unhurried; /* that is not to be tried again */
    unsigned hurry_losses; /* stubs that were lost afterwards */
    uint32_t erase_tag; /* of the last ERASE_SECTORS */
    bool path_checked; /* romflash_path.c */
    bool distrusted; /* the stub does not read the flash right, by its own tests */
    uint32_t told_tests; /* enum esp_test that notices were given of */
};

void esp_session_notice(struct esp_session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void esp_session_reached(struct esp_session *s, enum esp_milestone milestone);

/* True for what trying again does not help: the line is gone, the caller
 * wants to stop, memory is out, another board is there. */
static inline bool esp_session_hopeless(int err)
{
    return err == ESP_ERR_LINE || err == ESP_ERR_CANCELLED || err == ESP_ERR_NOMEM ||
           err == ESP_ERR_OTHER_BOARD;
}

/* Where in the flash the chip looks for what it starts. */
static inline uint32_t esp_session_boot_offset(const struct esp_session *s)
{
    return s->board.family ? s->board.family->facts->boot_offset : 0;
}

/* session/sync.c: resets the chip into download mode where the port can, and
 * synchronises at the connect rate within about limit_ms.  state tells
 * whether the loader or our stub answered.  ESP_ERR_NO_SYNC without further
 * diagnosis. */
int esp_session_sync(struct esp_session *s, int limit_ms);

/* Our stub, if it answers to one of tries questions: s->stub then is its answer. */
int esp_session_ask_stub(struct esp_session *s, int tries, int timeout_ms);

/* session/identity.c: finds out which board answers, and fills all of s->board but for
 * the flash. */
int esp_session_identify(struct esp_session *s);

/* Whether it still is the board that was identified (any is before one was): 0,
 * ESP_ERR_OTHER_BOARD, or how asking failed.  To be called when a loader or stub was
 * found again, by whatever means. */
int esp_session_check_identity(struct esp_session *s);

/* The same, asked only where an answer was missing since it was asked last. */
int esp_session_check_identity_if_in_doubt(struct esp_session *s);

/* To be called after what worked on the flash, with its result, and before it is called
 * done: a board may have taken the place of the first one without a word missing, or the
 * flash have fallen silent.  Returns err, or ESP_ERR_OTHER_BOARD, ESP_ERR_CHECK for a
 * flash that does not answer any more or is another one, ESP_ERR_LINE. */
int esp_session_end_work(struct esp_session *s, int err);

/* flash/flash_identity.c: a JEDEC ID as device lines have it: "ef4016". */
enum { ESP_FLASH_ID_TEXT = 8 };
void esp_flash_id_text(char text[ESP_FLASH_ID_TEXT], uint32_t id);

/* To be called after what worked on the flash, with its result, which is returned unless
 * the flash turns out not to answer any more or to be another one: then ESP_ERR_CHECK. */
int esp_session_still_same_flash(struct esp_session *s, int err);
/* Says which ID it has in place of the one that it had. */
int esp_session_other_flash(struct esp_session *s, uint32_t id);

/* esp_session_read() and esp_session_compare() as parts of other work, which asks for
 * the flash's ID when all is done. */
int esp_session_read_part(struct esp_session *s, const struct esp_read_request *request,
                          uint8_t *md5);
int esp_session_compare_part(struct esp_session *s, const struct esp_image *images, size_t count,
                             esp_difference *differs, esp_progress *progress, void *ctx);

/* session/diagnosis.c: why nothing answered.  Returns ESP_ERR_NO_SYNC or
 * ESP_ERR_BOOT_MODE with a detail that says what to do. */
int esp_session_diagnose(struct esp_session *s);

/* session/rate.c: takes stub and port to baud.  ESP_ERR_UNSUPPORTED when that rate
 * does not work: both are back at the rate before, or at the connect rate.
 * ESP_ERR_LINE when the stub answers nowhere. */
int esp_session_change_rate(struct esp_session *s, uint32_t baud);

/* Takes the ROM's loader and the port to the highest rate that is wanted and works,
 * with a notice for those that do not.  0 also where none does; else what an upload
 * fails with. */
int esp_session_raise_loader(struct esp_session *s);

/* Has the stub take the connect rate for its home, wherever it was started. */
int esp_session_set_home(struct esp_session *s);

/* Tells the stub to go to baud, with the connect rate for its home; the port stays
 * where it is. */
int esp_session_tell_rate(struct esp_session *s, uint32_t baud);

/* The next lower rate worth trying, not below the connect rate; 0 when there
 * is none. */
uint32_t esp_session_lower_rate(const struct esp_session *s, uint32_t baud);

/* session/recover.c: that the chip fell silent and does not come back: ESP_ERR_LINE. */
int esp_session_dead(struct esp_session *s);

/* Does something in rounds until one goes by without a reset of the chip, in which an
 * application may have run and have changed the flash; again: there was one before.  A
 * round's result other than 0 ends it and is returned; ESP_ERR_LINE after so many. */
typedef int esp_session_round(void *ctx, bool again);
int esp_session_undisturbed(struct esp_session *s, int rounds, esp_session_round *round, void *ctx);

/* The stub fell silent.  Looks for it at the present rate and
 * at its first one, else resets the chip and starts it anew (*resets counts, and
 * ends that), and goes back to the rate.  Where that fails, errors that are
 * esp_session_hopeless() or ESP_ERR_TIMEOUT. */
int esp_session_find_stub(struct esp_session *s, unsigned *resets);

/* One rate lower, with a notice, when there is one; drains the line first.
 * Fails as esp_session_change_rate() does; 1 when there is no lower rate. */
int esp_session_slow_down(struct esp_session *s);

/* session/hurry.c: has the stub double the clock of the chip's CPU where the line is
 * fast enough for that to matter; asked again it is done at once.  To be called when
 * nothing is in flight, before much work, and again after esp_session_find_stub().
 * A chip that does not bear it is started anew, with a notice, and not asked again
 * in this session.  An error is one that ends the session. */
int esp_session_hurry(struct esp_session *s);
/* The same, whatever the line's rate. */
int esp_session_try_hurry(struct esp_session *s);
/* A stub is about to start: the clock is not doubled.  Lost a second time it stays
 * so. */
void esp_session_hurry_over(struct esp_session *s);

/* flash/digests.c: one DIGEST, asked again when its answer is damaged, or when the
 * stub fell silent and was brought back.  To be called when nothing is in flight. */
int esp_session_digest(struct esp_session *s, const struct esp_digest_request *request,
                       uint8_t (*md5)[ESP_MD5_SIZE]);
/* Several at once, which saves round trips: the answers that come are taken, maybe
 * damaged, and what is missing then is to be asked for again, by the function above. */
int esp_session_digests(struct esp_session *s, const struct esp_digest_request *requests,
                        unsigned count, void (*take)(void *ctx, const struct esp_answer *answer),
                        void *ctx);

/* The same until all are there: what is missing is asked for again one by one.  digests[i]
 * gets those of the request i, whose tag is i.  arrived, which may be NULL, is called as
 * each is there. */
typedef uint8_t esp_md5_list[ESP_DIGESTS_MAX][ESP_MD5_SIZE];
int esp_session_all_digests(struct esp_session *s, const struct esp_digest_request *requests,
                            unsigned count, esp_md5_list *digests,
                            void (*arrived)(void *ctx, unsigned request), void *ctx);

#endif
