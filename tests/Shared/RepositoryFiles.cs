namespace Imaginator.Tests.Shared;

/// <summary>The repository that the tests were built in. Tests find files that are no part of their own output through it.</summary>
internal static class RepositoryFiles
{
    /// <summary>The directory of the solution, the nearest one above the test program.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The path of a file or directory of the repository.</summary>
    /// <exception cref="ArgumentException">The path leaves the repository.</exception>
    public static string PathOf(params ReadOnlySpan<string> names)
    {
        var path = Path.GetFullPath(Path.Combine([Root, .. names]));
        return path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"\"{path}\" is outside of the repository \"{Root}\"", nameof(names));
    }

    /// <summary>The path of a file or directory that <c>./build.sh</c> or the repository itself provides.</summary>
    /// <exception cref="InvalidOperationException">Nothing exists at the path.</exception>
    public static string ExistingPathOf(params ReadOnlySpan<string> names)
    {
        var path = PathOf(names);
        return Path.Exists(path) ? path : throw new InvalidOperationException($"\"{path}\" is missing: run ./build.sh in a complete clone");
    }

    private static string Find(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Imaginator.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no directory above \"{start}\" contains Imaginator.sln: run the tests inside a clone");
    }
}
