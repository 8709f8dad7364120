namespace Imaginator.Host.Checking;

/// <summary>Finds the file of a repository that a fault is in.</summary>
/// <param name="root">The directory of the checkout.</param>
internal sealed class AnnotatedFile(string root)
{
    // The variables of the forges with the directory of the checkout.
    private static readonly string[] Variables = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

    private readonly string _prefix = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + "/";

    /// <summary>The checkout of the forge that runs this program; the current directory if there is none.</summary>
    public static AnnotatedFile OfForge() =>
        new(Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? ".");

    /// <summary>The path in the repository of the source of a fault; null if it is not a file of the repository.</summary>
    public string? Find(string source)
    {
        if (source.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        var path = Path.GetFullPath(source);
        return path.StartsWith(_prefix, StringComparison.Ordinal) ? path[_prefix.Length..] : null;
    }
}
