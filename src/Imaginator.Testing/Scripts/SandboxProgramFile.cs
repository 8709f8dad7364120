using Imaginator.Building.Sandboxing;

namespace Imaginator.Testing.Scripts;

/// <summary>The program <c>imaginator-sandbox</c>.</summary>
internal static class SandboxProgramFile
{
    private const string Variable = "IMAGINATOR_SANDBOX";

    /// <summary>Finds the program: in the environment, next to the test program, or in a clone of the repository.</summary>
    /// <exception cref="InvalidOperationException">The program is missing.</exception>
    public static string Find()
    {
        var path = Candidates().FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"this test requires the program imaginator-sandbox, which is neither next to the test program nor named by {Variable}; "
                + "reference the package Imaginator.Testing, or set the variable");

        // Packages do not keep the permission to execute.
        if (!File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute))
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            yield return Path.GetFullPath(given);
        }

        yield return SandboxFactory.DefaultProgramPath;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            yield return Path.Combine(directory.FullName, "artifacts", "sandbox", "imaginator-sandbox");
        }
    }
}
