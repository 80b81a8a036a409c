/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's tests of its ground (enum esp_test), inside a session.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SESSION_SELFTEST_RESULTS_H
#define ESP_SESSION_SELFTEST_RESULTS_H

#include "esp/session.h"

/* After the stub has answered: ESP_ERR_STUB, with s->distrusted set, where it does not
 * read the flash right; notices, once each, for what goes on at a slower setting. */
int esp_session_believe_stub(struct esp_session *s);

/* The stub refused to run (ESP_STUB_REFUSAL): ESP_ERR_STUB, with s->distrusted set. */
int esp_session_memory_failed(struct esp_session *s);

/* After the flash was changed and the stub asked once more: ESP_ERR_CHECK where the first
 * change was not what it seemed to be. */
int esp_session_judge_changes(struct esp_session *s);

#endif
