/*
 * inject DIRECTORY SITE PROGRAM [ARGUMENT...]: runs a program and makes single system calls of it fail.
 *
 * A seccomp filter stops the calls that are listed below, and this program, which traces the other, decides. strace counts calls per
 * thread, so that it cannot make one call of a program with many threads fail; here all threads and children have one count.
 *
 * DIRECTORY/requests  a FIFO. Each line is a request: "SERIAL KIND FILE-ERRNO SOCKET-ERRNO N" makes the Nth call of the kind fail, once.
 *                     The kind "none" only counts.
 * DIRECTORY/first     the request at the start; may be missing
 * DIRECTORY/answer    the serial number of the request in force, and the number of calls of each kind during the request before it;
 *                     the number is 0 when the program has ended
 * DIRECTORY/faults    a line for each call that failed: "KIND ERRNO PROGRAM TARGET"
 * DIRECTORY/pid       the id of the traced program
 *
 * Only calls of the imaginator programs count, and only those whose target is below SITE or a socket: what the runtime reads of itself
 * and what scripts of builds do is not of interest.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "inject.c knows the registers of x86-64 only"
#endif

enum kind { OPEN, READ, WRITE, FLUSH, RENAME, ACCEPT, CONNECT, KINDS };
static const char *const names[KINDS] = { "open", "read", "write", "flush", "rename", "accept", "connect" };

/* Where the target of a call is: a path in an argument, after a directory or not, or a file. */
enum target { PATH, AT, FILE_ };
static const struct call { int number; enum kind kind; enum target target; int argument; } calls[] = {
    { SYS_open, OPEN, PATH, 0 }, { SYS_openat, OPEN, AT, 0 }, { SYS_openat2, OPEN, AT, 0 }, { SYS_creat, OPEN, PATH, 0 },
    { SYS_read, READ, FILE_, 0 }, { SYS_pread64, READ, FILE_, 0 }, { SYS_readv, READ, FILE_, 0 }, { SYS_preadv, READ, FILE_, 0 },
    { SYS_recvfrom, READ, FILE_, 0 }, { SYS_recvmsg, READ, FILE_, 0 },
    { SYS_write, WRITE, FILE_, 0 }, { SYS_pwrite64, WRITE, FILE_, 0 }, { SYS_writev, WRITE, FILE_, 0 }, { SYS_pwritev, WRITE, FILE_, 0 },
    { SYS_sendto, WRITE, FILE_, 0 }, { SYS_sendmsg, WRITE, FILE_, 0 },
    { SYS_fsync, FLUSH, FILE_, 0 }, { SYS_fdatasync, FLUSH, FILE_, 0 }, { SYS_syncfs, FLUSH, FILE_, 0 },
    { SYS_rename, RENAME, PATH, 1 }, { SYS_renameat, RENAME, AT, 2 }, { SYS_renameat2, RENAME, AT, 2 },
    { SYS_link, RENAME, PATH, 1 }, { SYS_linkat, RENAME, AT, 2 },
    { SYS_accept, ACCEPT, FILE_, 0 }, { SYS_accept4, ACCEPT, FILE_, 0 }, { SYS_connect, CONNECT, FILE_, 0 },
};
#define CALLS (sizeof calls / sizeof *calls)

static char directory[PATH_MAX], site[PATH_MAX];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int wanted = KINDS, file_error, socket_error;
static long remaining, counts[KINDS];

static void die(const char *what)
{
    fprintf(stderr, "inject: %s: %s\n", what, strerror(errno));
    exit(125);
}

static char *in_directory(char *path, const char *name)
{
    snprintf(path, PATH_MAX + 16, "%s/%s", directory, name);
    return path;
}

static void begin(const char *request)
{
    char kind[16], path[PATH_MAX + 16], next[PATH_MAX + 16];
    long serial, n;
    int errors[2];
    if (sscanf(request, "%ld %15s %d %d %ld", &serial, kind, &errors[0], &errors[1], &n) != 5)
        return;

    FILE *answer = fopen(in_directory(next, "answer.next"), "w");
    if (!answer)
        die("cannot answer");
    pthread_mutex_lock(&lock);
    fprintf(answer, "%ld", serial);
    for (int i = 0; i < KINDS; i++) {
        fprintf(answer, " %s=%ld", names[i], counts[i]);
        counts[i] = 0;
    }
    for (wanted = 0; wanted < KINDS && strcmp(kind, names[wanted]) != 0; wanted++)
        ;
    file_error = errors[0];
    socket_error = errors[1];
    remaining = n;
    pthread_mutex_unlock(&lock);
    fprintf(answer, "\n");
    fclose(answer);
    if (rename(next, in_directory(path, "answer")) != 0)
        die("cannot answer");
}

static void *serve(void *requests)
{
    char line[256];
    while (fgets(line, sizeof line, requests))
        begin(line);
    return NULL;
}

static int link_of(pid_t task, const char *name, char *target)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", task, name);
    ssize_t length = readlink(path, target, PATH_MAX - 1);
    target[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

/* The path of a call as this process sees it; not canonical. */
static void resolve(pid_t task, const struct call *call, const uint64_t *arguments, char *target)
{
    char file[32], base[PATH_MAX], path[PATH_MAX] = "";
    snprintf(file, sizeof file, "fd/%d", (int)arguments[call->argument]);
    if (call->target == FILE_) {
        link_of(task, file, target);
        return;
    }

    uint64_t address = arguments[call->target == AT ? call->argument + 1 : call->argument];
    for (size_t length = 0; length < sizeof path - 1;) {
        size_t step = 256 - (address + length) % 256;
        if (step > sizeof path - 1 - length)
            step = sizeof path - 1 - length;
        struct iovec to = { path + length, step }, from = { (void *)(address + length), step };
        if (process_vm_readv(task, &to, 1, &from, 1, 0) != (ssize_t)step || memchr(path + length, 0, step))
            break;
        length += step;
    }

    if (path[0] == '/')
        link_of(task, "root", base);
    else
        link_of(task, call->target == AT && (int)arguments[call->argument] != AT_FDCWD ? file : "cwd", base);
    if (snprintf(target, PATH_MAX, "%s%s%s", strcmp(base, "/") == 0 ? "" : base, path[0] == '/' ? "" : "/", path) < 0)
        target[0] = '\0';
}

static void fail(pid_t task, int error)
{
    struct user_regs_struct registers;
    struct iovec data = { &registers, sizeof registers };
    if (ptrace(PTRACE_GETREGSET, task, 1 /* NT_PRSTATUS */, &data) != 0)
        return;
    registers.orig_rax = -1;
    registers.rax = -error;
    ptrace(PTRACE_SETREGSET, task, 1, &data);
}

/* Errors of a broken connection come with a connection that is broken, for both sides. */
static void sever(pid_t task, int file)
{
    char line[128];
    int process = 0;
    snprintf(line, sizeof line, "/proc/%d/status", task);
    FILE *status = fopen(line, "r");
    while (status && fgets(line, sizeof line, status) && sscanf(line, "Tgid: %d", &process) != 1)
        ;
    if (status)
        fclose(status);
    int handle = (int)syscall(SYS_pidfd_open, process, 0);
    int copy = handle < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, handle, file, 0);
    if (copy >= 0) {
        shutdown(copy, SHUT_RDWR);
        close(copy);
    }
    if (handle >= 0)
        close(handle);
}

static void decide(pid_t task)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof info, &info) <= 0 || info.op != PTRACE_SYSCALL_INFO_SECCOMP
        || info.arch != AUDIT_ARCH_X86_64)
        return;

    const struct call *call = calls;
    while (call < calls + CALLS && call->number != (int)info.seccomp.nr)
        call++;
    if (call == calls + CALLS)
        return;

    char target[PATH_MAX], program[PATH_MAX];
    resolve(task, call, info.seccomp.args, target);
    size_t length = strlen(site);
    int is_socket = strncmp(target, "socket:", 7) == 0;
    if (!is_socket && (strncmp(target, site, length) != 0 || target[length] != '/'))
        return;
    if (!link_of(task, "exe", program))
        return;
    const char *name = strrchr(program, '/') ? strrchr(program, '/') + 1 : program;
    if (strncmp(name, "imaginator", 10) != 0 && strncmp(name, "builder-tool", 12) != 0)
        return;

    int error = 0;
    pthread_mutex_lock(&lock);
    counts[call->kind]++;
    if (call->kind == (enum kind)wanted && --remaining == 0)
        error = is_socket ? socket_error : file_error;
    pthread_mutex_unlock(&lock);
    if (error == 0)
        return;

    fail(task, error);
    if (is_socket && (error == EPIPE || error == ECONNRESET || error == ETIMEDOUT) && call->kind != CONNECT)
        sever(task, (int)info.seccomp.args[0]);
    char path[PATH_MAX + 16];
    FILE *faults = fopen(in_directory(path, "faults"), "a");
    if (faults) {
        fprintf(faults, "%s %s %s %s\n", names[call->kind], strerrorname_np(error), name, target);
        fclose(faults);
    }
}

static void install_filter(void)
{
    struct sock_filter filter[CALLS + 5];
    size_t at = 0;
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, CALLS + 1);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALLS; i++)
        filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i].number, CALLS - i, 0);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog program = { at, filter };
    /* Root needs no PR_SET_NO_NEW_PRIVS, which would change what programs of builds can do. */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
        die("cannot install the filter");
}

int main(int count, char **arguments)
{
    if (count < 4) {
        fprintf(stderr, "usage: inject DIRECTORY SITE PROGRAM [ARGUMENT...]\n");
        return 125;
    }
    snprintf(directory, sizeof directory, "%s", arguments[1]);
    snprintf(site, sizeof site, "%s", arguments[2]);

    char path[PATH_MAX + 16];
    if (mkfifo(in_directory(path, "requests"), 0600) != 0 && errno != EEXIST)
        die(path);
    /* Also open for writing: requests come from many writers, one after the other. */
    int requests = open(path, O_RDWR | O_CLOEXEC);
    if (requests < 0)
        die(path);

    int start[2];
    if (pipe2(start, O_CLOEXEC) != 0)
        die("pipe");
    pid_t child = fork();
    if (child == 0) {
        char byte;
        if (read(start[0], &byte, 1) != 1)
            _exit(125);
        install_filter();
        execv(arguments[3], arguments + 3);
        die(arguments[3]);
    }
    if (ptrace(PTRACE_SEIZE, child, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
            | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL) != 0)
        die("cannot trace");

    char first[256] = "";
    FILE *request = fopen(in_directory(path, "first"), "r");
    if (request && fgets(first, sizeof first, request))
        begin(first);
    FILE *pid = fopen(in_directory(path, "pid"), "w");
    if (!pid || fprintf(pid, "%d\n", child) < 0 || fclose(pid) != 0)
        die(path);
    pthread_t server;
    if (pthread_create(&server, NULL, serve, fdopen(requests, "r")) != 0)
        die("cannot serve");
    /* Signals are for the traced program. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    if (write(start[1], "", 1) != 1)
        die("cannot start");

    int status, result = 125;
    for (;;) {
        pid_t task = waitpid(-1, &status, __WALL);
        if (task < 0) {
            if (errno == EINTR)
                continue;
            begin("0 none 0 0 0");
            return result;
        }
        if (!WIFSTOPPED(status)) {
            if (task == child)
                result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }

        int event = status >> 16, signal = WSTOPSIG(status), passed = 0;
        if (event == PTRACE_EVENT_SECCOMP)
            decide(task);
        else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
            /* The whole process is stopped, and stays so until it is continued. */
            ptrace(PTRACE_LISTEN, task, 0, 0);
            continue;
        } else if (event == 0)
            passed = signal;
        ptrace(PTRACE_CONT, task, 0, passed);
    }
}
