using System.Collections.Immutable;
using Imaginator.Linux.Containment;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Processes;

/// <summary>
/// A program to start as a child process: in directory <c>/</c>, with umask 022, with all signals unblocked and at
/// their defaults, and with no open files except the three given ones.
/// </summary>
public sealed record ProgramStart
{
    /// <summary>The paths to try; the first that exists and is executable is the program.</summary>
    public required ImmutableArray<string> Candidates { get; init; }

    /// <summary>All arguments, starting with the name of the program.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The complete environment, as <c>NAME=VALUE</c>.</summary>
    public required ImmutableArray<string> Environment { get; init; }

    /// <summary>The file that the program gets as standard input.</summary>
    public required SafeFileHandle StandardInput { get; init; }

    /// <summary>The file that the program gets as standard output.</summary>
    public required SafeFileHandle StandardOutput { get; init; }

    /// <summary>The file that the program gets as standard error.</summary>
    public required SafeFileHandle StandardError { get; init; }

    /// <summary>
    /// Set for a program that is a part of this one. It is killed together with the thread that starts it, starts with
    /// the signal of ended children blocked, and gets this file as file descriptor 3. The file is the read end of a
    /// pipe whose write end is open only in this process, so that the program always sees the end of this process. Null
    /// for any other program, which becomes the leader of a new session.
    /// </summary>
    public SafeFileHandle? Lifeline { get; init; }

    /// <summary>
    /// The socket that gets the listener of the program's filter, with <see cref="SupervisedId"/> as the message; see
    /// <see cref="DescriptorPassing"/>. Null for a filter that needs no supervisor.
    /// </summary>
    public SafeFileHandle? Supervisor { get; init; }

    /// <summary>Identifies the program to the supervisor.</summary>
    public int SupervisedId { get; init; }

    /// <summary>Whether standard input, a terminal, becomes the session's controlling terminal.</summary>
    public bool ControllingTerminal { get; init; }

    /// <summary>
    /// The directory <c>/proc</c> of the program's PID namespace, used to mark the program as the first to be killed
    /// when memory runs out. Null to keep the default.
    /// </summary>
    public SafeFileHandle? ProcDirectory { get; init; }

    /// <summary>
    /// The files <c>cgroup.procs</c>, open for writing, of the control groups that the program joins. If there are any, the
    /// program sees them as the roots of the hierarchies.
    /// </summary>
    public ImmutableArray<SafeFileHandle> ControlGroups { get; init; } = [];

    /// <summary>The mount namespace of the program, whose root becomes its root; null for that of this process.</summary>
    public SafeFileHandle? MountNamespace { get; init; }

    /// <summary>The user namespace in which the program is root; null for that of this process.</summary>
    public UserNamespace? UserNamespace { get; init; }

    /// <summary>The restrictions on the program; null for none.</summary>
    public ProcessContainment? Containment { get; init; }
}
