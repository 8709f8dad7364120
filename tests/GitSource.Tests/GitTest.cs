using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Plugins.GitSource.Tests;

/// <summary>What tests of fetching share: a directory of their own, and the plugin as the host uses it.</summary>
public abstract partial class GitTest : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ServedRepository> _repositories = [];
    private readonly RecordingBuildLog _log = new();
    private int _targets;

    /// <summary>Takes the servers.</summary>
    /// <param name="servers">The servers.</param>
    protected GitTest(GitServers servers) => Servers = servers;

    /// <summary>The servers.</summary>
    protected GitServers Servers { get; }

    /// <summary>The plugin's settings; without any, its defaults.</summary>
    protected Dictionary<string, string?> Settings { get; } = [];

    /// <summary>The clock of the plugin.</summary>
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The directory of the test.</summary>
    protected string WorkDirectory => _directory.FullName;

    /// <summary>Where mirrors are kept.</summary>
    protected string CacheDirectory => Path.Combine(WorkDirectory, "cache");

    /// <summary>All that was logged on the build log.</summary>
    protected string Log => _log.Text;

    /// <summary>How many objects each fetch so far received.</summary>
    protected IReadOnlyList<int> ReceivedObjects => [.. ReceivedLine().Matches(Log)
        .Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    /// <summary>The test's own token.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Makes a repository on the servers.</summary>
    /// <param name="suffix">The end of its name.</param>
    /// <returns>The repository.</returns>
    protected ServedRepository CreateRepository(string suffix = ".git")
    {
        var repository = new ServedRepository(Servers, suffix);
        _repositories.Add(repository);
        return repository;
    }

    /// <summary>Makes a repository with one file in the directory <c>base</c> of its branch master.</summary>
    /// <returns>The repository.</returns>
    protected ServedRepository CreateSimpleRepository()
    {
        var repository = CreateRepository();
        repository.Commit("master", ("base/manifest", "{}"), ("other/file", "not for the manifest"));
        return repository;
    }

    /// <summary>Fetches into a new directory.</summary>
    /// <param name="url">The URL, which is shown as <c>$GIT_URL</c>.</param>
    /// <param name="subdirectory">The manifest directory.</param>
    /// <param name="branch">The branch, tag or commit.</param>
    /// <param name="onlyFiles">The files that are wanted; none for all.</param>
    /// <param name="cancellationToken">Stops it; by default with the test.</param>
    /// <returns>The directory and the revision.</returns>
    protected async Task<(string Directory, ManifestRevision Revision)> FetchAsync(
        string url,
        string subdirectory = "",
        string? branch = null,
        ImmutableArray<string>? onlyFiles = null,
        CancellationToken? cancellationToken = null)
    {
        var target = Path.Combine(WorkDirectory, $"target-{Interlocked.Increment(ref _targets)}");
        Directory.CreateDirectory(target);
        var request = new ManifestRequest
        {
            Url = url,
            DisplayUrl = "$GIT_URL",
            Directory = subdirectory,
            GitBranch = branch,
            OnlyFiles = onlyFiles ?? [],
            TargetDirectory = target,
            CacheDirectory = CacheDirectory,
        };
        return (target, await CreateSource().FetchAsync(request, _log, cancellationToken ?? Cancel));
    }

    /// <summary>Fetches, and expects to fail.</summary>
    /// <param name="reason">Why it must fail.</param>
    /// <param name="url">The URL.</param>
    /// <param name="subdirectory">The manifest directory.</param>
    /// <param name="branch">The branch, tag or commit.</param>
    /// <returns>The message.</returns>
    protected async Task<string> FailAsync(
        ManifestFetchError reason, string url, string subdirectory = "", string? branch = null)
    {
        var exception = await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url, subdirectory, branch));
        Assert.True(reason == exception.Reason, $"{exception.Reason}: {exception}");
        Assert.Contains("$GIT_URL", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(url, exception + Log, StringComparison.Ordinal);
        return exception.Message;
    }

    /// <summary>Makes the plugin's manifest source as the host does.</summary>
    /// <returns>The source.</returns>
    protected IManifestSource CreateSource()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Clock);
        new GitSourcePlugin().Register(services, new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
        return services.BuildServiceProvider().GetRequiredService<IManifestSource>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _repositories.ForEach(repository => repository.Dispose());
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [GeneratedRegex(@"^Received (\d+) objects", RegexOptions.Multiline)]
    private static partial Regex ReceivedLine();
}
