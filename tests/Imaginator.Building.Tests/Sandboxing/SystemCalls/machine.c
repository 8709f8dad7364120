/* Starts the sandbox program PROGRAM as a machine with COVERED_PROC or WITHOUT_LANDLOCK would. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(void)
{
#ifdef COVERED_PROC
    /* systemd covers the file for a service with ProtectKernelLogs=yes. Every user can write to the file system at /mnt. */
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
        || mount("/dev/null", "/proc/kmsg", NULL, MS_BIND, NULL) != 0 || mount("none", "/mnt", "tmpfs", 0, "mode=1777") != 0)
        return fail("mount");
#endif
#ifdef WITHOUT_LANDLOCK
    struct sock_filter instructions[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 444 /* landlock_create_ruleset */, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof instructions / sizeof *instructions, instructions };
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
        return fail("seccomp");
#endif
    execl(PROGRAM, PROGRAM, (char *)NULL);
    return fail(PROGRAM);
}
