/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of files/leftovers: the files of a killed run are removed, and no other files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/leftovers.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "files/output.h"
#include "tap.h"
#include "unit/complaint.h"
#include "unit/scratch.h"

/* The description of a file that holds "contents". */
#define DESCRIPTION \
    "port=x size=8 sha256=d1b2a59fbea7e20077af9f91b27e95e865061b270be03ff539ab3b73587882e8\n"

/* Clears the folder as a run does before it writes a file there.  Returns the messages. */
static const char *clear_folder(void)
{
    struct complaint_catcher catcher = complaint_catch();
    struct output output;

    output_open(&output, "any");
    output_close(&output);
    complaint_release(&catcher);
    return complaint;
}

static void test_leftovers(void)
{
    struct output running;

    tap_ok(output_open(&running, "dump") == 0, "a run that goes on");
    put(".esputils-abcDE1", "of a killed run");
    put(".esputils-abcDE1.old", "size=3 sha256=0");
    tap_ok(link(".esputils-abcDE1.old", "kept") == 0, "what a killed run left");
    put(".esputils-abcDE", "a name of somebody's own");
    put(".esputils-abcDE1.bak", "and another");
    put("esputils-abcDE1", "and another");
    clear_folder();
    tap_is(files_here(), 5, "the next run clears it away, and nothing else");
    tap_str(contents(".esputils-abcDE1"), "(none)", "the temporary");
    tap_str(contents(".esputils-abcDE1.old"), "(none)", "and the second name of a description");
    tap_str(contents("kept"), "size=3 sha256=0", "which has its first name still");
    tap_ok(running.temporary && access(running.temporary, F_OK) == 0, "what is in use stays");
    output_close(&running);
    unlink("kept");
    unlink(".esputils-abcDE");
    unlink(".esputils-abcDE1.bak");
    unlink("esputils-abcDE1");
}

static void test_leftovers_of_others(void)
{
    mkdir("elsewhere", 0700);
    put("elsewhere/file", "precious");
    tap_ok(symlink("elsewhere/file", ".esputils-linkAA") == 0 &&
               mkfifo(".esputils-fifoAA", 0600) == 0 && mkdir(".esputils-dirAAA", 0700) == 0 &&
               link("elsewhere/file", ".esputils-hardAA") == 0,
           "what only looks like leftovers");
    put(".esputils-foreig", "of another user");
    if (geteuid() != 0)
        tap_ok(true, "stays # SKIP only root can give files away");
    else
        tap_ok(chown(".esputils-foreig", 12345, 12345) == 0, "of another user, too");
    clear_folder();
    tap_is(files_here(), geteuid() == 0 ? 6 : 5, "stays");
    tap_str(contents("elsewhere/file"), "precious", "and so does what a link leads to");
    unlink(".esputils-linkAA");
    unlink(".esputils-fifoAA");
    rmdir(".esputils-dirAAA");
    unlink(".esputils-hardAA");
    unlink(".esputils-foreig");
    unlink("elsewhere/file");
    rmdir("elsewhere");
}

/* A run was killed between the two renames: the description is new, but the dump is old. */
static void test_old_description(void)
{
    put("other", "contenxt");
    put("other.meta", "port=x size=8 sha256=1\n");
    put("dump", "contents");
    put("dump.meta", "port=x size=8 sha256=0\n");
    put(".esputils-AAAAAA.old", DESCRIPTION);
    tap_str(clear_folder(),
            "leftovers: ./dump.meta is again what it was: a run was killed while it was replaced\n",
            "an interrupted replacement is told of");
    tap_ok(strncmp(contents("dump.meta"), DESCRIPTION, 40) == 0, "the description is back");
    tap_str(contents("other.meta"), "port=x size=8 sha256=1\n", "that of another dump stays");
    tap_is(files_here(), 4, "and nothing is left");

    put(".esputils-AAAAAA.old", DESCRIPTION);
    clear_folder();
    tap_is(files_here(), 4, "where the dump has its description, the old one is cleared away");
    put("dump", "new dump");
    put("dump.meta", "port=x size=8 sha256=2\n");
    put(".esputils-AAAAAA.old", DESCRIPTION);
    clear_folder();
    tap_str(contents("dump.meta"), "port=x size=8 sha256=2\n", "and where the dump is a new one");
    tap_is(files_here(), 4, "too");
    put(".esputils-AAAAAA.old", "a text of somebody's");
    clear_folder();
    tap_str(contents(".esputils-AAAAAA.old"), "a text of somebody's",
            "what describes no dump is not ours to remove");
    unlink(".esputils-AAAAAA.old");
    unlink("other");
    unlink("other.meta");
    unlink("dump");
    unlink("dump.meta");
}

int main(void)
{
    char folder[] = "/tmp/esputils-leftovers-XXXXXX";

    message_start("leftovers");
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return 1;
    test_leftovers();
    test_leftovers_of_others();
    test_old_description();
    if (chdir("/") != 0 || rmdir(folder) != 0)
        tap_ok(false, "the test's folder is empty at the end");
    return tap_done();
}
