namespace Imaginator.SystemTests.Site;

/// <summary>The published programs.</summary>
internal static class Distribution
{
    public static string Imaginator => Program("imaginator");

    public static string BuilderTool => Program("builder-tool");

    private static string Program(string name) => RepositoryFiles.ExistingPathOf("artifacts", "dist", name);
}
