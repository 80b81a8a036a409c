/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the results of the stub's self-test (enum esp_test) mean for the session.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SESSION_SELFTEST_RESULTS_H
#define ESP_SESSION_SELFTEST_RESULTS_H

#include "esp/session.h"

/* Call after the stub has answered.  If the stub does not read the flash right, sets
 * s->distrusted and returns ESP_ERR_STUB.  Gives one notice for each test that made the
 * stub choose a slower setting. */
int esp_session_believe_stub(struct esp_session *s);

/* Call if the stub refused to run (ESP_STUB_REFUSAL).  Sets s->distrusted and returns
 * ESP_ERR_STUB. */
int esp_session_memory_failed(struct esp_session *s);

/* Call after the flash was changed and the stub was asked again.  ESP_ERR_CHECK if the
 * stub's tests say that the first change went wrong. */
int esp_session_judge_changes(struct esp_session *s);

#endif
