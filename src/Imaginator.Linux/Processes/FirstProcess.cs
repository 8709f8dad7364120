using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Imaginator.Linux.Containment;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Imaginator.Linux.Processes;

/// <summary>
/// The first process of a PID namespace, whose end is the end of all its processes. It adopts the processes that commands leave
/// behind, and kills them on request. It has no open files and no capability but <see cref="Capability.Kill"/>, and its root is an
/// empty directory: tools that compare their root with that of process 1 find that they run in a chroot.
/// </summary>
/// <remarks>
/// A copy of the calling process that executes no program. It runs under the same restrictions as the commands, which can
/// inspect it if they are in a user namespace. Every member throws <see cref="LinuxException"/> when the kernel refuses.
/// </remarks>
public sealed unsafe class FirstProcess : IDisposable
{
    private const int KillSignal = 9;
    private const int KillOthersSignal = 10; // SIGUSR1
    private const string Name = "process 1 of the sandbox";
    private const string PipeName = "the pipe of a new process";

    // This process is not in the control group of the commands: what it uses is not limited by their share of the processors.
    private const int ProcessesPerMillisecond = 25;
    private const int LongestCountInterval = 20; // milliseconds

    // Processes that were started during a kill get another one.
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(20);

    // A killed process ends after the current operation of its disk, which is long only on a broken one.
    private static readonly TimeSpan StuckTimeout = TimeSpan.FromSeconds(30);

    private readonly SafeFileHandle _lifeline;
    private bool _isStuck;

    private FirstProcess(int processId, SafeFileHandle lifeline, UserNamespace? userNamespace)
    {
        ProcessId = processId;
        End = ChildProcesses.OpenEnd(processId);
        _lifeline = lifeline;
        UserNamespace = userNamespace;
    }

    /// <summary>Its process id in the namespace of this process.</summary>
    public int ProcessId { get; }

    /// <summary>Its user namespace, for the commands; null for that of this process.</summary>
    public UserNamespace? UserNamespace { get; }

    /// <summary>Becomes readable when the process ends.</summary>
    public SafeFileHandle End { get; }

    /// <summary>Starts the process in the PID namespace for the children of this process.</summary>
    /// <param name="emptyDirectory">Its root.</param>
    /// <param name="controlGroups">See <see cref="ProgramStart.ControlGroups"/>.</param>
    /// <param name="hasUserNamespace">
    /// Whether it creates a user namespace for itself and the commands. A separate process for that would cost as much as this one.
    /// </param>
    /// <param name="ownsMounts">
    /// Whether the user namespace gets its own mount and PID namespaces, in which commands can mount; otherwise, those of this
    /// process are used.
    /// </param>
    /// <param name="filter">The system call filter of the commands; null for none.</param>
    public static FirstProcess Start(
        DirectoryHandle emptyDirectory,
        ImmutableArray<SafeFileHandle> controlGroups,
        bool hasUserNamespace,
        bool ownsMounts,
        SeccompFilter? filter)
    {
        ArgumentNullException.ThrowIfNull(emptyDirectory);
        RuntimeHelpers.RunClassConstructor(typeof(LibC).TypeHandle);
        var (lifelineReader, lifelineWriter) = Descriptors.CreatePipe();
        var (reportReader, reportWriter) = Descriptors.CreateBlockingPipe();
        var (idReader, idWriter) = Descriptors.CreateBlockingPipe();
        var (mappedReader, mappedWriter) = Descriptors.CreateBlockingPipe();
        using (lifelineReader)
        using (reportReader)
        using (reportWriter)
        using (idReader)
        using (idWriter)
        using (mappedReader)
        using (mappedWriter)
        {
            fixed (int* groups = controlGroups.Select(FileHandles.Descriptor).ToArray())
            fixed (ulong* instructions = filter is null ? [] : filter.Instructions.AsSpan())
            {
                FirstProcessPlan plan;
                plan.Root = emptyDirectory.Descriptor;
                plan.ControlGroups = groups;
                plan.ControlGroupCount = controlGroups.Length;
                plan.HasUserNamespace = hasUserNamespace;
                plan.Owner = UserNamespace.OwnerForChildren;
                plan.Mapped = FileHandles.Descriptor(mappedReader);
                plan.MappedWriter = FileHandles.Descriptor(mappedWriter);
                plan.OwnsMounts = ownsMounts;
                plan.IdReport = FileHandles.Descriptor(idWriter);
                plan.FilterInstructions = instructions;
                plan.FilterLength = (ushort)(filter?.Instructions.Length ?? 0);
                plan.Lifeline = FileHandles.Descriptor(lifelineReader);
                plan.LifelineWriter = FileHandles.Descriptor(lifelineWriter);
                plan.Report = FileHandles.Descriptor(reportWriter);
                var child = (int)LibC.fork();
                if (child == 0)
                {
                    FirstProcessChild.Run(&plan);
                }

                UserNamespace? users = null;
                try
                {
                    NativeCall.ThrowIfFailed(child, "fork", "");
                    reportWriter.Dispose();
                    idWriter.Dispose();
                    users = hasUserNamespace ? MapUsers(child, reportReader, mappedWriter) : null;
                    int replacement;
                    if (ownsMounts && Descriptors.Read(idReader, new Span<byte>(&replacement, sizeof(int)), PipeName) == sizeof(int))
                    {
                        ChildProcesses.Reap(child, wait: true);
                        child = replacement;
                    }

                    if (ReadReport(reportReader) is { } failure)
                    {
                        ChildProcesses.Reap(child, wait: true);
                        throw Explain(failure);
                    }

                    return new FirstProcess(child, lifelineWriter, users);
                }
                catch
                {
                    users?.Dispose();
                    lifelineWriter.Dispose();
                    throw;
                }
            }
        }
    }

    /// <summary>Kills all other processes of the namespace, and waits until they are gone.</summary>
    /// <param name="proc">The directory <c>/proc</c> of the namespace.</param>
    /// <returns>The number of processes found; 0 if none has to be killed.</returns>
    /// <exception cref="IOException">For 30 s, none of the remaining processes has ended.</exception>
    public int KillOthers(DirectoryHandle proc)
    {
        ArgumentNullException.ThrowIfNull(proc);
        var found = CountOthers(proc);
        var remaining = found;
        var fewest = found;
        var lastEnd = Stopwatch.GetTimestamp();
        long? lastKill = null;
        while (remaining > 0)
        {
            if (lastKill is not { } killed || Stopwatch.GetElapsedTime(killed) >= KillInterval)
            {
                ChildProcesses.Signal(ProcessId, KillOthersSignal);
                lastKill = Stopwatch.GetTimestamp();
            }

            // The kernel has no notice for the last process of a namespace, but for the end of this one.
            if (Descriptors.WaitForInput(End, CountIntervalOf(remaining)))
            {
                break;
            }

            remaining = CountOthers(proc);
            if (remaining < fewest)
            {
                fewest = remaining;
                lastEnd = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(lastEnd) > StuckTimeout)
            {
                _isStuck = true;
                throw new IOException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"cannot kill the processes that a command left behind: {remaining} did not end within {StuckTimeout.TotalSeconds} s; look for a disk or file server that does not respond"));
            }
        }

        return found;
    }

    /// <summary>
    /// Kills the process, and with it all processes of the namespace, and reaps all children of this process. Does not wait for
    /// processes that <see cref="KillOthers"/> has waited for in vain.
    /// </summary>
    public void Dispose()
    {
        ChildProcesses.Signal(ProcessId, KillSignal);

        // It does not end before the last process of the namespace is reaped, and commands are children of this process.
        while (!_isStuck && ChildProcesses.Reap(-1, wait: true) is { } exit && exit.ProcessId != ProcessId)
        {
        }

        End.Dispose();
        _lifeline.Dispose();
        UserNamespace?.Dispose();
    }

    /// <summary>Gives the user namespace that the child has created its ids, and lets the child continue.</summary>
    private static UserNamespace MapUsers(int child, SafeFileHandle report, SafeFileHandle mapped)
    {
        UserNamespace? users = null;
        try
        {
            var created = ReadReport(report) ?? new ChildReport { Step = ChildStep.CreateUserNamespace, Error = (int)Errno.ESRCH };
            if (created.Step != ChildStep.None)
            {
                throw Explain(created);
            }

            users = UserNamespace.MapForProcesses(child);
            Descriptors.Write(mapped, [1], PipeName);
            return users;
        }
        catch
        {
            // Without the byte, the child ends.
            users?.Dispose();
            mapped.Dispose();
            ChildProcesses.Reap(child, wait: true);
            throw;
        }
    }

    /// <returns>The report; null if the child has closed the pipe.</returns>
    private static ChildReport? ReadReport(SafeFileHandle reader)
    {
        ChildReport report;
        return Descriptors.Read(reader, new Span<byte>(&report, sizeof(ChildReport)), PipeName) == sizeof(ChildReport) ? report : null;
    }

    private static LinuxException Explain(ChildReport failure) => new($"start ({failure.Step})", Name, (Errno)failure.Error);

    // Many processes need some time to end: counting them all the time would use a processor for that long.
    private static TimeSpan CountIntervalOf(int processes) =>
        TimeSpan.FromMilliseconds(Math.Clamp(processes / ProcessesPerMillisecond, 1, LongestCountInterval));

    private static int CountOthers(DirectoryHandle proc) =>
        proc.ReadEntries().Count(name => char.IsAsciiDigit(name[0]) && name != "1");
}
