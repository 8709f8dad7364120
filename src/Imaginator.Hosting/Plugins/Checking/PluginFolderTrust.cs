using Imaginator.Hosting.Permissions;

namespace Imaginator.Hosting.Plugins.Checking;

/// <summary>
/// Checks who can change the folder of a plugin: code that another user can change would run as root. Besides assemblies, native
/// libraries and <c>NAME.deps.json</c> determine which code runs.
/// </summary>
internal static class PluginFolderTrust
{
    // A link can lead to a directory that contains half of the machine.
    private const int MaximumEntries = 10_000;

    private static readonly EnumerationOptions AllEntries = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>
    /// Finds the first file or directory, below the folder or above it, that other users than the owner of this program can change.
    /// </summary>
    /// <returns>The fault with its cure, as the rest of a sentence; null if there is none, and for a program that does not run as root.</returns>
    public static string? FindFault(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var directories = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        var entries = 0;
        while (directories.TryPop(out var directory))
        {
            if (FileTrust.FindOtherWriter(directory.FullName) is { } fault)
            {
                return fault;
            }

            var real = directory.LinkTarget is null ? directory : directory.ResolveLinkTarget(returnFinalTarget: true)!;
            if (!seen.Add(real.FullName))
            {
                continue;
            }

            foreach (var entry in directory.EnumerateFileSystemInfos("*", AllEntries))
            {
                if (++entries > MaximumEntries)
                {
                    return $"it contains more than {MaximumEntries} files, too many to check";
                }

                if (entry is DirectoryInfo below)
                {
                    directories.Push(below);
                }
                else if (FileTrust.FindOtherWriter(entry.FullName) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }
}
