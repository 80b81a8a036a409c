# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2034 # the tests use these variables
# The facts about the virtual chips in which the tests' expectations differ: a row for each
# chip that tests/bats/lib/each-chip has.

chip_facts() {
    case $ESP_CHIP in
    esp8266ex)
        CHIP=ESP8266EX           # the name that esp-detect prints
        MAC=a0:20:a6:16:45:d2    # of esp-sim's board
        FEATURES="crystal=26000000 features=wifi"
        CRYSTALS="--crystal=40 --crystal=26" # that a board of the chip may have
        FIRMWARE=firmware        # esp-mkflash's recipe for a flash with an application
        RATE=921600              # the usual rate, over a network
        SLOW=9600                # the loader measures this rate, too
        FLASH_PINS='GPIO6 to GPIO11' # the flash is wired to these
        GUARD=0                  # the offset of the sector that the chip boots from
        SHARE=1                  # make check runs one of so many seeds on this chip
        STARTED=1500             # bytes to the host after which the stub works, with --baud
        LITTLE=5000              # bytes to the host of a run that reads no contents, at most
        STUB_AT=0x40100000       # the stub's first word
        # The commands whose answers the programs await from the ROM: at first, and to read,
        # compare, erase and write.
        ROM_START="08 0a" ROM_READS=09 ROM_COMPARES=09 ROM_ERASES=09 ROM_WRITES="09 02 03 0b"
        ;;
    esp32)
        CHIP=ESP32-D0WD-V3
        MAC=24:0a:c4:16:45:d2
        FEATURES="crystal=40000000 features=wifi,bt,dual-core,240mhz"
        CRYSTALS="--crystal=40 --crystal=26"
        FIRMWARE=esp32
        RATE=2000000
        SLOW=9600
        FLASH_PINS='GPIO6 to GPIO11'
        GUARD=4096
        SHARE=3
        STARTED=2500
        LITTLE=8000
        STUB_AT=0x40080000
        ROM_START="08 0a 0d" ROM_READS=0e ROM_COMPARES=13 ROM_ERASES=02 ROM_WRITES="02 03 13"
        ;;
    esp32c3)
        CHIP=ESP32-C3
        MAC=7c:df:a1:16:45:d2
        FEATURES="crystal=40000000 features=wifi,ble,single-core,160mhz"
        CRYSTALS= # only one, without a choice
        FIRMWARE=esp32c3
        RATE=2000000
        SLOW=19200 # a bit at 9600 baud has more clocks than the 12 bits of UART_LOWPULSE count
        FLASH_PINS='GPIO12 to GPIO17'
        GUARD=0
        SHARE=3
        STARTED=2500
        LITTLE=8000
        STUB_AT=0x40380000
        ROM_START="08 0a 0d" ROM_READS=0e ROM_COMPARES=13 ROM_ERASES=02 ROM_WRITES="02 03 13"
        ;;
    *) fail "no facts about the chip '$ESP_CHIP'" ;;
    esac
}
