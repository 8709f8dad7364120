using Imaginator.Building.Sandboxing;
using Imaginator.Files;
using Imaginator.Linux.Storage;

namespace Imaginator.Building.Stages.Commands;

/// <summary>A command of a build failed. The message says how, and quotes the telling line of its output.</summary>
internal sealed class CommandFailedException : ImaginatorException
{
    // With less free space than this, in bytes, a failure is attributed to the disk.
    private const long FullDisk = 1024 * 1024;

    /// <param name="command">The command: a script's path, a verb, a program.</param>
    /// <param name="result">The result of the command.</param>
    /// <param name="tree">The directory that it wrote to.</param>
    /// <param name="exhaustion">The reason if the build used up its own disk limit; otherwise null.</param>
    /// <param name="cause">A further cause, as a clause; null for none.</param>
    public CommandFailedException(string command, CommandResult result, string tree, string? exhaustion, string? cause)
        : base(Describe(command, result, cause) + (exhaustion is null ? DescribeDisk(tree) : $" ({exhaustion})"))
    {
    }

    /// <summary>How a command ended, and the telling line of its output.</summary>
    public static string Describe(string command, CommandResult result, string? cause)
    {
        // The authors of scripts and tests choose any names.
        var end = $"{FileName.ToDisplay(command)} {result.Describe()}";
        var text = result.CauseLine is { } line ? $"{end}: {line}" : end;
        return cause is null ? text : $"{text} ({cause})";
    }

    /// <summary>Many tools report a full disk as "I/O error", or not at all.</summary>
    private static string DescribeDisk(string tree) => FileSystemSpace.Of(tree) switch
    {
        { FreeBytes: < FullDisk } => $" (disk full: {tree})",
        { TotalFiles: > 0, FreeFiles: 0 } => $" (disk full: {tree} cannot hold more files)",
        _ => "",
    };
}
