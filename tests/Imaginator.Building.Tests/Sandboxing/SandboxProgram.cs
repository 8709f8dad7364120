namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The published sandbox program that the tests run.</summary>
internal static class SandboxProgram
{
    /// <summary>Where it is.</summary>
    /// <exception cref="FileNotFoundException">It has not been published.</exception>
    public static string Path => Find() ?? throw new FileNotFoundException(
        "The sandbox program is missing. Publish it: dotnet publish src/Imaginator.Sandbox -c Release -o artifacts/sandbox; "
        + "or set IMAGINATOR_SANDBOX to its path.");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("IMAGINATOR_SANDBOX") is { Length: > 0 } given)
        {
            return File.Exists(given) ? System.IO.Path.GetFullPath(given) : null;
        }

        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = System.IO.Path.Combine(directory.FullName, "artifacts/sandbox/imaginator-sandbox");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
