using Imaginator.Linux.Storage;

namespace Imaginator.Testing.Samples;

/// <summary>Describes fetched manifests as lines that tests compare: <c>file PATH CONTENTS</c>, <c>exec PATH CONTENTS</c>, <c>link PATH TARGET</c>.</summary>
internal static class FetchedEntries
{
    private const int MaximumLength = 16 * 1024 * 1024;

    /// <summary>Describes the files and links below a directory.</summary>
    public static string[] Describe(string directory) =>
        [.. Walk(new DirectoryInfo(directory)).Select(entry => DescribeEntry(directory, entry)).Order(StringComparer.Ordinal)];

    /// <summary>The length of all files in bytes.</summary>
    public static long LengthOf(string directory) =>
        Walk(new DirectoryInfo(directory)).OfType<FileInfo>().Where(file => file.LinkTarget is null).Sum(file => file.Length);

    /// <summary>Reads a file. Anything else than a regular file is an error.</summary>
    public static string Read(string path) => RegularFile.ReadAllText(path, MaximumLength);

    private static string DescribeEntry(string directory, FileSystemInfo entry)
    {
        var path = Path.GetRelativePath(directory, entry.FullName);
        if (entry.LinkTarget is { } target)
        {
            return $"link {path} {target}";
        }

        var kind = entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? "exec" : "file";
        return $"{kind} {path} {Read(entry.FullName)}";
    }

    // Does not follow links.
    private static IEnumerable<FileSystemInfo> Walk(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                foreach (var found in Walk(below))
                {
                    yield return found;
                }
            }
            else
            {
                yield return entry;
            }
        }
    }
}
