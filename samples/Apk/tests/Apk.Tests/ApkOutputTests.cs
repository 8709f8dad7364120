using System.Diagnostics;
using Imaginator.Packagers;
using Imaginator.Testing;

namespace Samples.Apk.Tests;

/// <summary>What the commands make of the output of a real apk, which a script prints here.</summary>
public sealed class ApkOutputTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("apk-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task List_FindsVersions_ThatBeginAfterTheLastDashBeforeTheRelease()
    {
        Print("printf '%s\\n' musl-1.2.5-r0 alpine-baselayout-data-3.6.5-r0 g++-13.2.1_git20240309-r0 .build-deps-20240705.120102");
        var database = Path.Combine(_directory, "installed");
        await File.WriteAllTextAsync(
            database, "P:musl\nV:1.2.5-r0\nI:638976\n\nP:g++\nV:13.2.1_git20240309-r0\nI:5\n", TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync(
            Defaults.ListCommand.ArgList.Select(text => text.Replace("/lib/apk/db/installed", database, StringComparison.Ordinal)));

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["musl 1.2.5-r0 638976", "alpine-baselayout-data 3.6.5-r0", "g++ 13.2.1_git20240309-r0 5", ".build-deps 20240705.120102"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task Plan_ConsistsOfTheLinesOfPackages()
    {
        Print("echo 'fetch https://mirror.example/APKINDEX.tar.gz'; echo '( 1/12) Installing curl (8.9.0-r0)'; echo 'OK: 8 MiB in 15 packages'");

        var (exitCode, output) = await RunAsync(Defaults.PlanCommand.Append("curl"));

        Assert.Equal((0, "Installing curl (8.9.0-r0)\nInstalling curl (8.9.0-r0)\n"), (exitCode, output));
    }

    [Fact]
    public async Task Failures_OfApk_AreFailuresOfTheCommands()
    {
        Print("exit 3");

        Assert.Equal((3, ""), await RunAsync(Defaults.PlanCommand.Append("curl")));
        Assert.Equal((3, ""), await RunAsync(Defaults.ListCommand.ArgList));
    }

    private static PackagerType Defaults => new PluginUnderTest(new ApkPlugin()).Get<IPackager>().Defaults;

    private void Print(string script)
    {
        var path = Path.Combine(_directory, "apk");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, Executable);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> command)
    {
        string[] words = [.. command];
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = $"{_directory}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
