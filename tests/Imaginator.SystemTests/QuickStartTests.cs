using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>The commands of the quick start in README.md and of the tutorial.</summary>
public sealed partial class QuickStartTests : IDisposable
{
    private static readonly string Dist = Path.GetDirectoryName(Distribution.Imaginator)!;

    private readonly TemporaryDirectory _clone = new();

    [Fact]
    public async Task QuickStartAndTutorial_WorkAsPrinted()
    {
        await CloneAsync();
        var readme = await ReadAsync("README.md");
        var quickStart = readme[readme.IndexOf("\n## Quick start", StringComparison.Ordinal)..];
        var start = CommandsOf(quickStart[..quickStart.IndexOf("\n## ", 1, StringComparison.Ordinal)]);
        var tutorial = CommandsOf(await ReadAsync("docs/tutorial/first-image.md"));

        // The tutorial starts the daemon again if the reader has stopped it, and lets one build fail.
        Assert.Equal("kill %1", start[^1].Trim());
        Assert.Contains("imaginator -insecure", tutorial[0], StringComparison.Ordinal);
        Assert.Equal("kill %1", tutorial[^1].Trim());
        var script = string.Join('\n', ["set -e", .. start[..^1], "set +e", .. tutorial[1..]]);
        var run = (await RunningProgram.RunAsync("bash", ["-c", InClone(script, FreePort.Next())], Environment())).ShouldSucceed();

        Assert.Contains("Built from my first manifest.", run.Output, StringComparison.Ordinal);
        Assert.Contains("<h2>Successful builds", run.Output, StringComparison.Ordinal);
        Assert.Contains("+ package tree ", run.Output, StringComparison.Ordinal);
        Assert.Contains("index.txt has no welcome", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Welcome to my/web, built as trial", run.Result, StringComparison.Ordinal);
    }

    public void Dispose() => _clone.Dispose();

    /// <summary>A clone whose programs are built already.</summary>
    private async Task CloneAsync()
    {
        Directory.CreateDirectory(_clone.PathOf("artifacts"));
        Directory.CreateDirectory(_clone.PathOf("scripts"));
        File.CreateSymbolicLink(_clone.PathOf("artifacts/dist"), Dist);
        File.Copy(RepositoryFiles.PathOf("demo.sh"), _clone.PathOf("demo.sh"));
        File.Copy(RepositoryFiles.PathOf("scripts/common.sh"), _clone.PathOf("scripts/common.sh"));
        var build = _clone.PathOf("build.sh");
        await File.WriteAllTextAsync(build, "#!/bin/sh\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(build, (UnixFileMode)0b111_101_101);
    }

    /// <summary>In the clone, on another port, with job control as in a terminal; the daemon ends with the script.</summary>
    private string InClone(string script, int port) =>
        $"""
        cd '{_clone.FullName}'
        set -m
        trap 'kill %1 2>/dev/null; wait' EXIT
        {script.Replace("6975", $"{port}", StringComparison.Ordinal)
            .Replace("imaginator -insecure", $"imaginator -portNum={port} -insecure", StringComparison.Ordinal)
            .Replace("builder-tool ", $"builder-tool -imaginatorPortNum={port} ", StringComparison.Ordinal)}
        wait
        """;

    /// <summary>Without the flags, the browser and the display of the user who runs the tests.</summary>
    private Dictionary<string, string?> Environment() =>
        new() { ["HOME"] = _clone.FullName, ["DISPLAY"] = null, ["WAYLAND_DISPLAY"] = null, ["BROWSER"] = "false" };

    private static List<string> CommandsOf(string document) =>
        [.. ShellBlock().Matches(document).Select(match => match.Groups["commands"].Value)];

    private static Task<string> ReadAsync(string document) =>
        File.ReadAllTextAsync(RepositoryFiles.PathOf(document), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^```sh\n(?<commands>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
