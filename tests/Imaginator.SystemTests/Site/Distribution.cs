using System.Reflection;

namespace Imaginator.SystemTests.Site;

/// <summary>The published programs.</summary>
internal static class Distribution
{
    public static string Imaginator => Program("imaginator");

    public static string BuilderTool => Program("builder-tool");

    private static string Program(string name)
    {
        var directory = typeof(Distribution).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == nameof(Distribution)).Value!;
        var path = Path.Combine(directory, name);
        Assert.True(File.Exists(path), $"{path} is missing: run ./build.sh first");
        return path;
    }
}
