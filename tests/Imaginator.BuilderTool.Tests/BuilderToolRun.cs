using System.Diagnostics;

namespace Imaginator.BuilderTool.Tests;

/// <summary>A run of the real program, as users start it.</summary>
internal sealed record BuilderToolRun(int ExitCode, string Output, string Error)
{
    public static async Task<BuilderToolRun> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(FindProgram(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // No flag files and no certificates of whoever runs the tests.
            Environment = { ["HOME"] = "/nonexistent" },
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new BuilderToolRun(process.ExitCode, await output, await error);
    }

    /// <summary>The published program. What the build puts beside the tests lacks what is made for one architecture.</summary>
    private static string FindProgram() => RepositoryFiles.ExistingPathOf("artifacts", "dist", "builder-tool");

    public BuilderToolRun ShouldSucceed()
    {
        Assert.True(ExitCode == 0, $"exit status {ExitCode}:\n{Error}\n{Output}");
        return this;
    }

    public BuilderToolRun ShouldFail(int exitCode, params IEnumerable<string> parts)
    {
        Assert.True(ExitCode == exitCode, $"exit status {ExitCode} instead of {exitCode}:\n{Error}\n{Output}");
        Assert.Equal("", Output);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at Imaginator", Error, StringComparison.Ordinal);
        return this;
    }
}
