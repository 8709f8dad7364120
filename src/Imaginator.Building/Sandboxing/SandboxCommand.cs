using System.Collections.Immutable;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A command to run in a sandbox: as root, in a session of its own, in directory <c>/</c>, with empty standard input and
/// umask 022. When it ends, everything that it started is killed.
/// </summary>
internal sealed record SandboxCommand
{
    /// <summary>How much of a command's output is collected, in bytes: many times what a list of packages takes.</summary>
    public const int MaximumCapturedBytes = 16 * 1024 * 1024;

    /// <summary>The program and its arguments. A program without a slash is searched in the environment's PATH.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The whole environment.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>How long it may run; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Kills it at once, without asking it to end first; the result tells the signal.</summary>
    public CancellationToken KillWhen { get; init; }

    /// <summary>
    /// Whether what it prints to standard output is collected in <see cref="CommandResult.Output"/> instead of going to
    /// the log. Standard error goes to the log in any case. A command that prints more than
    /// <see cref="MaximumCapturedBytes"/> is killed.
    /// </summary>
    public bool CaptureOutput { get; init; }
}
