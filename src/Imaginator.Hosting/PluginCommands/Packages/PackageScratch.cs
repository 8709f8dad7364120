namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>
/// The directory of NuGet's locks and temporary files, which NuGet itself never removes. It is removed when the process ends, and not
/// before, because NuGet expects that it remains. Thread-safe.
/// </summary>
internal static class PackageScratch
{
    private const string Variable = "NUGET_SCRATCH";

    private static readonly Lock Preparing = new();

    /// <summary>Makes the directory, unless the environment names one.</summary>
    public static void Prepare()
    {
        lock (Preparing)
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            {
                return;
            }

            var directory = Directory.CreateTempSubdirectory("imaginator-nuget-");
            Environment.SetEnvironmentVariable(Variable, directory.FullName);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(directory);
        }
    }

    private static void Remove(DirectoryInfo directory)
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ends in any case.
        }
    }
}
