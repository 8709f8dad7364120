namespace Imaginator.Building.HostTools;

/// <summary>Finds tools of this machine's distribution.</summary>
internal static class ToolSearch
{
    /// <summary>The directories of distributions, which are the <c>PATH</c> of the tools.</summary>
    public const string Directories = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The directories of distributions, and then those of the <c>PATH</c> of this process.</summary>
    public static string Standard => $"{Directories}:{Environment.GetEnvironmentVariable("PATH")}";

    /// <summary>Finds a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="directories">The directories, separated by colons; relative ones are ignored.</param>
    /// <returns>The path; null if none of the directories has the program.</returns>
    public static string? Find(string name, string directories) => directories.Split(':')
        .Where(Path.IsPathRooted)
        .Select(directory => Path.Combine(directory, name))
        .FirstOrDefault(path => File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0);
}
