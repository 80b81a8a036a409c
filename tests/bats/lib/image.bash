# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Images for the tests of esp-imgedit, from the recipes that tests/tools/mkimage describes.

# Makes the image FILE from the recipe on standard input.
cook() { # FILE
    "$ESP_SRCDIR/tests/tools/mkimage/mkimage" - > "$1"
}

# An ESP32's bootloader and an ESP8266's application, as short as they can be.
RECIPE_BOOT='at 0 app chip=esp32 entry=0x40080400
  0x3fff0018 bootdesc idf=v5.3 pad=100
  0x40078000 noise 0x200
  0x40080400 noise 0x124
end'
RECIPE_PLAIN='at 0 app mode=3 size=2 entry=0x40100004
  0x40100000 noise 0x321
  0x3ffe8000 text "hello, board"
end'
RECIPE_APP='at 0 app chip=esp32 entry=0x40081000
  0x3f400020 desc pad=0x300 project=blink version=1.4 idf=v5.3
  0x3ffbdb60 noise 0x80
  0x400d0020 noise 0x1000
end'
# The SDK's second version: irom in front, and a CRC behind.
RECIPE_V2='at 0 app format=2 mode=0 size=6 entry=0x40100004
  0 irom noise 0x1230
  0x40100000 noise 0x321
  0x3ffe8000 noise 0x40
end'
# A whole flash of an ESP32: bootloader, table, NVS, otadata, one of two applications.
RECIPE_DUMP="size 4M
${RECIPE_BOOT/at 0/at 0x1000}
at 0x8000 table
  nvs data nvs 0x9000 0x5000
  otadata data ota 0xe000 0x2000
  app0 app ota_0 0x10000 0x140000
  app1 app ota_1 0x150000 0x140000
  spiffs data spiffs 0x290000 0x170000
end
at 0x9000 nvs size=0x5000
  ns=wifi ssid=str:home channel=u8:6
end
${RECIPE_APP/at 0/at 0x10000}"
# A flash of an ESP8266 as Arduino makes it: eboot and a sketch.
RECIPE_ARDUINO='size 1M
at 0 app mode=3 size=2 entry=0x4010f29c
  0x4010f000 noise 0x5a0
end
at 0x1000 app mode=3 size=2 late-words=yes
  0x40201010 hex 0000000000000000 aabbcc
  0x40100000 noise 0x5000
  0x3ffe8000 noise 0x510
end'
