/*
 * Tries one attack. Exit status 0: it worked, or the kernel would have let it work if the arguments, which are chosen to
 * do no harm, had made sense. 1: it was denied. Linked statically, so that it runs in any root.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Denied means EPERM; any other error is about the arguments. */
static int verdict(long result)
{
    int denied = result < 0 && errno == EPERM;
    if (result < 0)
        perror("attack");
    return denied;
}

static int call(long number)
{
    return verdict(syscall(number, -1L, -1L, -1L, -1L, -1L, -1L));
}

static int trace(void)
{
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    long result = ptrace(PTRACE_ATTACH, child, 0, 0);
    int denied = verdict(result);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return denied;
}

/* The classic: a root of one's own does not move the working directory, from where ".." leads out. */
static int escape(const char *secret)
{
    mkdir("/tmp/cell", 0755);
    if (chroot("/tmp/cell") != 0)
        return 1;
    for (int i = 0; i < 100; i++)
        if (chdir("..") != 0)
            return 1;
    if (chroot(".") != 0)
        return 1;
    return access(secret, F_OK) != 0;
}

static int abstract_socket(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path + 1, name, strlen(name));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
    int result = connect(fd, (struct sockaddr *)&address, length);
    if (result < 0)
        perror("connect");
    return result != 0;
}

/* Connects by sending, with no call of connect. */
static int fast_open(const char *port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int result = sendto(fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&v4, sizeof v4);
    if (result < 0)
        perror("sendto");
    return result < 0;
}

static int tcp(const char *port, int family, int protocol)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(atoi(port)) };
    /* ::ffff:127.0.0.1: the same place by another name */
    v6.sin6_addr.s6_addr[10] = v6.sin6_addr.s6_addr[11] = 0xff;
    memcpy(v6.sin6_addr.s6_addr + 12, &v4.sin_addr, 4);
    int fd = socket(family, SOCK_STREAM, protocol);
    int result = family == AF_INET ? connect(fd, (struct sockaddr *)&v4, sizeof v4) : connect(fd, (struct sockaddr *)&v6, sizeof v6);
    if (result < 0)
        perror("connect");
    return result != 0;
}

static int clone_namespace(void)
{
    long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    return verdict(child);
}

/* Types a character into a terminal of its own. */
static int type_into_terminal(void)
{
    int fd = open("/dev/ptmx", O_RDWR);
    if (fd < 0)
        return 2;
    return verdict(ioctl(fd, TIOCSTI, "x"));
}

static int audit(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW, 9 /* NETLINK_AUDIT */);
    return fd < 0 && errno == EAFNOSUPPORT;
}

static int hypervisor(void)
{
    int fd = socket(40 /* AF_VSOCK */, SOCK_STREAM, 0);
    return fd < 0 && errno == EAFNOSUPPORT;
}

static int limit_first_process(void)
{
    struct rlimit limit = { 64, 64 };
    return verdict(prlimit(1, RLIMIT_NOFILE, &limit, NULL));
}

/* Denied calls by 3000 names. */
static int flood(void)
{
    char name[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "flood%d", i);
        prctl(PR_SET_NAME, name);
        if (syscall(SYS_mount, 0, 0, 0, 0, 0) == 0 || errno != EPERM)
            return 1;
    }
    return 0;
}

static void die_denied(int signal)
{
    (void)signal;
    _exit(1);
}

/* Through the table of the other architecture. A kernel without that table sends a signal: denied as well. */
static int compat(long number)
{
#ifdef __x86_64__
    long result;
    signal(SIGSEGV, die_denied);
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0) : "memory", "r8", "r9", "r10", "r11");
    errno = -result;
    return verdict(result < 0 ? -1 : 0);
#else
    (void)number;
    (void)die_denied;
    return 1;
#endif
}

/* cap_net_raw=ep, as setcap writes it */
static int set_capability(const char *file)
{
    static const unsigned char value[20] = { 1, 0, 0, 2, 0, 0x20 };
    int result = setxattr(file, "security.capability", value, sizeof value, 0);
    if (result < 0)
        perror("setxattr");
    return result != 0;
}

/* Makes all message queues that its user can have, prints their number and keeps them for a time. */
static int take_queues(const char *seconds)
{
    struct rlimit limit;
    char name[16];
    int count = 0;
    if (getrlimit(RLIMIT_MSGQUEUE, &limit) != 0)
        return 1;
    if (limit.rlim_max > 819200)
        limit.rlim_max = 819200;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_MSGQUEUE, &limit) != 0)
        return 1;
    do
        snprintf(name, sizeof name, "queue%d", count);
    while (syscall(SYS_mq_open, name, O_CREAT | O_RDWR, 0600, NULL) >= 0 && ++count < 1000);
    printf("%d\n", count);
    fflush(stdout);
    sleep(atoi(seconds));
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    const char *with = argc > 2 ? argv[2] : "";
    if (strcmp(what, "uid") == 0)
        return printf("%d\n", (int)geteuid()) < 0;
    if (strcmp(what, "setcap") == 0)
        return set_capability(with);
    if (strcmp(what, "queues") == 0)
        return take_queues(with);
#define ATTACK(name, expression) if (strcmp(what, name) == 0) return expression
    ATTACK("ptrace", trace());
    ATTACK("escape", escape(with));
    ATTACK("abstract", abstract_socket(with));
    ATTACK("tcp", tcp(with, AF_INET, 0));
    ATTACK("tcp6", tcp(with, AF_INET6, 0));
    ATTACK("mptcp", tcp(with, AF_INET, 262 /* IPPROTO_MPTCP */));
    ATTACK("fastopen", fast_open(with));
    ATTACK("make-memory", shmget(atoi(with), 4096, IPC_CREAT | IPC_EXCL | 0600) < 0);
    ATTACK("memory", shmget(atoi(with), 0, 0) < 0);
    ATTACK("remove-memory", shmctl(shmget(atoi(with), 0, 0), IPC_RMID, NULL) < 0);
    ATTACK("clone", clone_namespace());
    ATTACK("tiocsti", type_into_terminal());
    ATTACK("audit", audit());
    ATTACK("vsock", hypervisor());
    ATTACK("personality", verdict(personality(MMAP_PAGE_ZERO)));
    ATTACK("prlimit", limit_first_process());
    ATTACK("clone3", syscall(435, NULL, 0) < 0 && errno == ENOSYS);
    ATTACK("flood", flood());
    ATTACK("compat_mount", compat(21));
    ATTACK("compat_getpid", compat(20));
    ATTACK("unshare", verdict(unshare(CLONE_NEWUSER)));
    ATTACK("reboot", call(SYS_reboot));
    ATTACK("init_module", call(SYS_init_module));
    ATTACK("finit_module", call(SYS_finit_module));
    ATTACK("delete_module", call(SYS_delete_module));
    ATTACK("kexec_load", call(SYS_kexec_load));
    ATTACK("mount", call(SYS_mount));
    ATTACK("umount2", call(SYS_umount2));
    ATTACK("pivot_root", call(SYS_pivot_root));
    ATTACK("open_tree", call(428));
    ATTACK("move_mount", call(429));
    ATTACK("fsopen", call(430));
    ATTACK("fsmount", call(432));
    ATTACK("mount_setattr", call(442));
    ATTACK("setns", call(SYS_setns));
    ATTACK("bpf", call(SYS_bpf));
    ATTACK("perf_event_open", call(SYS_perf_event_open));
    ATTACK("keyctl", call(SYS_keyctl));
    ATTACK("add_key", call(SYS_add_key));
    ATTACK("request_key", call(SYS_request_key));
    ATTACK("swapon", call(SYS_swapon));
    ATTACK("settimeofday", call(SYS_settimeofday));
    ATTACK("clock_settime", call(SYS_clock_settime));
    ATTACK("adjtimex", call(SYS_adjtimex));
    ATTACK("syslog", call(SYS_syslog));
    ATTACK("acct", call(SYS_acct));
    ATTACK("quotactl", call(SYS_quotactl));
    ATTACK("open_by_handle_at", call(SYS_open_by_handle_at));
    ATTACK("process_vm_readv", call(SYS_process_vm_readv));
    ATTACK("kcmp", call(SYS_kcmp));
    ATTACK("userfaultfd", call(SYS_userfaultfd));
    ATTACK("io_uring_setup", call(425));
    ATTACK("fanotify_init", call(SYS_fanotify_init));
    fprintf(stderr, "unknown attack %s\n", what);
    return 2;
}
