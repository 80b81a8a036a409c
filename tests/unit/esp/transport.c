/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of opening and using ports: ptys, TCP, and names that are no ports.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/transport.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "tap.h"

static struct esp_fault fault;
static volatile sig_atomic_t cancel;

/* A pty without terminal settings.  The test holds the master. */
static int make_pty(char name[PATH_MAX])
{
    struct termios raw;
    int master, slave;

    cfmakeraw(memset(&raw, 0, sizeof(raw)));
    if (openpty(&master, &slave, name, &raw, NULL) < 0)
        return -1;
    close(slave);
    return master;
}

static int try_open(const char *name)
{
    struct esp_transport *t;
    int err;

    memset(&fault, 0, sizeof(fault));
    err = esp_transport_open(&t, name, 115200, NULL, &fault);
    esp_transport_close(t);
    return -err;
}

static void refuse(const char *name, int err, const char *detail)
{
    int got = try_open(name);

    if (!tap_ok(got == -err && strstr(fault.text, detail), "\"%s\" is refused: %s", name,
                esp_strerror(err)))
        printf("# error %d, %s\n", -got, fault.text);
}

static void test_names(void)
{
    refuse("", ESP_ERR_ARG, "no port");
    refuse("/dev/does-not-exist", ESP_ERR_NO_PORT, "No such file");
    refuse("/tmp", ESP_ERR_NOT_SERIAL, "directory");
    refuse("/proc/self/exe", ESP_ERR_NOT_SERIAL, "file");
    refuse("/dev/null", ESP_ERR_NOT_SERIAL, "not a serial device");
    refuse("telnet://host:1", ESP_ERR_ARG, "rfc2217://");
    refuse("socket://host", ESP_ERR_ARG, "HOST:PORT");
    refuse("socket://:1", ESP_ERR_ARG, "HOST:PORT");
    refuse("socket://host:x", ESP_ERR_ARG, "HOST:PORT");
    refuse("socket://127.0.0.1:70000", ESP_ERR_ARG, "no TCP port 70000: the numbers go from 1 to 65535");
    refuse("socket://127.0.0.1:0", ESP_ERR_ARG, "no TCP port 0");
    refuse("socket://127.0.0.1:65537", ESP_ERR_ARG, "no TCP port 65537");
    refuse("socket://127.0.0.1:18446744073709551617", ESP_ERR_ARG, "no TCP port 1844");
    refuse("rfc2217://127.0.0.1:70000", ESP_ERR_ARG, "no TCP port 70000");
    refuse("rfc2217://[::1]:65536?timeout=1", ESP_ERR_ARG, "no TCP port 65536");
    refuse("gensio:tcp,127.0.0.1,70000", ESP_ERR_ARG, "no TCP port 70000");
    refuse("gensio:telnet(rfc2217),tcp(nodelay),127.0.0.1,65537", ESP_ERR_ARG, "no TCP port 65537");
    refuse("gensio:tcp,127.0.0.1,1", ESP_ERR_LINE, "refused");
    refuse("socket://127.0.0.1:65535", ESP_ERR_LINE, "refused");
    refuse("socket://::1:2217", ESP_ERR_ARG, "brackets");
    refuse("rfc2217://a,b:1", ESP_ERR_ARG, "bad address");
    refuse("socket://127.0.0.1:1", ESP_ERR_LINE, "refused");
    refuse("socket://[::1]:1", ESP_ERR_LINE, "");
}

static void test_pty(void)
{
    char name[PATH_MAX];
    int master = make_pty(name);
    struct esp_transport *t = NULL;
    uint8_t buf[16];
    uint64_t start;

    tap_ok(esp_transport_open(&t, name, 115200, &cancel, &fault) == 0 && t, "a pty is opened");
    if (!t)
        return;
    tap_ok(t->has_baud && !t->has_lines && !t->remote, "it has a rate and no lines");
    tap_is((uint64_t)-esp_transport_set_lines(t, true, false), 18, "setting lines says so");
    tap_ok(write(master, "hello", 5) == 5 && esp_transport_read(t, buf, 16, 1000) == 5 &&
               memcmp(buf, "hello", 5) == 0,
           "what the other side writes is read");
    tap_ok(esp_transport_write(t, (const uint8_t *)"\xc0\x0a\x03\x11", 4, 1000) == 0 &&
               read(master, buf, 16) == 4 && memcmp(buf, "\xc0\x0a\x03\x11", 4) == 0,
           "what is written arrives, control characters too");
    tap_is((uint64_t)esp_transport_read(t, buf, 16, 20), 0, "reading times out");
    tap_ok(write(master, "old", 3) == 3 && esp_transport_idle(t, 30) == 0 &&
               esp_transport_discard_input(t) == 0 && esp_transport_read(t, buf, 16, 20) == 0,
           "what came in can be discarded");
    tap_is((uint64_t)esp_transport_set_baud(t, 921600), 0, "the rate is changed");
    tap_is(t->baud, 921600, "and known");
    cancel = 1;
    start = esp_clock_ms();
    tap_ok(esp_transport_read(t, buf, 16, 5000) == ESP_ERR_CANCELLED &&
               esp_transport_idle(t, 5000) == ESP_ERR_CANCELLED && esp_clock_ms() - start < 5000,
           "a wait can be cancelled");
    cancel = 0;
    close(master);
    tap_is((uint64_t)-esp_transport_read(t, buf, 16, 1000), 7, "a hang-up is told");
    tap_is((uint64_t)-esp_transport_write(t, buf, 16, 1000), 7, "when writing too");
    esp_transport_close(t);
}

/* The machine is busy: this program stands still for longer than discarding may take. */
static void stand_still(int sig)
{
    const struct timespec pause = {.tv_nsec = 70000000};

    (void)sig;
    nanosleep(&pause, NULL);
}

/* The worst result of some attempts to discard input, during which the program stands
 * still. */
static int discard_under_load(struct esp_transport *t)
{
    const struct itimerval soon = {.it_value = {.tv_usec = 300}};
    int worst = 0;

    signal(SIGALRM, stand_still);
    for (int i = 0; i < 20 && worst == 0; i++) {
        setitimer(ITIMER_REAL, &soon, NULL);
        worst = esp_transport_discard_input(t);
    }
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    signal(SIGALRM, SIG_DFL);
    return worst;
}

/* An application that prints without a pause does not keep input from being discarded. */
static void test_flood(void)
{
    char name[PATH_MAX];
    int master = make_pty(name);
    struct esp_transport *t = NULL;
    pid_t child;

    tap_ok(esp_transport_open(&t, name, 115200, NULL, &fault) == 0 && t, "a pty is opened");
    if (!t)
        return;
    child = fork();
    if (child == 0) {
        static const char text[] = "an application that prints without a pause ";

        while (write(master, text, sizeof(text)) > 0)
            ;
        _exit(0);
    }
    tap_ok(esp_transport_idle(t, 50) == 0, "it floods the line");
    tap_is((uint64_t)discard_under_load(t), 0, "discarding ends, and is no failure");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(master);
    esp_transport_close(t);
}

/* The signal sets the flag while a read waits. */
static void on_alarm(int sig)
{
    (void)sig;
    cancel = 1;
}

static void test_cancel_by_signal(void)
{
    char name[PATH_MAX];
    int master = make_pty(name);
    struct esp_transport *t = NULL;
    uint8_t byte;
    uint64_t start, took, shortest = UINT64_MAX;
    bool cancelled = true;

    esp_transport_open(&t, name, 115200, &cancel, &fault);
    signal(SIGALRM, on_alarm);
    /* Other programs may make some of the waits longer, but never shorter. */
    for (int i = 0; t && i < 20 && shortest >= 160; i++) {
        cancel = 0;
        ualarm(50000, 0);
        start = esp_clock_ms();
        cancelled = cancelled && esp_transport_read(t, &byte, 1, 5000) == ESP_ERR_CANCELLED;
        took = esp_clock_ms() - start;
        shortest = took < shortest ? took : shortest;
    }
    tap_ok(cancelled && shortest < 160, "a signal ends a wait within 100 ms");
    cancel = 0;
    esp_transport_close(t);
    close(master);
}

static void test_full_pty(void)
{
    static const uint8_t much[100000];
    char name[PATH_MAX];
    int master = make_pty(name);
    struct esp_transport *t = NULL;

    esp_transport_open(&t, name, 115200, NULL, &fault);
    tap_ok(t && esp_transport_write(t, much, sizeof(much), 100) == ESP_ERR_TIMEOUT,
           "a port that takes no data is a time-out");
    esp_transport_close(t);
    close(master);
}

static bool same_settings(int tty, const struct termios *settings)
{
    struct termios now;

    tcgetattr(tty, &now);
    return now.c_iflag == settings->c_iflag && now.c_oflag == settings->c_oflag &&
           now.c_cflag == settings->c_cflag && now.c_lflag == settings->c_lflag;
}

/* True if other programs can take the lock, as pyserial and picocom do. */
static bool others_get_the_lock(int tty)
{
    return flock(tty, LOCK_EX | LOCK_NB) == 0 && flock(tty, LOCK_UN) == 0;
}

static void test_lock(void)
{
    char name[PATH_MAX], link[] = "/tmp/transport-test-XXXXXX";
    int master = make_pty(name), other = open(name, O_RDWR | O_NOCTTY);
    struct esp_transport *t = NULL;

    close(mkstemp(link));
    unlink(link);
    tap_ok(symlink(name, link) == 0 && esp_transport_open(&t, link, 115200, NULL, &fault) == 0,
           "a symbolic link to a pty is opened");
    tap_is((uint64_t)try_open(name), 4, "while a second opener is told that it is busy");
    tap_ok(t && !others_get_the_lock(other), "and other programs find it locked");
    esp_transport_close(t);
    tap_is((uint64_t)try_open(name), 0, "until it is closed");
    tap_ok(others_get_the_lock(other), "for other programs, too");
    close(other);
    close(master);
    unlink(link);
}

static void test_locked_by_others(void)
{
    char name[PATH_MAX];
    int master = make_pty(name), other = open(name, O_RDWR | O_NOCTTY);
    struct termios settings;

    tcgetattr(other, &settings);
    settings.c_lflag |= ECHO; /* every back-end must turn this off */
    tcsetattr(other, TCSANOW, &settings);
    flock(other, LOCK_EX);
    refuse(name, ESP_ERR_BUSY, "another program");
    tap_ok(same_settings(other, &settings), "and its settings are as they were");
    flock(other, LOCK_UN);
    ioctl(other, TIOCEXCL);
    refuse(name, ESP_ERR_BUSY, geteuid() == 0 ? "another program" : "");
    tap_ok(same_settings(other, &settings), "and its settings are as they were");
    ioctl(other, TIOCNXCL);
    tap_is((uint64_t)try_open(name), 0, "a pty that is only open elsewhere is opened");
    close(other);
    close(master);
}

/* A lock, or exclusive use, must not outlive its program: it would block the port. */
static void test_killed(void)
{
    char name[PATH_MAX];
    int master = make_pty(name), status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        struct esp_transport *t;

        if (esp_transport_open(&t, name, 115200, NULL, &fault) == 0)
            raise(SIGKILL);
        _exit(1);
    }
    waitpid(pid, &status, 0);
    tap_ok(WIFSIGNALED(status) && try_open(name) == 0, "a killed program leaves no lock");
    close(master);
}

static void test_permission(void)
{
    char name[PATH_MAX];
    int master = make_pty(name);
    pid_t pid;
    int status = 1;

    if (geteuid() != 0 || chmod(name, 0660) < 0) {
        tap_ok(true, "permission is tested # SKIP needs root");
        close(master);
        return;
    }
    pid = fork();
    if (pid == 0) {
        bool good = setgid(65534) == 0 && setuid(65534) == 0 &&
                    try_open(name) == -ESP_ERR_PERM && strstr(fault.text, "usermod -aG") != NULL;

        _exit(good ? 0 : 1);
    }
    waitpid(pid, &status, 0);
    tap_is((uint64_t)status, 0, "without permission the group to join is named");
    close(master);
}

/* Starts a server on a free port of this machine. */
static int serve(const char *scheme, char name[64])
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int server = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(server, (struct sockaddr *)&address, size) < 0 || listen(server, 1) < 0 ||
        getsockname(server, (struct sockaddr *)&address, &size) < 0)
        return -1;
    snprintf(name, 64, "%s://127.0.0.1:%d", scheme, ntohs(address.sin_port));
    return server;
}

static void test_tcp(void)
{
    char name[64];
    int server = serve("socket", name), peer;
    struct esp_transport *t = NULL;
    uint8_t buf[16];

    tap_ok(esp_transport_open(&t, name, 115200, NULL, &fault) == 0, "a TCP port is opened");
    if (!t)
        return;
    peer = accept(server, NULL, NULL);
    tap_ok(!t->has_baud && !t->has_lines && t->remote, "it has neither rate nor lines");
    tap_is((uint64_t)-esp_transport_set_baud(t, 9600), 18, "setting the rate says so");
    tap_ok(esp_transport_write(t, (const uint8_t *)"\xff\x00", 2, 1000) == 0 &&
               read(peer, buf, 16) == 2 && write(peer, "\xff\xfa", 2) == 2 &&
               esp_transport_read(t, buf, 16, 1000) == 2,
           "bytes pass as they are");
    close(peer);
    tap_is((uint64_t)-esp_transport_read(t, buf, 16, 1000), 7, "a closed connection is told");
    esp_transport_close(t);
    close(server);
}

/* The other side accepts the connection and sends nothing. */
static void test_mute_server(void)
{
    char name[64];
    int server = serve("rfc2217", name);
    struct esp_transport *t = NULL;

    signal(SIGALRM, on_alarm);
    ualarm(100000, 0);
    tap_ok(esp_transport_open(&t, name, 115200, &cancel, &fault) == ESP_ERR_CANCELLED && !t,
           "opening can be cancelled");
    cancel = 0;
    tap_ok(esp_transport_open(&t, name, 115200, &cancel, &fault) == 0 && !t->has_lines &&
               !t->has_baud,
           "a server that does not do RFC 2217 has neither rate nor lines");
    esp_transport_close(t);
    close(server);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    test_names();
    test_pty();
    test_flood();
    test_cancel_by_signal();
    test_full_pty();
    test_lock();
    test_locked_by_others();
    test_killed();
    test_permission();
    test_tcp();
    test_mute_server();
    return tap_done();
}
