using System.Net;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.PackageCache.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.PackageCache.Tests;

/// <summary>A cache of packages with a directory and a clock of its own, and what package tools do with it.</summary>
internal sealed class TestCache : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private PackageProxy _proxy;

    public TestCache(Func<PackageCacheOptions, PackageCacheOptions>? change = null)
    {
        var options = new PackageCacheOptions
        {
            Directory = _directory.PathOf("packages"),
            MaximumBytes = 1 << 30,
            IndexMaxAge = TimeSpan.FromMinutes(1),
        };
        Options = change?.Invoke(options) ?? options;
        _proxy = Create();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public PackageCacheOptions Options { get; }

    public PackageProxy Proxy => _proxy;

    /// <summary>What packager types declare.</summary>
    public RepositoryPatterns Repositories { get; init; } = RepositoryPatterns.None;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The process ends, and another begins.</summary>
    public async Task RestartAsync()
    {
        await _proxy.DisposeAsync();
        _proxy = Create();
    }

    /// <summary>A command of a build: gets files one after the other.</summary>
    public async Task<(string[] Contents, PackageDownloadCount Count)> GetAsync(params Uri[] urls)
    {
        var (contents, count, _) = await GetAsync(asksRepositories: false, urls);
        return (contents, count);
    }

    /// <summary>A command of a build: gets files one after the other.</summary>
    public async Task<(string[] Contents, PackageDownloadCount Count, TimeSpan? ListsAge)> GetAsync(bool asksRepositories, params Uri[] urls)
    {
        await using var session = await _proxy.ServeAsync(
            new DownloadPolicy(SandboxNetwork.Host) { AsksRepositories = asksRepositories, Repositories = Repositories }, Cancelled);
        using var http = ClientOf(session);
        var contents = new List<string>();
        foreach (var url in urls)
        {
            contents.Add(await http.GetStringAsync(url, Cancelled));
        }

        return ([.. contents], session.Count, session.ListsAge);
    }

    /// <summary>A package tool.</summary>
    public static HttpClient ClientOf(IPackageDownloads session)
    {
        var user = session.Proxy.UserInfo.Split(':');
        return new HttpClient(new SocketsHttpHandler
        {
            Proxy = new WebProxy(session.Proxy) { Credentials = new NetworkCredential(user[0], user[1]), BypassProxyOnLocal = false },
            AllowAutoRedirect = false,
        });
    }

    /// <summary>The files that it keeps.</summary>
    public IEnumerable<string> Kept() => new[] { "indexes", "files" }
        .SelectMany(name => Directory.EnumerateFiles(Path.Combine(Options.Directory, name), "*", SearchOption.AllDirectories));

    /// <summary>Waits until it keeps files: a client has the last bytes of a file earlier.</summary>
    public Task KeepsAsync(int count) => Wait.UntilAsync(() => Kept().Count() == count);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _directory.Dispose();
    }

    private PackageProxy Create() => new(Options, null, Time, NullLogger<PackageProxy>.Instance);
}
