/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the faults of a line: how often they come, how exactly, and whether they repeat.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/faults.h"

#include "tap.h"

#define BYTES 100000

/* The result of sending BYTES times 0x55. */
struct outcome {
    struct faults faults;
    uint64_t lost, one_bit, wrong, delays;
    uint64_t digest; /* of everything that was received */
};

static unsigned bits_in(unsigned byte)
{
    return (unsigned)__builtin_popcount(byte);
}

static void run(struct outcome *outcome, const struct fault_config *config, uint32_t baud)
{
    unsigned i;

    memset(outcome, 0, sizeof(*outcome));
    faults_init(&outcome->faults, config);
    for (i = 0; i < BYTES; i++) {
        uint8_t byte = 0x55;
        uint64_t delay_ns = 12345;
        enum fault_verdict verdict = faults_apply(&outcome->faults, &byte, baud, &delay_ns);

        outcome->lost += verdict == FAULT_LOSE;
        outcome->one_bit += verdict == FAULT_DELIVER && bits_in(byte ^ 0x55u) == 1;
        outcome->wrong += verdict == FAULT_DELIVER && byte != 0x55;
        outcome->delays += delay_ns != 0;
        outcome->digest = outcome->digest * 31 + (uint64_t)verdict * 257 + byte;
    }
}

static bool about(uint64_t count, double probability)
{
    double expected = probability * BYTES;

    return (double)count > expected * 0.8 && (double)count < expected * 1.2;
}

static void test_good_line(void)
{
    struct fault_config config = {.seed = 1};
    struct outcome outcome;

    run(&outcome, &config, 4000000);
    tap_is(outcome.wrong + outcome.lost + outcome.delays, 0,
           "a line without faults changes nothing");
    tap_is(outcome.faults.stats.bytes, BYTES, "every byte is counted");
}

static void test_loss_and_flips(void)
{
    struct fault_config config = {.lose = 0.05, .flip = 0.02, .seed = 7};
    struct outcome outcome, again, other, flips_only;

    run(&outcome, &config, 115200);
    tap_ok(about(outcome.lost, 0.05), "about as many bytes are lost as asked for");
    tap_ok(about(outcome.wrong, 0.02 * 0.95), "about as many bytes are flipped as asked for");
    tap_is(outcome.one_bit, outcome.wrong, "a flip is of one bit");
    tap_is(outcome.faults.stats.lost, outcome.lost, "the lost bytes are counted");
    tap_is(outcome.faults.stats.flipped, outcome.wrong, "the flipped bytes are counted");

    run(&again, &config, 115200);
    tap_is(again.digest, outcome.digest, "the same seed gives the same faults");
    config.seed = 8;
    run(&other, &config, 115200);
    tap_ok(other.digest != outcome.digest, "another seed gives other faults");

    config = (struct fault_config){.lose = 0.05, .seed = 7};
    run(&flips_only, &config, 115200);
    tap_is(flips_only.lost, outcome.lost, "which bytes are lost does not depend on the flips");
}

static void test_certainty(void)
{
    struct fault_config config = {.lose = 1, .seed = 3};
    struct outcome outcome;

    run(&outcome, &config, 115200);
    tap_is(outcome.lost, BYTES, "with probability 1 every byte is lost");
    config = (struct fault_config){.flip = 1, .seed = 3};
    run(&outcome, &config, 115200);
    tap_is(outcome.one_bit, BYTES, "with probability 1 every byte is flipped");
}

static void test_max_baud(void)
{
    struct fault_config config = {.max_baud = 460800, .seed = 0};
    struct outcome outcome;

    run(&outcome, &config, 460800);
    tap_is(outcome.wrong, 0, "at the highest good rate nothing is garbled");
    run(&outcome, &config, 460801);
    tap_is(outcome.wrong, BYTES, "above the highest good rate every byte is wrong");
    tap_ok(outcome.one_bit < BYTES / 4, "a garbled byte is wrong at random");
    tap_is(outcome.faults.stats.garbled, BYTES, "garbled bytes are counted");
    run(&outcome, &config, 0);
    tap_is(outcome.wrong, 0, "an unknown rate garbles nothing");
    config.spared = 0.75;
    run(&outcome, &config, 460801);
    tap_ok(outcome.wrong > BYTES / 5 && outcome.wrong < BYTES * 3 / 10,
           "with probability 0.25, a quarter of the bytes is garbled");
}

static void test_stall(void)
{
    struct fault_config config = {.stall_after = 3, .stall_ns = 5000000};
    struct faults faults;
    uint64_t delays[6];
    unsigned i;

    faults_init(&faults, &config);
    for (i = 0; i < 6; i++) {
        uint8_t byte = (uint8_t)i;

        faults_apply(&faults, &byte, 115200, &delays[i]);
    }
    tap_ok(!delays[0] && !delays[1] && !delays[2], "nothing is late before the stall");
    tap_is(delays[3], 5000000, "the byte after that many is late by the stall");
    tap_ok(!delays[4] && !delays[5], "the stall happens once");
}

static void test_unplug(void)
{
    struct fault_config config = {.unplug_after = 2, .flip = 1};
    struct faults faults;
    uint8_t byte = 0;
    uint64_t delay_ns;

    faults_init(&faults, &config);
    tap_ok(faults_apply(&faults, &byte, 0, &delay_ns) == FAULT_DELIVER &&
               faults_apply(&faults, &byte, 0, &delay_ns) == FAULT_DELIVER,
           "that many bytes pass before the cable is pulled");
    byte = 0x42;
    tap_ok(faults_apply(&faults, &byte, 0, &delay_ns) == FAULT_UNPLUG, "then it is pulled");
    tap_ok(faults_apply(&faults, &byte, 0, &delay_ns) == FAULT_UNPLUG, "and stays pulled");
    tap_is(faults.stats.bytes, 2, "bytes without a cable are not counted");
}

int main(void)
{
    test_good_line();
    test_loss_and_flips();
    test_certainty();
    test_max_baud();
    test_stall();
    test_unplug();
    return tap_done();
}
