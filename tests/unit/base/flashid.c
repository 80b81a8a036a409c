/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the JEDEC ID table.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/flashid.h"

#include "tap.h"

/* Makes an ID from its printed form, in which the manufacturer comes first. */
static uint32_t id(uint32_t printed)
{
    return (printed & 0xff) << 16 | (printed & 0xff00) | printed >> 16;
}

int main(void)
{
    tap_is(esp_flashid_size(id(0xef4016)), 4194304, "a W25Q32 has 4 MiB");
    tap_is(esp_flashid_size(id(0x5e4016)), 4194304, "a Zbit of a NodeMCU has 4 MiB");
    tap_is(esp_flashid_size(id(0xc84012)), 262144, "the smallest is 256 KiB");
    tap_is(esp_flashid_size(id(0xef4018)), 16777216, "a W25Q128 has 16 MiB");
    tap_is(esp_flashid_size(id(0xef401c)), 0x10000000, "1C is 256 MiB");
    tap_is(esp_flashid_size(id(0xef4020)), 0x4000000, "20 is 64 MiB");
    tap_is(esp_flashid_size(id(0xef4022)), 0x10000000, "22 is 256 MiB");
    tap_is(esp_flashid_size(id(0x9d6032)), 262144, "32 is 256 KiB");
    tap_is(esp_flashid_size(id(0x9d603a)), 0x4000000, "3A is 64 MiB");
    tap_is(esp_flashid_size(id(0x1f8401)), 524288, "an Adesto AT25SF041 has 512 KiB");
    tap_is(esp_flashid_size(id(0x1f8601)), 2097152, "an Adesto AT25SF161 has 2 MiB");
    tap_is(esp_flashid_size(id(0x1f8901)), 16777216, "an Adesto AT25SF128 has 16 MiB");
    tap_is(esp_flashid_size(id(0x1f8a01)), 0, "an Adesto beyond that is unknown");
    tap_is(esp_flashid_size(id(0x1f8316)), 0, "an Adesto's last byte is no capacity");
    tap_is(esp_flashid_size(id(0xef4011)), 0, "11 is unknown");
    tap_is(esp_flashid_size(id(0xef401d)), 0, "1D is unknown");
    tap_is(esp_flashid_size(id(0xef403b)), 0, "3B is unknown");
    tap_ok(!esp_flashid_valid(0xffffff), "all ones is no ID");
    tap_ok(!esp_flashid_valid(0), "all zeros is no ID");
    tap_ok(!esp_flashid_valid(0xffff3f), "3f ff ff is no ID");
    tap_ok(esp_flashid_valid(id(0xef4016)), "an ID is one");
    tap_is(esp_flashid_size(0xffff3f), 0, "what is no ID has no size");
    tap_str(esp_flashid_vendor(id(0xef4016)), "Winbond", "EF is Winbond");
    tap_str(esp_flashid_vendor(id(0x856015)), "Puya", "85 is Puya");
    tap_ok(!esp_flashid_vendor(id(0x004016)), "an unknown vendor has no name");
    tap_ok(esp_flashid_needs_dout(id(0x856014)), "a Puya of 1 MiB needs DOUT");
    tap_ok(!esp_flashid_needs_dout(id(0x856015)), "one of 2 MiB does not");
    tap_ok(!esp_flashid_needs_dout(id(0xef4014)), "a Winbond of 1 MiB does not");
    return tap_done();
}
