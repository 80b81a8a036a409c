/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of port/portwatch: without udev it polls; with a udev that runs, news arrive.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The test plays udev, as root in a network of its own: it sends the message that udev sends to
 * the listeners of its netlink group.
 */
#include "config.h"

#include "esp/port/portwatch.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

/* The header of libudev's messages: systemd, sd-device/device-monitor.c. */
struct udev_header {
    char prefix[8];
    uint32_t magic, header_size, properties_at, properties_size;
    uint32_t subsystem_hash, devtype_hash, tags_high, tags_low;
};
enum { UDEV_GROUP = 2 };
#define UDEV_MAGIC 0xfeedcafeu

/* MurmurHash2 of a short text with seed 0, by which the kernel's filter finds the subsystem. */
static uint32_t hash_of(const char *text)
{
    const uint32_t m = 0x5bd1e995;
    size_t size = strlen(text), i = 0;
    uint32_t h = (uint32_t)size;

    for (; i + 4 <= size; i += 4) {
        uint32_t k;

        memcpy(&k, text + i, 4);
        k *= m;
        k ^= k >> 24;
        h = (h * m) ^ (k * m);
    }
    for (size_t rest = size - i; rest > 0; rest--)
        h ^= (uint32_t)(uint8_t)text[i + rest - 1] << (8 * (rest - 1));
    if (size > i)
        h *= m;
    h ^= h >> 13;
    h *= m;
    return h ^ h >> 15;
}

/* Tells the listeners that a device of the subsystem was added. */
static bool play_udev(const char *subsystem)
{
    char properties[256];
    int size = snprintf(properties, sizeof(properties),
                        "ACTION=add%cDEVPATH=/devices/virtual/%s/null%cSUBSYSTEM=%s%cSEQNUM=1%c", 0,
                        subsystem, 0, subsystem, 0, 0);
    struct udev_header header = {
        .prefix = "libudev", .magic = htonl(UDEV_MAGIC), .header_size = sizeof(header),
        .properties_at = sizeof(header), .properties_size = (uint32_t)size,
        .subsystem_hash = htonl(hash_of(subsystem)),
    };
    struct sockaddr_nl group = {.nl_family = AF_NETLINK, .nl_groups = UDEV_GROUP};
    struct iovec parts[] = {{&header, sizeof(header)}, {properties, (size_t)size}};
    struct msghdr message = {.msg_name = &group, .msg_namelen = sizeof(group), .msg_iov = parts,
                             .msg_iovlen = 2};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
    bool sent = fd >= 0 && sendmsg(fd, &message, 0) > 0;

    close(fd);
    return sent;
}

static bool news_within(struct esp_portwatch *watch, int timeout_ms)
{
    struct pollfd fd = {.fd = esp_portwatch_fd(watch), .events = POLLIN};

    return poll(&fd, 1, timeout_ms) > 0 && esp_portwatch_news(watch);
}

static void test_polling(void)
{
    struct esp_portwatch *watch;

    tap_ok(esp_portwatch_open(&watch) == 0, "a watch without udev opens");
    tap_ok(esp_portwatch_fd(watch) == -1, "there is nothing to wait for");
    tap_ok(!esp_portwatch_news(watch), "there is no news");
    tap_ok(esp_portwatch_interval_ms(watch) == ESP_PORTWATCH_POLL_MS, "the list is looked at often");
    esp_portwatch_close(watch);
}

#ifdef HAVE_UDEV
static void test_udev(void)
{
    struct esp_portwatch *watch;

    tap_ok(esp_portwatch_open(&watch) == 0, "a watch with udev opens");
    tap_ok(esp_portwatch_fd(watch) >= 0, "there is something to wait for");
    tap_ok(esp_portwatch_interval_ms(watch) == ESP_PORTWATCH_UDEV_MS, "the list is rarely looked at");
    tap_ok(play_udev("block"), "udev tells of a disk");
    tap_ok(!news_within(watch, 0), "which is no news");
    tap_ok(play_udev("tty") && play_udev("tty"), "udev tells of two ports");
    tap_ok(news_within(watch, 10000), "which is news");
    tap_ok(!news_within(watch, 0), "and all of it was taken");
    esp_portwatch_close(watch);
}
#endif

/* An empty /run, in which no udev runs, and a network of our own. */
static bool hide_udev(void)
{
    return unshare(CLONE_NEWNS | CLONE_NEWNET) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", "/run", "tmpfs", 0, NULL) == 0;
}

int main(void)
{
    esp_portwatch_close(NULL);
    if (!hide_udev()) {
        tap_ok(true, "needs root # SKIP");
        return tap_done();
    }
    test_polling();
#ifdef HAVE_UDEV
    tap_ok(mkdir("/run/udev", 0755) == 0 && mknod("/run/udev/control", S_IFREG | 0600, 0) == 0,
           "udev runs");
    test_udev();
#else
    (void)play_udev;
    (void)news_within;
#endif
    return tap_done();
}
