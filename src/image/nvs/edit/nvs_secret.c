/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of NVS are secrets, and which identify a board or its network.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The firmware chooses the names, so that only habits can be known.  A word counts wherever
 * it stands in a key.  Sources of the namespaces: nvs.net80211 is in Espressif's WiFi
 * library; bt_config.conf and nimble_bond in ESP-IDF's Bluetooth hosts; rmaker_creds in ESP
 * RainMaker; esphome keeps WiFi's name and password in a blob with a number as its key;
 * Tasmota has its settings in main/Settings; chip-config, chip-factory and chip-counters in
 * Matter.
 */
#include "image/nvs/edit/nvs_secret.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

struct habit {
    const char *space; /* NULL: in any namespace */
    const char *word;  /* of the key; "": every key */
};

/* pmk: the key that WiFi derives from a password.  apinfo: the access points with their
 * passwords. */
static const struct habit secrets[] = {
    {NULL, "pass"},  {NULL, "pswd"},   {NULL, "pwd"},  {NULL, "psk"},   {NULL, "pmk"},
    {NULL, "apsw"},  {NULL, "secret"}, {NULL, "token"}, {NULL, "priv"}, {NULL, "key"},
    {NULL, "cred"},  {NULL, "auth_"},  {NULL, "apinfo"}, {NULL, "pin_code"},
    {"bt_config.conf", ""}, {"nimble_bond", ""}, {"rmaker_creds", ""}, {"esphome", ""},
    {"main", "Settings"},   {"chip-config", ""}, {"chip-factory", ""}, {"chip-counters", ""},
};

static const struct habit identities[] = {
    {NULL, "ssid"}, {NULL, "mac"},    {NULL, "host"},   {NULL, "user"},  {NULL, "login"},
    {NULL, "mail"}, {NULL, "serial"}, {NULL, "uuid"},   {NULL, "cert"},  {NULL, "topic"},
    {NULL, "server"}, {NULL, "broker"}, {NULL, "mqtt"}, {NULL, "url"},   {NULL, "node_id"},
    {NULL, "devname"}, {NULL, "device"}, {NULL, "latitude"}, {NULL, "longitude"},
};

/* Numbers: of these, only what is one board's.  A word such as "key" or "pass" in the name
 * of a number is a setting of the program. */
static const struct habit numbers[] = {
    {NULL, "serial"}, {NULL, "mac"}, {NULL, "device_id"}, {NULL, "deviceid"}, {NULL, "node_id"},
    {NULL, "uuid"}, {NULL, "pin_code"}, {NULL, "latitude"}, {NULL, "longitude"},
};

static const struct habit networks[] = {{NULL, "ssid"}};

static bool has_word(const char *key, const char *word)
{
    size_t length = strlen(word);

    for (; strlen(key) >= length; key++) {
        size_t i = 0;

        while (i < length && tolower((unsigned char)key[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == length)
            return true;
        if (*key == '\0')
            break;
    }
    return false;
}

static bool matches(const struct habit *habits, size_t count, const struct image_nvs_value *value)
{
    const char *space = value->space;

    for (size_t i = 0; i < count; i++) {
        if (habits[i].space && (!space || strcmp(space, habits[i].space) != 0))
            continue;
        if (has_word(value->key, habits[i].word))
            return true;
    }
    return false;
}

bool image_nvs_is_secret(const struct image_nvs_value *value)
{
    return image_nvs_has_data(value->type) &&
           matches(secrets, sizeof(secrets) / sizeof(secrets[0]), value);
}

bool image_nvs_is_network(const struct image_nvs_value *value)
{
    return image_nvs_has_data(value->type) &&
           matches(networks, sizeof(networks) / sizeof(networks[0]), value);
}

bool image_nvs_is_personal(const struct image_nvs_value *value)
{
    if (!image_nvs_has_data(value->type))
        return matches(numbers, sizeof(numbers) / sizeof(numbers[0]), value);
    return image_nvs_is_secret(value) ||
           matches(identities, sizeof(identities) / sizeof(identities[0]), value);
}
