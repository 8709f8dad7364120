/*
 * Makes device nodes in ordinary and in hostile ways, and prints what the kernel, or the supervisor in its place,
 * answers. Linked statically, so that it runs in any root.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *answer(long result)
{
    return result < 0 ? strerrorname_np(errno) : "made";
}

static int make(int directory, const char *path, mode_t mode)
{
    return mknodat(directory, path, mode, makedev(1, 3));
}

static void report(const char *name, int directory, const char *path)
{
    printf("%s %s\n", name, answer(make(directory, path, S_IFCHR | 0666)));
}

static void describe(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        printf("%s missing\n", path);
    else
        printf("%s %o %d:%d %d:%d\n", path, status.st_mode, status.st_uid, status.st_gid, major(status.st_rdev), minor(status.st_rdev));
}

/* The same answers as from a kernel that makes the nodes itself. */
static int semantics(void)
{
    char longest[5000], name[300];
    mkdir("/tmp/d", 0777);
    chdir("/tmp/d");
    umask(0);
    report("absolute", AT_FDCWD, "/tmp/d/absolute");
    report("relative", AT_FDCWD, "relative");
    report("dots", AT_FDCWD, "../d/./../d/dots");
    report("exists", AT_FDCWD, "relative");
    report("empty", AT_FDCWD, "");
    report("root", AT_FDCWD, "/");
    report("dot", AT_FDCWD, ".");
    report("dotdot", AT_FDCWD, "..");
    report("slash", AT_FDCWD, "slash/");
    report("missing", AT_FDCWD, "missing/x");
    report("file", AT_FDCWD, "relative/x");
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = 0;
    report("path", AT_FDCWD, longest);
    memset(name, 'a', sizeof name);
    name[256] = 0;
    report("name", AT_FDCWD, name);
    report("address", AT_FDCWD, (const char *)16);
    report("bad", 77, "x");
    report("negative", -5, "x");
    report("notdir", open("/bin/nodes", O_RDONLY), "x");
    report("directory", open("/tmp", O_RDONLY | O_DIRECTORY), "d/directory");
    report("pathonly", open("/tmp", O_PATH), "d/pathonly");
    symlink("/tmp/d", "/tmp/link");
    report("link", AT_FDCWD, "/tmp/link/link");
    symlink("target", "dangling");
    report("dangling", AT_FDCWD, "dangling");
    symlink("loop", "loop");
    report("loop", AT_FDCWD, "loop/x");
    printf("block %s\n", answer(mknod("block", S_IFBLK | 0600, makedev(8, 1))));
    printf("large %s\n", answer(mknod("large", S_IFCHR | 0600, makedev(4000, 1000000))));
    umask(027);
    printf("umask %s\n", answer(make(AT_FDCWD, "umask", S_IFCHR | 0666)));
    printf("setgid %s\n", answer(make(AT_FDCWD, "setgid", S_IFCHR | 06777)));
    setegid(5);
    printf("group %s\n", answer(make(AT_FDCWD, "group", S_IFCHR | 0666)));
    setegid(0);
    setfsgid(6);
    printf("fsgroup %s\n", answer(make(AT_FDCWD, "fsgroup", S_IFCHR | 0666)));
    setfsgid(0);
    mkdir("foreign", 0700);
    chown("foreign", 1000, 1000);
    printf("foreign %s\n", answer(make(AT_FDCWD, "foreign/x", S_IFCHR | 0666)));
    fflush(stdout);
    if (fork() == 0) {
        setuid(1000);
        report("user", AT_FDCWD, "foreign/user");
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    rmdir("/tmp/d2");
    mkdir("/tmp/gone", 0700);
    chdir("/tmp/gone");
    rmdir("/tmp/gone");
    report("gone", AT_FDCWD, "x");
    chdir("/tmp/d");
    const char *made[] = { "absolute", "relative", "dots", "directory", "pathonly", "link", "block", "large", "umask", "setgid",
        "group", "fsgroup", "foreign/x" };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        describe(made[i]);
    return 0;
}

/* A root of one's own: absolute paths and ".." end there. */
static int cell(void)
{
    mkdir("/tmp/cell", 0755);
    mkdir("/tmp/cell/dev", 0755);
    symlink("/dev", "/tmp/cell/absolute");
    symlink("../../../../dev", "/tmp/cell/up");
    int outside = open("/tmp", O_RDONLY | O_DIRECTORY);
    chroot("/tmp/cell");
    report("before-chdir", AT_FDCWD, "before-chdir");
    chdir("/");
    report("inside", AT_FDCWD, "/dev/inside");
    report("dotdot", AT_FDCWD, "../../../dotdot");
    report("absolute", AT_FDCWD, "absolute/absolute");
    report("up", AT_FDCWD, "up/up");
    report("descriptor", outside, "descriptor");
    const char *made[] = { "/dev/inside", "/dotdot", "/dev/absolute", "/dev/up" };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        describe(made[i]);
    fchdir(outside);
    describe("descriptor");
    return 0;
}

/* Links of /proc lead to open files, whatever the root is. */
static int proc(const char *outside)
{
    char path[4096];
    const char *links[] = { "/proc/self/root", "/proc/self/cwd", "/proc/1/root", "/proc/1/cwd", "/proc/self/fd/9", "/proc/thread-self/root" };
    dup2(open("/tmp", O_RDONLY | O_DIRECTORY), 9);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        snprintf(path, sizeof path, "%s/%s/node", links[i], outside);
        if (make(AT_FDCWD, path, S_IFCHR | 0666) == 0)
            printf("%s made\n", path);
        snprintf(path, sizeof path, "%s/proc-node", links[i]);
        if (make(AT_FDCWD, path, S_IFCHR | 0666) == 0)
            printf("%s made\n", path);
    }
    symlink("/proc/self/root", "/tmp/self");
    if (make(AT_FDCWD, "/tmp/self/tmp/node", S_IFCHR | 0666) == 0)
        puts("through a link: made");
    return 0;
}

static volatile int racing = 1;
static char path_in_memory[64];

static void *swap_links(void *outside)
{
    while (racing) {
        rename("/tmp/race", "/tmp/real");
        symlink(outside, "/tmp/race");
        unlink("/tmp/race");
        rename("/tmp/real", "/tmp/race");
    }
    return NULL;
}

static void *swap_memory(void *outside)
{
    while (racing) {
        strcpy(path_in_memory, "/tmp/race/memory");
        snprintf(path_in_memory, sizeof path_in_memory, "%s", (char *)outside);
    }
    return NULL;
}

/* Directory and path change while the call is decided. */
static int race(char *outside)
{
    char target[200];
    pthread_t first, second;
    int made = 0;
    mkdir("/tmp/race", 0755);
    snprintf(target, sizeof target, "%s/node", outside);
    pthread_create(&first, NULL, swap_links, outside);
    pthread_create(&second, NULL, swap_memory, target);
    for (int i = 0; i < 1000; i++) {
        char name[64];
        snprintf(name, sizeof name, "/tmp/race/%d", i);
        made += make(AT_FDCWD, name, S_IFCHR | 0666) == 0;
        make(AT_FDCWD, path_in_memory, S_IFCHR | 0666);
        snprintf(name, sizeof name, "/tmp/race/../../..%s/%d", outside, i);
        make(AT_FDCWD, name, S_IFCHR | 0666);
    }
    racing = 0;
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    printf("%s\n", made > 0 ? "some were made" : "none were made");
    return 0;
}

/* Callers die while they wait. */
static int die(void)
{
    for (int i = 0; i < 150; i++) {
        pid_t child = fork();
        if (child == 0) {
            for (int j = 0; ; j++) {
                unlink("/tmp/dying");
                make(AT_FDCWD, "/tmp/dying", S_IFCHR | 0666);
            }
        }
        usleep(i * 5);
        kill(child, 9);
        waitpid(child, NULL, 0);
    }
    unlink("/tmp/dying");
    report("after", AT_FDCWD, "/tmp/after");
    return 0;
}

static int many(int count)
{
    int made = 0;
    for (int i = 0; i < count; i++) {
        made += make(AT_FDCWD, "/tmp/many", S_IFCHR | 0666) == 0;
        unlink("/tmp/many");
    }
    printf("%d\n", made);
    report("last", AT_FDCWD, "/tmp/last");
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "semantics") == 0)
        return semantics();
    if (strcmp(what, "cell") == 0)
        return cell();
    if (strcmp(what, "proc") == 0)
        return proc(argv[2]);
    if (strcmp(what, "race") == 0)
        return race(argv[2]);
    if (strcmp(what, "die") == 0)
        return die();
    if (strcmp(what, "many") == 0)
        return many(atoi(argv[2]));
    fprintf(stderr, "unknown case %s\n", what);
    return 2;
}
