/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images from recipes, and what a survey says about them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/image/recipe_image.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((noreturn)) static void give_up(const char *what)
{
    printf("Bail out! %s\n", what);
    exit(1);
}

static void write_recipe(char *path, const char *recipe)
{
    int fd = mkstemp(path);
    size_t length = strlen(recipe);

    if (fd < 0 || write(fd, recipe, length) != (ssize_t)length || close(fd) != 0)
        give_up("the recipe cannot be written");
}

static struct recipe_image read_all(FILE *pipe)
{
    struct recipe_image image = {0};
    uint8_t *exact;

    for (;;) {
        uint8_t buffer[65536];
        size_t got = fread(buffer, 1, sizeof(buffer), pipe);

        if (got == 0)
            break;
        image.data = realloc(image.data, image.size + got);
        if (!image.data)
            give_up("no memory");
        memcpy(image.data + image.size, buffer, got);
        image.size += got;
    }
    exact = realloc(image.data, image.size + !image.size);
    image.data = exact;
    return image;
}

struct recipe_image recipe_make(const char *recipe)
{
    char path[] = "/tmp/esputils-recipe-XXXXXX", command[4096];
    struct recipe_image image;
    FILE *pipe;

    write_recipe(path, recipe);
    snprintf(command, sizeof(command), "python3 '%s/tests/tools/mkimage/mkimage' %s",
             getenv("ESP_SRCDIR") ? getenv("ESP_SRCDIR") : ".", path);
    pipe = popen(command, "r");
    if (!pipe)
        give_up("mkimage cannot be run");
    image = read_all(pipe);
    if (pclose(pipe) != 0)
        give_up("mkimage failed");
    unlink(path);
    return image;
}

struct recipe_image recipe_damage(const struct recipe_image *image, size_t offset, const char *hex)
{
    struct recipe_image copy = {malloc(image->size), image->size};

    if (!copy.data || offset + strlen(hex) / 2 > image->size)
        give_up("the damage lies outside of the image");
    memcpy(copy.data, image->data, image->size);
    for (; *hex; hex += 2) {
        char digits[3] = {hex[0], hex[1], '\0'};

        copy.data[offset++] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return copy;
}

void recipe_free(struct recipe_image *image)
{
    free(image->data);
    *image = (struct recipe_image){0};
}

const char *recipe_complaint(const struct image_survey *survey, unsigned number)
{
    for (size_t i = 0; i < survey->count; i++)
        for (size_t k = 0; k < survey->parts[i]->fact_count; k++) {
            const struct image_fact *fact = &survey->parts[i]->facts[k];
            bool complains = fact->type == IMAGE_FACT_FAULT || fact->type == IMAGE_FACT_WARNING;

            if (complains && number-- == 0)
                return fact->text;
        }
    return NULL;
}

static bool is(const struct image_fact *fact, const char *list, unsigned item, const char *key)
{
    bool same_list = list ? fact->list && strcmp(fact->list, list) == 0 : !fact->list;

    return same_list && (!list || fact->item == item) && strcmp(fact->key, key) == 0;
}

const char *recipe_fact(const struct image_survey *survey, const char *part, const char *list,
                        unsigned item, const char *key)
{
    const struct image_part *found = image_survey_find_name(survey, part);
    static char number[24];

    for (size_t i = 0; found && i < found->fact_count; i++) {
        const struct image_fact *fact = &found->facts[i];

        if (!is(fact, list, item, key))
            continue;
        if (fact->text)
            return fact->text;
        snprintf(number, sizeof(number), "%" PRIu64, fact->number);
        return number;
    }
    return "";
}
