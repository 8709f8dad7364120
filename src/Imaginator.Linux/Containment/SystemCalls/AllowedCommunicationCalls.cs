using System.Collections.Immutable;

namespace Imaginator.Linux.Containment.SystemCalls;

/// <summary>The calls with which programs exchange messages and memory.</summary>
internal static class AllowedCommunicationCalls
{
    public static ImmutableArray<SystemCall> All { get; } =
    [
        // Sockets; for creating them, see CheckedCalls. The arguments of socketcall (i386) are in memory,
        // which filters cannot read.
        new("socketcall", null, 102, null),
        new("bind", 49, 361, 200),
        new("listen", 50, 363, 201),
        new("accept", 43, null, 202),
        new("accept4", 288, 364, 242),
        new("connect", 42, 362, 203),
        new("getsockname", 51, 367, 204),
        new("getpeername", 52, 368, 205),
        new("getsockopt", 55, 365, 209),
        new("setsockopt", 54, 366, 208),
        new("shutdown", 48, 373, 210),
        new("sendto", 44, 369, 206),
        new("sendmsg", 46, 370, 211),
        new("sendmmsg", 307, 345, 269),
        new("recvfrom", 45, 371, 207),
        new("recvmsg", 47, 372, 212),
        new("recvmmsg", 299, 337, 243),
        new("recvmmsg_time64", null, 417, null),

        // Shared memory, semaphores and message queues of the sandbox's IPC namespace.
        new("ipc", null, 117, null),
        new("shmget", 29, 395, 194),
        new("shmat", 30, 397, 196),
        new("shmdt", 67, 398, 197),
        new("shmctl", 31, 396, 195),
        new("semget", 64, 393, 190),
        new("semop", 65, null, 193),
        new("semtimedop", 220, null, 192),
        new("semtimedop_time64", null, 420, null),
        new("semctl", 66, 394, 191),
        new("msgget", 68, 399, 186),
        new("msgsnd", 69, 400, 189),
        new("msgrcv", 70, 401, 188),
        new("msgctl", 71, 402, 187),
        new("mq_open", 240, 277, 180),
        new("mq_unlink", 241, 278, 181),
        new("mq_timedsend", 242, 279, 182),
        new("mq_timedsend_time64", null, 418, null),
        new("mq_timedreceive", 243, 280, 183),
        new("mq_timedreceive_time64", null, 419, null),
        new("mq_notify", 244, 281, 184),
        new("mq_getsetattr", 245, 282, 185),
    ];
}
