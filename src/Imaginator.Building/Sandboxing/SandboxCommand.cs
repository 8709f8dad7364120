using System.Collections.Immutable;

namespace Imaginator.Building.Sandboxing;

/// <summary>
/// A command to run in a sandbox: as root, in a separate session, in directory <c>/</c>, with empty standard input and
/// umask 022. When it ends, everything that it started is killed.
/// </summary>
internal sealed record SandboxCommand
{
    /// <summary>The maximum collected output in bytes: many times the length of a list of packages.</summary>
    public const int MaximumCapturedBytes = 16 * 1024 * 1024;

    /// <summary>The program and its arguments. A program without a slash is searched in the environment's PATH.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>The whole environment.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>The time limit; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Kills the command immediately, without SIGTERM; the result contains the signal.</summary>
    public CancellationToken KillToken { get; init; }

    /// <summary>
    /// Whether its standard output is collected in <see cref="CommandResult.Output"/> instead of going to
    /// the log. Standard error goes to the log in any case. A command that prints more than
    /// <see cref="MaximumCapturedBytes"/> is killed.
    /// </summary>
    public bool CaptureOutput { get; init; }
}
