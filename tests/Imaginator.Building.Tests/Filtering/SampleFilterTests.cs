using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Filtering;

/// <summary>The filters of samples, which sites copy. Programs do not start without the directories of their packages.</summary>
public sealed partial class SampleFilterTests
{
    private static readonly string[] Directories = ["/var/log", "/var/log/apt", "/var/log/journal", "/var/log/nginx", "/var/lib/nginx"];

    private static readonly string[] Logs = ["/var/log/dpkg.log", "/var/log/nginx/error.log", "/var/log/wtmp"];

    public static TheoryData<string> Samples =>
        ["packaging/etc/conf.json", "packaging/etc/manifests/hello/manifest", "demo.sh", "docs/reference/configuration.md"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Filter_SelectsLogs_AndNoDirectoryOfAPackage(string sample)
    {
        var filters = FilterLines().Matches(File.ReadAllText(RepositoryFiles.ExistingPathOf(sample)))
            .Select(match => PathFilter.Compile(JsonSerializer.Deserialize<string[]>(match.Groups["lines"].Value)!))
            .ToList();

        Assert.NotEmpty(filters);
        foreach (var filter in filters)
        {
            Assert.All(Directories, path => Assert.False(filter.IsMatch(path), path));
            Assert.All(Logs, path => Assert.True(filter.IsMatch(path), path));
        }
    }

    [GeneratedRegex("\"FilterLines\": (?<lines>\\[\".*\\])")]
    private static partial Regex FilterLines();
}
