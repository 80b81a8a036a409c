/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of a session, for the files of session/ and flash/ only.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SESSION_SESSION_IMPL_H
#define ESP_SESSION_SESSION_IMPL_H

#include "base/clock.h"
#include "base/eta.h"
#include "esp/chip/family.h"
#include "esp/line/reset.h"
#include "esp/line/transport.h"
#include "esp/session.h"
#include "esp/wire/command.h"

enum { ESP_RESETS_MAX = 4 };

/* Steps on the way to the work.  The first time a session reaches a step, it calls
 * esp_link_achieved(), which restarts the time limit.  After a reset the session takes the
 * same steps again; those do not restart the limit. */
enum esp_milestone { ESP_REACHED_NOTHING, ESP_CONNECTED, ESP_STUB_STARTED, ESP_RATE_RAISED,
                     ESP_STUB_RESTARTED };

struct esp_session {
    struct esp_transport *transport; /* NULL until the port is open */
    struct esp_fault fault;
    enum esp_state state;
    struct esp_board board;
    struct esp_identity identity; /* of the board, valid if identified is set */
    bool identified; /* if set, meeting another board is an error */
    /* link.repeated and link.bytes at the last check of the identity */
    uint64_t repeated_at_check, bytes_at_check;
    uint32_t connect_baud;
    uint32_t baud; /* rate for the bulk of the work; 0: the highest that works */
    uint32_t ceiling; /* rates above this one did not work; 0: no rate has failed yet */
    uint32_t told_flash_size; /* bytes, from the options; 0: take the size from the ID */
    uint32_t uart_hz; /* clock of the chip's UART; 0: not known yet */
    bool try_running;
    bool rom_only; /* the work is done without our stub */
    const struct esp_stubfile *foreign; /* the stub to start in place of ours, or NULL */
    const volatile sig_atomic_t *cancel;
    void (*notice)(void *ctx, const char *text);
    void (*detail)(void *ctx, const char *text);
    void *notice_ctx;   /* for both, and for the trace */
    struct esp_trace *trace; /* NULL: nobody wants one */
    struct esp_reset resets[ESP_RESETS_MAX]; /* into download mode, tried in turn */
    size_t reset_count;
    struct esp_link link;
    /* How often the session looked for a loader or stub.  Before each time the chip may
     * have been reset, and its application may have run and changed the flash. */
    unsigned contacts;
    unsigned returns_told; /* transport->returns when the user was told last */
    enum esp_milestone reached;
    struct esp_stub_info stub; /* the stub's last answer, valid once the stub answered */
    bool hurried;   /* the stub was asked to double the CPU's clock, and answered */
    bool unhurried; /* do not double the clock again */
    unsigned hurry_losses; /* stubs that fell silent after the clock was doubled */
    uint32_t erase_tag; /* of the last ERASE_SECTORS */
    unsigned romcmd_contacts; /* contacts when flash/rom/ connected the flash last */
    bool romcmd_elsewhere; /* the ROM's variables are not where the family's row has them */
    const struct esp_cmdflash_acts *acts; /* flash/rom/: of the back-end at work */
    uint32_t romcmd_limit;    /* bytes of flash that the ROM was told then; 0: other than all */
    bool path_checked; /* flash/rom/esp8266/romflash_path.c has checked how the ROM reads flash */
    bool distrusted; /* the stub's own tests say that it does not read the flash right */
    struct esp_eta eta; /* of the work that has a progress */
    uint32_t reported_tests; /* enum esp_test, ORed: tests that the user got a notice of */
};

void esp_session_notice(struct esp_session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for what only users want to know who look closely. */
void esp_session_detail(struct esp_session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Tells so if the port went away and came back. */
void esp_session_tell_returns(struct esp_session *s);

void esp_session_reached(struct esp_session *s, enum esp_milestone milestone);

/* True if trying again does not help: the line is gone, the caller wants to stop, memory
 * is out, or another board is on the port. */
static inline bool esp_session_hopeless(int err)
{
    return err == ESP_ERR_LINE || err == ESP_ERR_CANCELLED || err == ESP_ERR_NOMEM ||
           err == ESP_ERR_OTHER_BOARD;
}

/* The address in the flash where the chip looks for the program that it starts. */
static inline uint32_t esp_session_boot_offset(const struct esp_session *s)
{
    return s->board.family ? s->board.family->facts->boot_offset : 0;
}

/* session/sync.c: resets the chip into download mode if the port has reset lines, and
 * synchronises at the connect rate within about limit_ms.  s->state tells whether the
 * loader or our stub answered.  Returns ESP_ERR_NO_SYNC without looking for the cause. */
int esp_session_sync(struct esp_session *s, int limit_ms);

/* Asks our stub up to "tries" times.  If the stub answers, s->stub is its answer. */
int esp_session_ask_stub(struct esp_session *s, int tries, int timeout_ms);

/* session/identity.c: finds out which board answers, and fills s->board, except for the
 * flash. */
int esp_session_identify(struct esp_session *s);

/* Checks that the board is still the one that was identified.  Returns 0,
 * ESP_ERR_OTHER_BOARD, or the error of the question; 0 if no board was identified yet.
 * Call this function whenever a loader or stub was found again. */
int esp_session_check_identity(struct esp_session *s);

/* Checks the identity only if an answer was missing since the last check. */
int esp_session_check_identity_if_in_doubt(struct esp_session *s);

/* Call this function after work on the flash, with the result of that work, and before
 * reporting success.  Another board may have taken the place of the first board although
 * no answer was missing, or the flash may have fallen silent.  Returns err,
 * ESP_ERR_OTHER_BOARD, ESP_ERR_LINE, or ESP_ERR_CHECK if the flash no longer answers or is
 * another flash. */
int esp_session_end_work(struct esp_session *s, int err);

/* flash/flash_identity.c: writes a JEDEC ID as device lines show it: "ef4016". */
enum { ESP_FLASH_ID_TEXT = 8 };
void esp_flash_id_text(char text[ESP_FLASH_ID_TEXT], uint32_t id);

/* ESP_ERR_RANGE if the range goes past the end of the flash or past esp_session_reach().
 * what: the range's name in the message. */
int esp_session_check_range(struct esp_session *s, uint32_t offset, uint64_t size,
                            const char *what);

/* Call this function after work on the flash, with the result of that work.  Returns err,
 * or ESP_ERR_CHECK if the flash no longer answers or is another flash. */
int esp_session_still_same_flash(struct esp_session *s, int err);
/* Fails with ESP_ERR_CHECK and a text that names the flash's old and new ID. */
int esp_session_other_flash(struct esp_session *s, uint32_t id);

/* esp_session_read() and esp_session_compare() as parts of larger work.  The larger work
 * checks the flash's ID at its end, so these functions do not. */
int esp_session_read_part(struct esp_session *s, const struct esp_read_request *request,
                          uint8_t *md5);
int esp_session_compare_part(struct esp_session *s, const struct esp_image *images, size_t count,
                             esp_difference *differs, esp_progress *progress, void *ctx);

/* session/diagnosis.c: finds out why no loader or stub answered.  Returns ESP_ERR_NO_SYNC
 * or ESP_ERR_BOOT_MODE, with a text that tells the user what to do. */
int esp_session_diagnose(struct esp_session *s);
/* The text of a chip that stopped answering in the middle of the work.  ESP_ERR_BOOT_MODE if
 * its application's text came meanwhile, or else 0. */
int esp_session_was_reset(struct esp_session *s);
/* True if the chip said last that it waits for a download. */
bool esp_session_hears_download(const struct esp_session *s);

/* session/rate.c: sets the stub and the port to baud.  ESP_ERR_UNSUPPORTED if that rate
 * does not work; the stub and the port are then back at the old rate or at the connect
 * rate.  ESP_ERR_LINE if the stub answers at no rate. */
int esp_session_change_rate(struct esp_session *s, uint32_t baud);

/* Sets the ROM's loader and the port to the highest rate that works and is not above the
 * wanted rate.  Gives a notice for each rate that does not work.  Returns 0 even if no
 * higher rate works, otherwise the error of the upload. */
int esp_session_raise_loader(struct esp_session *s);

/* The same, to load the stub.  If the loader would be lost at a rate that does not work, the
 * rate stays as it is. */
int esp_session_raise_for_stub(struct esp_session *s);

/* Does the same, and if the loader falls silent, resets the chip and tries the next lower
 * rate.  Only for families with rate_by_command. */
int esp_session_raise_surely(struct esp_session *s);

/* The rate at which the chip's UART really runs when it is set to baud. */
uint32_t esp_session_true_baud(const struct esp_session *s, uint32_t baud);

/* Looks for the stub after the rate "tried" did not work, until the stub is back at its home
 * rate.  The port has the rate of the stub then.  ESP_ERR_LINE if the stub answers nowhere. */
int esp_session_regain_rate(struct esp_session *s, uint32_t before, uint32_t tried);

/* session/rate_fast.c: tries the family's fast rates, with our stub.  Returns 0 even if none
 * works. */
int esp_session_try_fast_rates(struct esp_session *s);

/* session/rate_far.c: true if a trial of a rate must be planned for the network's round trips. */
bool esp_session_is_far(const struct esp_session *s);
/* Tells the stub the rate, as esp_session_tell_rate() does, and sets the port to the rate.  The
 * stub stays at the rate until the next requests arrive.  The caller must find out whether the
 * rate works. */
int esp_session_tell_rate_far(struct esp_session *s, uint32_t baud);
/* How often a rate must have failed before it counts as one that does not work. */
int esp_session_rate_tries(const struct esp_session *s);

/* Makes the connect rate the stub's home rate, whatever rate the stub was started at. */
int esp_session_set_home(struct esp_session *s);

/* Tells the stub to change to baud, with the connect rate as its home rate.  The port
 * keeps its rate. */
int esp_session_tell_rate(struct esp_session *s, uint32_t baud);

/* The next lower rate worth trying, not below the connect rate; 0 if no such rate is
 * left. */
uint32_t esp_session_lower_rate(const struct esp_session *s, uint32_t baud);

/* Why the ROM with which we talk starts no program of ours; NULL if it does. */
const char *esp_session_refuses_code(const struct esp_session *s);

/* session/stub.c: has the loader start a program that was uploaded and that works with the
 * flash. */
int esp_session_start_program(struct esp_session *s, uint32_t entry);

/* session/foreign.c: uploads and starts the stub that the options brought.  The loader must
 * answer.  Resets the chip and tries again if that stub does not start.  ESP_ERR_STUB if it
 * does not start, or does not fit this chip. */
int esp_session_start_foreign(struct esp_session *s);
/* Looks for that stub at the present rate, then at the connect rate; if it answers at neither,
 * resets the chip, starts the stub again, and raises the rate to a lower one than before. */
int esp_session_find_foreign(struct esp_session *s);
/* Raises the rate of that stub and of the port. */
int esp_session_raise_foreign(struct esp_session *s);
/* Sets that stub and the port to the connect rate, for the next program. */
int esp_session_settle_foreign(struct esp_session *s);

/* session/recover.c: fails with ESP_ERR_LINE: the chip fell silent and does not come
 * back. */
int esp_session_dead(struct esp_session *s);
/* Tells the user what to do after the chip fell silent.  A message about the silence ends with
 * this text. */
const char *esp_session_silence_advice(const struct esp_session *s);

/* Calls "round" until one call passes without a reset of the chip, because after a reset
 * an application may have run and changed the flash.  "again" tells that a round was run
 * before.  If a round returns anything but 0, stops and returns that.  ESP_ERR_LINE if the
 * chip was reset in each of the rounds. */
typedef int esp_session_round(void *ctx, bool again);
int esp_session_undisturbed(struct esp_session *s, int rounds, esp_session_round *round, void *ctx);

/* Call this function if the stub fell silent.  Looks for the stub at the present rate and
 * at its home rate.  If the stub does not answer, resets the chip and starts the stub
 * again; *resets counts these resets, and their number is limited.  Then goes back to the
 * present rate.  Returns 0, ESP_ERR_TIMEOUT, or an error that is esp_session_hopeless(). */
int esp_session_find_stub(struct esp_session *s, unsigned *resets);

/* Discards what is on the line and changes to the next lower rate, with a notice.
 * Returns 1 if there is no lower rate, otherwise as esp_session_change_rate(). */
int esp_session_slow_down(struct esp_session *s);

/* session/hurry.c: has the stub double the clock of the chip's CPU, if the line is so fast
 * that the CPU's speed matters.  Returns at once if the clock is doubled already.  Call
 * this function before long work and after each esp_session_find_stub(), while no request
 * is in flight.  If the chip does not bear the doubled clock, the chip is started again,
 * with a notice, and the clock is not doubled again in this session.  An error ends the
 * session. */
int esp_session_hurry(struct esp_session *s);
/* Does the same at every rate of the line. */
int esp_session_try_hurry(struct esp_session *s);
/* Call this function when a stub is about to start: a new stub has not doubled the clock.
 * After the second stub that was lost at the doubled clock, the clock is not doubled again
 * in this session. */
void esp_session_hurry_over(struct esp_session *s);

/* flash/stub/digests.c: asks for one DIGEST.  Asks again if the answer is damaged, or if
 * the stub fell silent and was brought back.  No request may be in flight. */
int esp_session_digest(struct esp_session *s, const struct esp_digest_request *request,
                       uint8_t (*md5)[ESP_MD5_SIZE]);
/* Sends several requests at once, which saves round trips, and gives each answer to
 * "take".  Answers may be damaged or missing.  The caller asks for those again with
 * esp_session_digest(). */
int esp_session_digests(struct esp_session *s, const struct esp_digest_request *requests,
                        unsigned count, void (*take)(void *ctx, const struct esp_answer *answer),
                        void *ctx);

/* The same until all are there: what is missing is asked for again one by one.  digests[i]
 * gets those of the request i, whose tag is i.  arrived, which may be NULL, is called as
 * each is there. */
enum { ESP_DIGEST_REQUESTS_MAX = 16 }; /* at once */
typedef uint8_t esp_md5_list[ESP_DIGESTS_MAX][ESP_MD5_SIZE];
int esp_session_all_digests(struct esp_session *s, const struct esp_digest_request *requests,
                            unsigned count, esp_md5_list *digests,
                            void (*arrived)(void *ctx, unsigned request), void *ctx);

#endif
