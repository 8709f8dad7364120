using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Building.Packaging;
using Imaginator.Images;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Tests.Configuration;

/// <summary>The recipes of docs/how-to/add-a-packager.md, as they are printed.</summary>
public sealed partial class PackagerRecipeTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ConfigurationFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("By configuration only: pacman", "pacman")]
    [InlineData("dnf from a Debian machine", "rpm")]
    [InlineData("zypper", "zypper")]
    [InlineData("apk", "apk")]
    public async Task Recipes_AreGoodConfigurations_AndTheirScriptsCanBeParsed(string heading, string type)
    {
        var recipes = RecipesOf(heading);
        Assert.NotEmpty(recipes);

        // The others have bootstrap streams of the type: the whole configuration has both.
        foreach (var recipe in recipes.Where(recipe => recipe.Contains("PackagerTypes", StringComparison.Ordinal)))
        {
            await _files.LoadGoodAsync(recipe);
        }

        var (exitCode, _, error) = await RunAsync("dash", "-n", await WriteScriptAsync(type, await LoadTypeAsync(recipes[0], type)));
        Assert.Equal((0, ""), (exitCode, error));
    }

    // mawk and busybox read regular expressions in different ways.
    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Apk_ListsNamesVersionsAndSizes(string shell)
    {
        var database = _files.Write(
            "installed",
            "C:Q1a\nP:musl\nV:1.2.5-r0\nA:x86_64\nS:407278\nI:638976\n\nC:Q1b\nP:g++\nV:13.2.1_git20240309-r0\nI:5\n\nP:busybox\nV:1.36.1-r29\n\n");
        WriteTool("apk", """
            [ "$*" = "info -v" ] || exit 9
            printf '%s\n' musl-1.2.5-r0 busybox-1.36.1-r29 alpine-baselayout-data-3.6.5-r0 g++-13.2.1_git20240309-r0 7zip-23.01-r0 \
                .build-deps-20240705.120102
            """);
        var type = await LoadTypeAsync(RecipesOf("apk")[0], "apk");
        var list = type.ListCommand with
        {
            ArgList = [.. type.ListCommand.ArgList.Select(text => text.Replace("/lib/apk/db/installed", database, StringComparison.Ordinal))],
        };

        var (exitCode, output, error) = await RunScriptAsync(shell, type with { ListCommand = list }, "list");

        Assert.Equal((0, ""), (exitCode, error));
        var parsed = PackageList.Parse(Encoding.UTF8.GetBytes(output), list.SizeMultiplier);
        Assert.Empty(parsed.MalformedLines);
        Assert.Equal(
            [
                new Package(".build-deps", "20240705.120102"), new("7zip", "23.01-r0"), new("alpine-baselayout-data", "3.6.5-r0"),
                new("busybox", "1.36.1-r29"), new("g++", "13.2.1_git20240309-r0", 5), new("musl", "1.2.5-r0", 638976),
            ],
            parsed.Packages);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Apk_Plans_WithoutLinesThatChangeFromRunToRun(string shell)
    {
        WriteTool("apk", """
            case "$*" in
            '--no-progress upgrade --simulate')
                echo 'fetch https://mirror.example/main/x86_64/APKINDEX.tar.gz'
                echo '(1/1) Upgrading musl (1.2.4-r0 -> 1.2.5-r0)'
                ;;
            '--no-progress add --simulate curl a b')
                echo '( 1/12) Installing libcurl (8.9.0-r0)'
                echo '(12/12) Installing curl (8.9.0-r0)'
                ;;
            *)
                echo 'ERROR: unable to select packages:' >&2
                exit 1
                ;;
            esac
            echo 'OK: 8 MiB in 15 packages'
            """);
        var type = await LoadTypeAsync(RecipesOf("apk")[0], "apk");

        var (exitCode, output, _) = await RunScriptAsync(shell, type, "show-plan", "curl", "a b");
        Assert.Equal((0, "Upgrading musl (1.2.4-r0 -> 1.2.5-r0)\nInstalling libcurl (8.9.0-r0)\nInstalling curl (8.9.0-r0)\n"), (exitCode, output));

        var (failure, nothing, _) = await RunScriptAsync(shell, type, "show-plan", "no-such-package");
        Assert.Equal((1, ""), (failure, nothing));
    }

    /// <summary>The JSON texts below a heading.</summary>
    private static string[] RecipesOf(string heading)
    {
        var document = File.ReadAllText(RepositoryFiles.ExistingPathOf("docs", "how-to", "add-a-packager.md"));
        var start = document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no heading \"{heading}\"");
        var end = document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return [.. Recipe().Matches(document[start..(end < 0 ? document.Length : end)]).Select(match => match.Groups[1].Value)];
    }

    private async Task<PackagerType> LoadTypeAsync(string recipe, string type) =>
        (await _files.LoadGoodAsync(recipe)).Main.BuildSettings.PackagerTypes[type];

    private async Task<string> WriteScriptAsync(string name, PackagerType type)
    {
        var path = _files.PathOf("generic-packager");
        await File.WriteAllBytesAsync(path, GenericPackager.Render(name, type), TestContext.Current.CancellationToken);
        return path;
    }

    private void WriteTool(string name, string script) => File.SetUnixFileMode(_files.Write(name, $"#!/bin/sh\n{script}\n"), Executable);

    private async Task<(int ExitCode, string Output, string Error)> RunScriptAsync(string shell, PackagerType type, params string[] arguments)
    {
        var script = await WriteScriptAsync("apk", type);
        if (shell != "busybox")
        {
            return await RunAsync(shell, [script, .. arguments]);
        }

        foreach (var tool in ((string[])["awk", "sed", "sh"]).Where(tool => !File.Exists(_files.PathOf(tool))))
        {
            File.CreateSymbolicLink(_files.PathOf(tool), "/bin/busybox");
        }

        return await RunAsync("busybox", ["sh", script, .. arguments]);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        var directory = Path.GetDirectoryName(_files.MainFile)!;
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{directory}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    [GeneratedRegex("^```json\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Recipe();
}
