/*
 * Things that programs in images do. Each argument is one of them; it prints "NAME ok" or "NAME: what failed". Linked
 * statically, so that it runs in any root.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define TRY(expression) do { if ((expression) < 0) return #expression; } while (0)
#define REQUIRE(expression) do { if (!(expression)) return #expression; } while (0)

static void *count(void *counter)
{
    for (int i = 0; i < 1000; i++)
        __atomic_add_fetch((int *)counter, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static const char *threads(void)
{
    pthread_t thread[16];
    int counter = 0;
    for (int i = 0; i < 16; i++)
        REQUIRE(pthread_create(&thread[i], NULL, count, &counter) == 0);
    for (int i = 0; i < 16; i++)
        pthread_join(thread[i], NULL);
    REQUIRE(counter == 16000);
    return NULL;
}

static const char *processes(void)
{
    for (int i = 0; i < 50; i++) {
        pid_t child = i % 2 ? fork() : vfork();
        TRY(child);
        if (child == 0)
            _exit(7);
        int status;
        TRY(waitpid(child, &status, 0));
        REQUIRE(WEXITSTATUS(status) == 7);
    }
    TRY(setpriority(PRIO_PROCESS, 0, 1));
    TRY(unshare(CLONE_FS | CLONE_FILES));
    cpu_set_t cpus;
    TRY(sched_getaffinity(0, sizeof cpus, &cpus));
    TRY(sched_setaffinity(0, sizeof cpus, &cpus));
    return NULL;
}

static const char *waiting(void)
{
    int poll, event, timer, watch, signals;
    TRY(poll = epoll_create1(EPOLL_CLOEXEC));
    TRY(event = eventfd(1, EFD_CLOEXEC));
    struct epoll_event wanted = { .events = EPOLLIN }, got;
    TRY(epoll_ctl(poll, EPOLL_CTL_ADD, event, &wanted));
    REQUIRE(epoll_wait(poll, &got, 1, 1000) == 1);
    TRY(timer = timerfd_create(CLOCK_MONOTONIC, 0));
    struct itimerspec soon = { .it_value.tv_nsec = 1 };
    TRY(timerfd_settime(timer, 0, &soon, NULL));
    unsigned long expirations;
    TRY(read(timer, &expirations, sizeof expirations));
    TRY(watch = inotify_init1(0));
    TRY(inotify_add_watch(watch, "/tmp", IN_CREATE));
    close(creat("/tmp/watched", 0600));
    char buffer[4096];
    TRY(read(watch, buffer, sizeof buffer));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    TRY(signals = signalfd(-1, &set, 0));
    kill(getpid(), SIGUSR1);
    TRY(read(signals, buffer, sizeof buffer));
    timer_t posix;
    TRY(timer_create(CLOCK_REALTIME, NULL, &posix));
    TRY(timer_delete(posix));
    return NULL;
}

static const char *files(void)
{
    int in, out, ends[2];
    TRY(in = open("/tmp/in", O_CREAT | O_RDWR, 0600));
    TRY(out = open("/tmp/out", O_CREAT | O_RDWR, 0600));
    REQUIRE(write(in, "hello", 5) == 5);
    off_t from = 0;
    REQUIRE(copy_file_range(in, &from, out, NULL, 5, 0) == 5);
    from = 0;
    REQUIRE(sendfile(out, in, &from, 5) == 5);
    TRY(pipe2(ends, O_CLOEXEC));
    from = 0;
    REQUIRE(splice(in, &from, ends[1], NULL, 5, 0) == 5);
    TRY(flock(in, LOCK_EX | LOCK_NB));
    TRY(fallocate(out, 0, 0, 100));
    TRY(posix_fadvise(out, 0, 0, POSIX_FADV_DONTNEED));
    struct statx status;
    TRY(statx(AT_FDCWD, "/tmp/in", 0, STATX_ALL, &status));
    TRY(syscall(SYS_faccessat2, AT_FDCWD, "/tmp/in", R_OK, AT_EACCESS));
    struct { unsigned long flags, mode, resolve; } how = { O_RDONLY, 0, 0 };
    TRY(syscall(SYS_openat2, AT_FDCWD, "/tmp/in", &how, sizeof how));
    TRY(renameat2(AT_FDCWD, "/tmp/in", AT_FDCWD, "/tmp/in2", RENAME_NOREPLACE));
    TRY(fsync(out));
    int memory;
    TRY(memory = memfd_create("memory", MFD_ALLOW_SEALING));
    TRY(fcntl(memory, F_ADD_SEALS, F_SEAL_GROW));
    struct { struct file_handle handle; char bytes[128]; } handle = { .handle.handle_bytes = 128 };
    int mount;
    REQUIRE(name_to_handle_at(AT_FDCWD, "/tmp/out", &handle.handle, &mount, 0) == 0 || errno == EOPNOTSUPP);
    TRY(syscall(SYS_close_range, 100, 200, 0));
    long contexts = 0;
    TRY(syscall(SYS_io_setup, 1, &contexts));
    TRY(syscall(SYS_io_destroy, contexts));
    TRY(mkfifo("/tmp/fifo", 0600));
    TRY(mknod("/tmp/socket", S_IFSOCK | 0600, 0));
    TRY(mknod("/dev/shm/removed", S_IFCHR, 0));
    return NULL;
}

static const char *memory(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(page != MAP_FAILED);
    TRY(mprotect(page, 4096, PROT_READ));
    TRY(madvise(page, 4096, MADV_DONTNEED));
    TRY(mlock(page, 4096));
    REQUIRE(mremap(page, 4096, 8192, MREMAP_MAYMOVE) != MAP_FAILED);
    char bytes[16];
    REQUIRE(syscall(SYS_getrandom, bytes, sizeof bytes, 0) == sizeof bytes);
    TRY(syscall(SYS_membarrier, 0, 0, 0));
    /* Wrong arguments, but the call exists. */
    REQUIRE(syscall(SYS_rseq, NULL, 0, 0, 0) < 0 && errno == EINVAL);
    REQUIRE(syscall(449 /* futex_waitv */, NULL, 0, 0, NULL, 0) < 0 && errno == EINVAL);
    return NULL;
}

static const char *messages(void)
{
    int pair[2], id;
    char bytes[16];
    TRY(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    REQUIRE(write(pair[0], "x", 1) == 1 && read(pair[1], bytes, 1) == 1);
    TRY(socket(AF_INET, SOCK_STREAM, 0));
    TRY(socket(AF_INET, SOCK_DGRAM, 0));
    TRY(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0 /* NETLINK_ROUTE */));
    TRY(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 15 /* NETLINK_KOBJECT_UEVENT */));
    REQUIRE(socket(AF_INET6, SOCK_STREAM, 0) >= 0 || errno == EAFNOSUPPORT);
    TRY(id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
    REQUIRE(shmat(id, NULL, 0) != (void *)-1);
    TRY(shmctl(id, IPC_RMID, NULL));
    TRY(id = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
    struct sembuf up = { 0, 1, 0 };
    TRY(semop(id, &up, 1));
    TRY(semctl(id, 0, IPC_RMID));
    TRY(id = msgget(IPC_PRIVATE, IPC_CREAT | 0600));
    struct { long type; char text[4]; } message = { 1, "abc" };
    TRY(msgsnd(id, &message, 4, 0));
    TRY(msgrcv(id, &message, 4, 0, 0));
    TRY(msgctl(id, IPC_RMID, NULL));
    mqd_t queue = mq_open("/queue", O_CREAT | O_RDWR, 0600, NULL);
    TRY(queue);
    TRY(mq_send(queue, "abc", 3, 0));
    TRY(mq_unlink("/queue"));
    return NULL;
}

static const char *users(void)
{
    struct rlimit limit;
    TRY(prlimit(0, RLIMIT_NOFILE, NULL, &limit));
    TRY(setrlimit(RLIMIT_NOFILE, &limit));
    TRY(prlimit(1, RLIMIT_NOFILE, NULL, &limit));
    mkdir("/tmp/root", 0755);
    TRY(chown("/tmp/root", 1000, 1000));
    TRY(chroot("/tmp/root"));
    gid_t groups[] = { 1000, 1001 };
    TRY(setgroups(2, groups));
    TRY(setresgid(1000, 1000, 1000));
    TRY(setresuid(1000, 1000, 1000));
    REQUIRE(getuid() == 1000);
    return NULL;
}

static const char *restrictions(void)
{
    /* Newest version of landlock; the kernel may not have it. */
    REQUIRE(syscall(444, NULL, 0, 1) > 0 || errno == EOPNOTSUPP || errno == ENOSYS);
    TRY(personality(0xffffffff));
    TRY(personality(ADDR_NO_RANDOMIZE));
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = { 1, &allow };
    TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
    REQUIRE(syscall(435 /* clone3 */, NULL, 0) < 0 && errno == ENOSYS);
    int process;
    TRY(process = syscall(SYS_pidfd_open, getpid(), 0));
    TRY(syscall(SYS_pidfd_send_signal, process, 0, NULL, 0));
    return NULL;
}

static int run(const char *name, const char *(*work)(void))
{
    const char *failed = work();
    if (failed)
        printf("%s: %s: %s\n", name, failed, strerror(errno));
    else
        printf("%s ok\n", name);
    return failed != NULL;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
#define WORK(name) if (strcmp(argv[i], #name) == 0 && run(#name, name)) return 1
        WORK(threads);
        WORK(processes);
        WORK(waiting);
        WORK(files);
        WORK(memory);
        WORK(messages);
        WORK(users);
        WORK(restrictions);
    }
    return 0;
}
