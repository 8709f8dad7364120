using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Sandboxing.Causes;
using Imaginator.Quantities;

namespace Imaginator.Building.Sandboxing;

/// <summary>The end of a command.</summary>
public sealed record CommandResult
{
    /// <summary>The exit status; null if it did not exit by itself.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that killed it; null for none.</summary>
    public int? Signal { get; init; }

    /// <summary>The reason for which it could not be started; null if it was started.</summary>
    public string? StartFailure { get; init; }

    /// <summary>The time limit that it exceeded, for which it was killed; null if it did not.</summary>
    public TimeSpan? ExceededTimeout { get; init; }

    /// <summary>The output limit in bytes that it exceeded, for which it was killed; null if it did not.</summary>
    public long? ExceededOutputLimit { get; init; }

    /// <summary>The reason for which its observer killed it, as a clause after "because"; null if it was not killed.</summary>
    public string? KilledBecause { get; init; }

    /// <summary>The memory limit in bytes for which the kernel killed processes during the command; null if it did not.</summary>
    public long? ExceededMemoryLimit { get; init; }

    /// <summary>The process limit that prevented new processes during the command; null if it did not.</summary>
    public int? ExceededProcessLimit { get; init; }

    /// <summary>The outcome as one of few names, for metrics.</summary>
    public string Outcome => this switch
    {
        { Succeeded: true } => "ok",
        { StartFailure: not null } => "not_started",
        { ExceededTimeout: not null } => "timeout",
        { ExceededOutputLimit: not null } => "output_limit",
        { ExceededMemoryLimit: not null } => "memory_limit",
        { ExceededProcessLimit: not null } => "process_limit",
        _ => "failed",
    };

    /// <summary>The number of processes that remained and were killed.</summary>
    public int LeftOverProcesses { get; init; }

    /// <summary>
    /// The last few lines that it printed, for messages: without control characters and empty lines. Not masked: may
    /// hold secrets that the log masks.
    /// </summary>
    public ImmutableArray<string> LastLines { get; init; } = [];

    /// <summary>
    /// The line of its output that says most of why it failed, as a person would quote it. Null if nothing was printed. Not
    /// masked, like <see cref="LastLines"/>.
    /// </summary>
    public string? CauseLine
    {
        get => field ?? CauseFinder.Find(LastLines);
        init;
    }

    /// <summary>The standard output of the command, if requested.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>
    /// Whether the command ended with exit status 0 and within its limits. If the kernel killed one of its processes because
    /// memory ran out, its work is not complete, even with status 0.
    /// </summary>
    public bool Succeeded => ExitCode == 0 && ExceededTimeout is null && ExceededOutputLimit is null && KilledBecause is null
        && ExceededMemoryLimit is null;

    /// <summary>The end of the command, as a clause after its name.</summary>
    /// <returns>For instance <c>exited with status 3</c> or <c>was killed by SIGKILL: out of memory (limit 2 GiB)</c>.</returns>
    public string Describe()
    {
        if (StartFailure is not null)
        {
            return $"could not be started: {StartFailure}";
        }

        if (KilledBecause is not null)
        {
            return $"was killed, because {KilledBecause}";
        }

        if (ExceededTimeout is { } timeout)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"exceeded its time limit of {timeout.TotalSeconds:0.###} s and was killed");
        }

        if (ExceededOutputLimit is { } output)
        {
            return $"printed more than {ByteSize.Describe(output)} and was killed";
        }

        var end = Signal is { } signal ? $"was killed by {SignalNames.Describe(signal)}" : $"exited with status {ExitCode}";
        if (ExceededMemoryLimit is { } memory)
        {
            var killed = ExitCode == 0 ? ", but one of its processes was killed" : "";
            return $"{end}{killed}: out of memory (limit {ByteSize.Describe(memory)})";
        }

        return ExitCode != 0 && ExceededProcessLimit is { } processes
            ? $"{end}: too many processes (limit {processes.ToString(CultureInfo.InvariantCulture)})"
            : end;
    }
}
