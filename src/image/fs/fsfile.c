/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a file system, and where their bytes lie.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fs/fsfile.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "image/fs/fat/fat_case.h"

/* Names and extents of a file system of the largest flash, 128 MiB, need less. */
enum { LISTED_MAX = 64 << 20 };

bool image_fsfiles_list(struct image_fsfiles *files, const struct image_fs *fs)
{
    *files = (struct image_fsfiles){.fs = *fs};
    switch (fs->kind) {
    case IMAGE_FS_SPIFFS:
        image_spiffs_files(files, &fs->spiffs);
        break;
    case IMAGE_FS_LITTLEFS:
        image_littlefs_files(files, &fs->littlefs);
        break;
    case IMAGE_FS_FAT:
        image_fat_files(files, &fs->fat);
        break;
    default:
        break;
    }
    return !files->out_of_memory;
}

void image_fsfiles_free(struct image_fsfiles *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->files[i].path);
        free(files->files[i].extents);
    }
    free(files->files);
    *files = (struct image_fsfiles){0};
}

/* Takes the next character of a path of at least one byte. */
static uint32_t next_character(enum image_fs_kind kind, const char **path)
{
    uint32_t code = (uint8_t)**path;

    if (code == '/')
        *path += strspn(*path, "/");
    else if (kind == IMAGE_FS_FAT)
        *path += image_fat_next_capital(*path, strnlen(*path, 4), &code);
    else
        ++*path;
    return code;
}

bool image_fs_same_path(enum image_fs_kind kind, const char *one, const char *other)
{
    one += strspn(one, "/");
    other += strspn(other, "/");
    if (kind == IMAGE_FS_SPIFFS)
        return strcmp(one, other) == 0;
    while (*one && *other)
        if (next_character(kind, &one) != next_character(kind, &other))
            return false;
    return *one == *other;
}

const struct image_fsfile *image_fsfiles_named(const struct image_fsfiles *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++)
        if (!files->files[i].folder &&
            image_fs_same_path(files->fs.kind, files->files[i].path, path))
            return &files->files[i];
    return NULL;
}

/* Takes the path without its last part.  Returns its size. */
static size_t folder_of(const char *path, size_t *at)
{
    const char *slash = strrchr(path, '/');

    *at = strspn(path, "/");
    return slash && slash > path + *at ? (size_t)(slash - path) - *at : 0;
}

const struct image_fsfile *image_fsfiles_aliased(const struct image_fsfiles *files, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t at, size = folder_of(path, &at), own_at;

    for (size_t i = 0; i < files->count; i++) {
        const struct image_fsfile *file = &files->files[i];
        size_t own = folder_of(file->path, &own_at);

        if (file->alias[0] != '\0' && !file->folder && strcasecmp(file->alias, name) == 0 &&
            image_fat_compare(file->path, own, path + at, size) == 0)
            return file;
    }
    return NULL;
}

static bool no_memory(struct image_fsfiles *files)
{
    files->out_of_memory = true;
    return false;
}

/* Counts what the list needs.  False if that is too much. */
static bool may_list(struct image_fsfiles *files, size_t size)
{
    files->listed += size;
    if (files->listed <= LISTED_MAX)
        return true;
    return image_fs_damage(&files->damage, 0, "the file system has too many or too long names");
}

static bool make_room(struct image_fsfiles *files)
{
    size_t room = files->room ? 2 * files->room : 32;
    struct image_fsfile *grown;

    if (files->count < files->room)
        return true;
    grown = realloc(files->files, room * sizeof(*grown));
    if (!grown)
        return no_memory(files);
    files->files = grown;
    files->room = room;
    return true;
}

struct image_fsfile *image_fsfile_add(struct image_fsfiles *files, const char *folder,
                                      const uint8_t *name, size_t name_size)
{
    size_t length = strlen(folder);
    struct image_fsfile *file;
    char *path;

    while (length == 0 && name_size > 0 && *name == '/') {
        name++;
        name_size--;
    }
    if (!may_list(files, length + name_size + sizeof(*file)) || !make_room(files))
        return NULL;
    path = malloc(length + name_size + 2);
    if (!path) {
        no_memory(files);
        return NULL;
    }
    memcpy(path, folder, length);
    if (length > 0)
        path[length++] = '/';
    memcpy(path + length, name, name_size);
    path[length + name_size] = '\0';
    file = &files->files[files->count++];
    *file = (struct image_fsfile){.path = path, .inline_block = IMAGE_FSFILE_NO_BLOCK};
    return file;
}

bool image_fsfile_extend(struct image_fsfiles *files, struct image_fsfile *file, size_t offset,
                         uint32_t size)
{
    struct image_fsfile_extent *last =
        file->extent_count > 0 ? &file->extents[file->extent_count - 1] : NULL;

    if (last && (size_t)last->offset + last->size == offset) {
        last->size += size;
        return true;
    }
    if (file->extent_count == file->extent_room) {
        size_t room = file->extent_room ? 2 * file->extent_room : 4;
        struct image_fsfile_extent *extents;

        if (!may_list(files, room * sizeof(*extents)))
            return false;
        extents = realloc(file->extents, room * sizeof(*extents));
        if (!extents)
            return no_memory(files);
        file->extents = extents;
        file->extent_room = room;
    }
    file->extents[file->extent_count++] = (struct image_fsfile_extent){(uint32_t)offset, size};
    return true;
}

/* The bytes of a range of the file that lie in one extent. */
struct piece {
    uint32_t offset; /* in the file system */
    uint32_t first, size; /* of the range */
};

static bool find_piece(const struct image_fsfile_extent *extent, uint32_t at, uint32_t offset,
                       uint32_t size, struct piece *piece)
{
    uint32_t skip = offset > at ? offset - at : 0;

    if (skip >= extent->size || at + skip >= offset + size)
        return false;
    piece->offset = extent->offset + skip;
    piece->first = at + skip - offset;
    piece->size = extent->size - skip;
    if (piece->size > size - piece->first)
        piece->size = size - piece->first;
    return true;
}

void image_fsfile_get(const struct image_fsfile *file, const uint8_t *data, uint32_t offset,
                      uint8_t *bytes, uint32_t size)
{
    struct piece piece;
    uint32_t at = 0;

    for (size_t i = 0; i < file->extent_count; at += file->extents[i++].size)
        if (find_piece(&file->extents[i], at, offset, size, &piece))
            memcpy(bytes + piece.first, data + piece.offset, piece.size);
}

void image_fsfile_put(const struct image_fsfiles *files, const struct image_fsfile *file,
                      uint8_t *data, uint32_t offset, const uint8_t *bytes, uint32_t size)
{
    struct piece piece;
    uint32_t at = 0;

    for (size_t i = 0; i < file->extent_count; at += file->extents[i++].size)
        if (find_piece(&file->extents[i], at, offset, size, &piece))
            memcpy(data + piece.offset, bytes + piece.first, piece.size);
    if (file->inline_block != IMAGE_FSFILE_NO_BLOCK)
        image_littlefs_renew(&files->fs.littlefs, data, file->inline_block, file->inline_end);
}

uint32_t image_fsfile_place(const struct image_fsfile *file, uint32_t offset)
{
    struct piece piece = {0};
    uint32_t at = 0;

    for (size_t i = 0; i < file->extent_count; at += file->extents[i++].size)
        if (find_piece(&file->extents[i], at, offset, 1, &piece))
            break;
    return piece.offset;
}
