using System.Diagnostics;
using Imaginator.Host.Tests.Fetching;
using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Guarding;

/// <summary>A bad plugin does not disturb the start of a program, and its fetches only themselves.</summary>
public sealed class ZooLoadTests
{
    [Theory]
    [InlineData("constructor", "the constructor of ZooPlugin failed: InvalidOperationException: a bug")]
    [InlineData("register", "ZooPlugin.Register failed: InvalidOperationException: a bug")]
    [InlineData("description", "its parts cannot be created: InvalidOperationException: a bug")]
    [InlineData("later", "ZooPlugin.LaterSettings failed: InvalidOperationException: a bug")]
    [InlineData("schemes", "its parts cannot be created: InvalidOperationException: a bug")]
    [InlineData("uploader", "its parts cannot be created: InvalidOperationException: a bug")]
    [InlineData("type", "its parts cannot be created: InvalidOperationException: a bug")]
    [InlineData("defaults", "its parts cannot be created: InvalidOperationException: a bug")]
    [InlineData("isolation", $"{ZooSite.Zoo} failed in IManifestSource.IsolationOf: InvalidOperationException: a bug; {ZooSite.Blame}")]
    public async Task PluginThatCannotBeLoaded_DoesNotStopTheOthers(string beast, string reason)
    {
        await using var site = new ZooSite(beast, hasFetchers: true);

        var failed = Assert.Single(site.Plugins.Failed);

        Assert.Equal(("ZooPlugin 6.6.6", reason), (failed.NameAndVersion, failed.Reason));
        await site.RequireInnocentAsync();
    }

    [Fact]
    public async Task ExceptionOnAThreadOfAPlugin_DoesNotEndTheProgram()
    {
        await using var site = new ZooSite("");
        await File.WriteAllTextAsync(site.PathOf("ZooPlugin", "beast"), "thread", ZooSite.Cancel);
        var start = new ProcessStartInfo(FetchSite.Built("Program"), ["-listPlugins", $"-pluginDir={site.PathOf()}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var program = Process.Start(start)!;

        var output = program.StandardOutput.ReadToEndAsync(ZooSite.Cancel);
        var error = await program.StandardError.ReadToEndAsync(ZooSite.Cancel);
        await program.WaitForExitAsync(ZooSite.Cancel);

        Assert.InRange(program.ExitCode, 0, 1);
        Assert.Matches(@"(?m)^ZooPlugin +6\.6\.6 ", await output);
        Assert.Contains(
            $"{ZooSite.Zoo} failed on one of its threads: System.InvalidOperationException: a bug on a thread",
            error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExceptionOnAThreadOfTheProgram_IsNotHandled()
    {
        await using var site = new ZooSite();
        var fault = await Assert.ThrowsAsync<PluginException>(() => site.FetchAsync("zoo://throws"));

        Assert.False(PluginThreads.OfProcess.Handle(fault));
        Assert.False(PluginThreads.OfProcess.Handle(fault.InnerException!));
    }

    [Theory]
    [InlineData("zoo")]
    [InlineData("cage")]
    public async Task FailedFetch_NamesThePlugin_InEachProcess(string scheme)
    {
        await using var site = new ZooSite(hasFetchers: true);

        var fault = await Assert.ThrowsAnyAsync<ImaginatorException>(() => site.FetchAsync($"{scheme}://throws"));
        var refusal = await Assert.ThrowsAsync<ManifestFetchException>(() => site.FetchAsync($"{scheme}://refuses"));

        Assert.Equal(
            $"{ZooSite.Zoo} failed in IManifestSource.FetchAsync: InvalidOperationException: a bug; {ZooSite.Blame}", fault.Message);
        Assert.Equal(
            (ManifestFetchError.AccessDenied, $"{ZooSite.Zoo}: cannot fetch: no"), (refusal.Reason, refusal.Message));
        Assert.Contains(site.Log.Of(LogLevel.Information), line => line.EndsWith("The way is throws", StringComparison.Ordinal));
        Assert.Contains(site.Log.Of(LogLevel.Debug), line => line.Contains("Hanging.EndAsync", StringComparison.Ordinal));
    }
}
