/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the ESP32's boot ROM that programs call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Addresses and names are from ESP-IDF's esp32.rom.ld and its siblings.
 */
#include "sim/chip/esp32/esp32_io.h"
#include "sim/chip/esp32/rom/rom32_private.h"

enum {
    SECTOR = 0x1000,
    BLOCK = 0x10000,
    OK = 0, /* esp_rom_spiflash_result_t */
    FAILED = 1,
    CHUNK = 256,
    UART_DEVICE = 0x3ffe019c, /* UartDev of esp32.rom.ld */
    INTR_MAP = 0x3ff00104,    /* DPORT_PRO_MAC_INTR_MAP: the first source */
};

static uint64_t attach_interrupt(struct rom32 *rom, const uint32_t *arg)
{
    rom32_attach_interrupt(rom, arg[0], arg[1], arg[2]);
    return 0;
}

static uint64_t mask_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    rom->chip->cpu.intenable &= ~arg[0];
    return 0;
}

static uint64_t unmask_interrupts(struct rom32 *rom, const uint32_t *arg)
{
    rom->chip->cpu.intenable |= arg[0];
    return 0;
}

/* Arguments: CPU, source, interrupt. */
static uint64_t set_matrix(struct rom32 *rom, const uint32_t *arg)
{
    if (arg[0] == 0)
        rom32_store(rom, INTR_MAP + 4 * arg[1], arg[2]);
    return 0;
}

static uint64_t set_user_start(struct rom32 *rom, const uint32_t *arg)
{
    rom->entry = arg[0];
    return 0;
}

static uint64_t reset_chip(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    esp32_want_reset(rom->chip, ESP32_RESET_SOFTWARE);
    return 0;
}

static uint64_t delay_us(struct rom32 *rom, const uint32_t *arg)
{
    uint32_t ticks = rom32_load(rom, ROM32_TICKS);

    rom32_wait_cycles(rom, rom->chip->cpu.cycles + (uint64_t)arg[0] * ticks, false);
    return 0;
}

static uint64_t set_ticks(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, ROM32_TICKS, arg[0]);
    return 0;
}

static uint64_t get_ticks(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return rom32_load(rom, ROM32_TICKS);
}

static uint64_t measured_crystal(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return esp32_measured_crystal(rom->chip);
}

static uint64_t pads(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    return fuses_flash_pads(&rom->chip->fuses);
}

static uint64_t nothing(struct rom32 *rom, const uint32_t *arg)
{
    (void)rom;
    (void)arg;
    return 0;
}

static uint64_t uart_device(struct rom32 *rom, const uint32_t *arg)
{
    (void)rom;
    (void)arg;
    return UART_DEVICE;
}

/* ---- the flash ---- */

static uint64_t flash_attach(struct rom32 *rom, const uint32_t *arg)
{
    rom32_flash_attach(rom, arg[0]);
    return OK;
}

static uint64_t flash_config(struct rom32 *rom, const uint32_t *arg)
{
    for (uint32_t i = 0; i < FLASH_CHIP_WORDS; i++)
        rom32_store(rom, ROM32_FLASH_CHIP + 4 * i, arg[i]);
    return OK;
}

static uint64_t flash_unlock(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_unlock(rom);
    return OK;
}

static uint64_t erase_chip(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_erase_chip(rom);
    return OK;
}

static uint64_t erase_block(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_block(rom, arg[0] * BLOCK) ? OK : FAILED;
}

static uint64_t erase_sector(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_sector(rom, arg[0] * SECTOR) ? OK : FAILED;
}

static uint64_t erase_area(struct rom32 *rom, const uint32_t *arg)
{
    return rom32_flash_erase_area(rom, arg[0], arg[1]) ? OK : FAILED;
}

/* Arguments: address in the flash, source, size. */
static uint64_t write(struct rom32 *rom, const uint32_t *arg)
{
    uint8_t bytes[CHUNK];

    for (uint32_t at = 0; at < arg[2];) {
        uint32_t part = arg[2] - at < CHUNK ? arg[2] - at : CHUNK;

        for (uint32_t i = 0; i < part; i++)
            bytes[i] = rom32_peek8(rom, arg[1] + at + i);
        if (!rom32_flash_write(rom, arg[0] + at, bytes, part))
            return FAILED;
        at += part;
    }
    return OK;
}

/* Arguments: address in the flash, target, size. */
static uint64_t read(struct rom32 *rom, const uint32_t *arg)
{
    uint8_t bytes[CHUNK];

    for (uint32_t at = 0; at < arg[2];) {
        uint32_t part = arg[2] - at < CHUNK ? arg[2] - at : CHUNK;

        if (!rom32_flash_read(rom, arg[0] + at, bytes, part))
            return FAILED;
        for (uint32_t i = 0; i < part; i++)
            rom32_poke8(rom, arg[1] + at + i, bytes[i]);
        at += part;
    }
    return OK;
}

static uint64_t write_enable(struct rom32 *rom, const uint32_t *arg)
{
    (void)arg;
    rom32_flash_write_enable(rom);
    return OK;
}

/* Arguments: chip, value. */
static uint64_t write_status(struct rom32 *rom, const uint32_t *arg)
{
    rom32_flash_write_status(rom, arg[1]);
    return OK;
}

/* Argument: pointer for the value, as Espressif's first stub calls it. */
static uint64_t read_status_high(struct rom32 *rom, const uint32_t *arg)
{
    rom32_store(rom, arg[0], rom32_flash_status_high(rom));
    return OK;
}

/* Sorted by address. */
static const struct rom32_function functions[] = {
    {0x400041a4, false, "rom_i2c_writeReg", nothing},
    {0x400067ec, false, "ets_isr_attach", attach_interrupt},
    {0x400067fc, false, "ets_isr_mask", mask_interrupts},
    {0x40006808, false, "ets_isr_unmask", unmask_interrupts},
    {0x4000681c, false, "intr_matrix_set", set_matrix},
    {0x4000687c, false, "ets_set_user_start", set_user_start},
    {0x40007d54, false, "ets_printf", NULL},
    {0x4000824c, false, "software_reset", reset_chip},
    {0x40008534, true, "ets_delay_us", delay_us},
    {0x40008550, false, "ets_update_cpu_frequency_rom", set_ticks},
    {0x4000855c, false, "ets_get_cpu_frequency", get_ticks},
    {0x40008588, false, "ets_get_detected_xtal_freq", measured_crystal},
    {0x40008658, false, "ets_efuse_get_spiconfig", pads},
    {0x40008ce8, true, "UartDwnLdProc", rom32_UartDwnLdProc},
    {0x40008fd0, false, "uartAttach", nothing},
    {0x400090cc, false, "uart_div_modify", rom32_uart_div_modify},
    {0x40009120, false, "Uart_Init", NULL},
    {0x40009200, true, "uart_tx_one_char", rom32_uart_tx_one_char},
    {0x4000922c, true, "uart_tx_one_char2", rom32_uart_tx_one_char},
    {0x40009258, true, "uart_tx_flush", rom32_uart_tx_wait_idle},
    {0x40009278, true, "uart_tx_wait_idle", rom32_uart_tx_wait_idle},
    {0x400092a4, true, "uart_rx_one_char_block", rom32_uart_rx_one_char_block},
    {0x400092d0, false, "uart_rx_one_char", rom32_uart_rx_one_char},
    {0x40009598, false, "GetUartDevice", uart_device},
    {0x40009fdc, false, "gpio_pad_select_gpio", nothing},
    {0x4000c1f4, true, "bzero", rom32_bzero},
    {0x4000c260, true, "memcmp", rom32_memcmp},
    {0x4000c2c8, true, "memcpy", rom32_memmove},
    {0x4000c3c0, true, "memmove", rom32_memmove},
    {0x4000c44c, true, "memset", rom32_memset},
    {0x4005da7c, false, "MD5Init", rom32_MD5Init},
    {0x4005da9c, true, "MD5Update", rom32_MD5Update},
    {0x4005db1c, true, "MD5Final", rom32_MD5Final},
    {0x4005ef30, true, "tinfl_decompress", rom32_tinfl_decompress},
    {0x400622f0, true, "SPI_write_status", write_status},
    {0x40062320, true, "SPI_write_enable", write_enable},
    {0x40062448, true, "SPI_read_status_high", read_status_high},
    {0x400628b0, true, "SPIUnlock", flash_unlock},
    {0x40062a6c, true, "esp_rom_spiflash_attach", flash_attach},
    {0x40062bc8, false, "esp_rom_spiflash_config_clk", nothing},
    {0x40062c14, true, "SPIEraseChip", erase_chip},
    {0x40062c4c, true, "SPIEraseBlock", erase_block},
    {0x40062ccc, true, "SPIEraseSector", erase_sector},
    {0x40062d50, true, "SPIWrite", write},
    {0x40062e78, true, "SPI_Encrypt_Write", NULL},
    {0x40062ed8, true, "SPIRead", read},
    {0x400631ac, true, "SPIEraseArea", erase_area},
    {0x40063238, false, "esp_rom_spiflash_config_param", flash_config},
};

const struct rom32_function *rom32_find(uint32_t address)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].address == address)
            return &functions[i];
    return NULL;
}
