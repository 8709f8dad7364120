using Imaginator.Building.Sandboxing;
using Imaginator.Files;
using Imaginator.Linux.Storage;

namespace Imaginator.Building.Stages;

/// <summary>A command of a build failed. The message says how, and with which last words.</summary>
internal sealed class CommandFailedException : ImaginatorException
{
    /// <summary>With less room than this, in bytes, a failure is put down to the disk.</summary>
    private const long FullDisk = 1024 * 1024;

    /// <param name="what">The command: a script's path, a verb, a program.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="tree">The directory that it wrote to.</param>
    public CommandFailedException(string what, CommandResult result, string tree)
        : base(Describe(what, result) + DescribeDisk(tree))
    {
    }

    /// <summary>How a command ended, and its last words.</summary>
    public static string Describe(string what, CommandResult result)
    {
        // Scripts and tests have whatever names their authors chose.
        var end = $"{FileName.ToDisplay(what)} {result.Describe()}";
        return result.TellingLine is { } words ? $"{end}: {words}" : end;
    }

    /// <summary>Many tools call a full disk an "I/O error", or nothing at all.</summary>
    private static string DescribeDisk(string tree) => FileSystemSpace.Of(tree) switch
    {
        { FreeBytes: < FullDisk } => $" (disk full: {tree})",
        { TotalFiles: > 0, FreeFiles: 0 } => $" (disk full: no more files have room in {tree})",
        _ => "",
    };
}
